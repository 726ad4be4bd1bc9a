"""Bytes to text, for files saved by any spreadsheet program."""

import re

_SWEDISH_UTF8 = re.compile("|".join("åäöÅÄÖ").encode())


def decode(content: bytes) -> str | None:
    """Text as spreadsheets save it: UTF-8 with or without a byte order mark, UTF-16 with one, else Windows-1252.

    None when it is none of these.
    """
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        # A damaged UTF-8 file must not be read as Windows-1252, where every å would become Ã¥.
        if encoding == "cp1252" and _SWEDISH_UTF8.search(content):
            return None
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None
