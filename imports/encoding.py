"""Bytes to text, for files that come from anybody's spreadsheet."""

import re

_SWEDISH_UTF8 = re.compile("|".join("åäöÅÄÖ").encode())


def decode(content: bytes) -> str | None:
    """Text as spreadsheets save it: UTF-8 with or without a mark, UTF-16 with one, else Windows' western letters.

    None for what is no text in any of them.
    """
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        # A damaged UTF-8 file must not pass for a Windows one, in which every å would read Ã¥.
        if encoding == "cp1252" and _SWEDISH_UTF8.search(content):
            return None
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None
