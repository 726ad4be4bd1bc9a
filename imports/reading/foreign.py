"""Files of other kinds: what they are, and how to save them so that they can be read."""

import re

from imports.reading.advice import (
    AS_WORKBOOK,
    COPIED,
    FROM_MAIL,
    FROM_NUMBERS,
    FROM_PICTURE,
    FROM_SHEETS,
    NOT_WHOLE,
    SHORTCUT,
    UNPACKED,
)
from imports.reading.package import Package

_SIGNATURE_OLE = b"\xd0\xcf\x11\xe0"
# What a file is by its ending, and what to do.
_BY_ENDING = {
    ".xls": ("an old Excel workbook (.xls)", AS_WORKBOOK),
    ".xlsb": ("a binary Excel workbook (.xlsb)", AS_WORKBOOK),
    ".xlsm": ("an Excel workbook with macros (.xlsm)", AS_WORKBOOK),
    ".xltx": ("an Excel template (.xltx)", AS_WORKBOOK),
    ".xlt": ("an Excel template (.xlt)", AS_WORKBOOK),
    ".ods": ("an OpenDocument spreadsheet (.ods)", AS_WORKBOOK),
    ".fods": ("an OpenDocument spreadsheet (.fods)", AS_WORKBOOK),
    ".numbers": ("a Numbers spreadsheet", FROM_NUMBERS),
    ".gsheet": ("a link to Google Sheets", FROM_SHEETS),
    ".docx": ("a Word document", COPIED),
    ".doc": ("a Word document", COPIED),
    ".pdf": ("a PDF document", COPIED),
    ".html": ("a web page", AS_WORKBOOK),
    ".htm": ("a web page", AS_WORKBOOK),
    ".mht": ("a web page", AS_WORKBOOK),
    ".txt": ("a text file", AS_WORKBOOK),
    ".tsv": ("a text file", AS_WORKBOOK),
    ".zip": ("a zip archive", UNPACKED),
    ".rar": ("a packed file", UNPACKED),
    ".7z": ("a packed file", UNPACKED),
    ".pptx": ("a PowerPoint presentation", COPIED),
    ".odt": ("an OpenDocument text", COPIED),
    ".rtf": ("a text document (RTF)", COPIED),
    ".msg": ("an e-mail", FROM_MAIL),
    ".eml": ("an e-mail", FROM_MAIL),
    **dict.fromkeys((".lnk", ".url", ".webloc"), ("a shortcut", SHORTCUT)),
    **dict.fromkeys((".crdownload", ".part", ".download", ".partial", ".tmp"), ("a file not yet whole", NOT_WHOLE)),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".heic"), ("a picture", FROM_PICTURE)),
}
# The same by its first bytes (in lower case, without a byte order mark).
_BY_START = (
    (rb"%pdf", "a PDF document", COPIED),
    (rb"(<\?xml[^>]*>\s*)?<(!doctype html|html|head|body|table|meta|style|div)\b", "a web page", AS_WORKBOOK),
    (rb"mime-version:", "a web page (MHTML)", AS_WORKBOOK),
    (rb"(?s:.*)urn:schemas-microsoft-com:office:spreadsheet", "an XML spreadsheet of Excel 2003", AS_WORKBOOK),
    (rb"<\?xml", "XML, and no table", COPIED),
    (rb"\{\\rtf", "a text document (RTF)", COPIED),
    (rb"id;p", "a SYLK file (.slk)", AS_WORKBOOK),
    (rb"\x89png|\xff\xd8\xff|gif8", "a picture", FROM_PICTURE),
    (rb"\x1f\x8b|7z\xbc\xaf|rar!", "a packed file", UNPACKED),
    (rb"\x09[\x02\x04\x08][\x00-\x10]\x00", "an old Excel workbook (.xls)", AS_WORKBOOK),
)


def by_ending(suffix: str, name: str) -> str:
    """Why a file with this ending is not read."""
    takes = "the program takes a file that ends in .json, .csv, .xlsx"
    if suffix not in _BY_ENDING:
        return f"{name}: {takes}. If it is a table, {AS_WORKBOOK}"
    kind, advice = _BY_ENDING[suffix]
    return f"{name} is {kind}, and {takes}: {advice}"


def foreign_bytes(content: bytes) -> str | None:
    """What the file is by its first bytes, when it is no workbook and no text table."""
    if content.startswith(_SIGNATURE_OLE):
        return _ole(content)
    start = content[:1000].removeprefix(b"\xef\xbb\xbf")
    start = (start if start.startswith(b"\x09") else start.lstrip()).lower()
    for pattern, kind, advice in _BY_START:
        if re.match(pattern, start):
            return f"the file is {kind}, whatever its name says: {advice}"
    return None


def _ole(content: bytes) -> str:
    """Old Office files, and new ones that are encrypted."""

    def has(name: str) -> bool:
        return name.encode("utf-16-le") in content

    if has("DRMEncryptedDataSpace") or has("DRMEncryptedTransform"):
        return (
            "the workbook is encrypted by a sensitivity label: open it in Excel, choose a label without encryption "
            "(Home > Sensitivity, Start > Känslighet), and save it as .xlsx; or copy its cells to a new workbook"
        )
    if has("EncryptedPackage") or has("EncryptionInfo"):
        return (
            "the workbook is locked with a password, or encrypted by a sensitivity label: open it in Excel, choose "
            "File > Info > Protect Workbook > Encrypt with Password (Arkiv > Info > Skydda arbetsbok > Kryptera med "
            "lösenord), empty the field, and save it as .xlsx"
        )
    if has("WordDocument"):
        return f"the file is a Word document, whatever its name says: {COPIED}"
    if has("Workbook") or has("Book"):
        return f"the file is an old Excel workbook (.xls), whatever its name says: {AS_WORKBOOK}"
    return f"the file is an old Office document, not an Excel workbook (.xlsx): {AS_WORKBOOK}"


def foreign_archive(package: Package) -> str | None:
    """What an archive is by its parts, when it is no .xlsx."""
    names = package.names()
    if package.has("mimetype") and b"opendocument" in package.head("mimetype"):
        kind, advice = "an OpenDocument file (.ods)", AS_WORKBOOK
    elif any(name.startswith("xl/workbook.bin") for name in names):
        kind, advice = "a binary Excel workbook (.xlsb)", AS_WORKBOOK
    elif any(name.endswith(".iwa") or name == "index.zip" for name in names):
        kind, advice = "a Numbers spreadsheet", FROM_NUMBERS
    elif any(name.startswith("word/") for name in names):
        kind, advice = "a Word document", COPIED
    elif any(name.startswith("ppt/") for name in names):
        kind, advice = "a PowerPoint presentation", COPIED
    elif not any(name.endswith(".rels") for name in names) and not package.has("xl/workbook.xml"):
        kind, advice = "a zip archive", UNPACKED
    else:
        return None
    return f"the file is {kind}, whatever its name says: {advice}"
