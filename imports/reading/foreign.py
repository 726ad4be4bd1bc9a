"""Files of other kinds: what they are, and how to save them so that they can be read."""

import re
from collections.abc import Callable

from imports.reading.advice import AS_WORKBOOK
from imports.reading.package import Package

_SIGNATURE_OLE = b"\xd0\xcf\x11\xe0"
_BY_ENDING = {
    ".xls": "an old Excel workbook (.xls)",
    ".xlsb": "a binary Excel workbook (.xlsb)",
    ".xlsm": "an Excel workbook with macros (.xlsm)",
    ".xltx": "an Excel template (.xltx)",
    ".xlt": "an Excel template (.xlt)",
    ".ods": "an OpenDocument spreadsheet (.ods)",
    ".fods": "an OpenDocument spreadsheet (.fods)",
    ".numbers": "a Numbers spreadsheet",
    ".gsheet": "a link to Google Sheets: download it there as Microsoft Excel (.xlsx); else",
    ".docx": "a Word document",
    ".doc": "a Word document",
    ".pdf": "a PDF document",
    ".html": "a web page",
    ".htm": "a web page",
    ".mht": "a web page",
    ".txt": "a text file",
    ".tsv": "a text file",
    ".zip": "a zip archive: unpack it and import the file within; else",
}


def by_ending(suffix: str, name: str) -> str:
    """Why a file with this ending is not read."""
    kind = _BY_ENDING.get(suffix)
    takes = "the program takes a file that ends in .json, .csv, .xlsx"
    return f"{name} is {kind}: {AS_WORKBOOK}; {takes}" if kind else f"{name}: {takes}. If it is a table, {AS_WORKBOOK}"


def foreign_bytes(content: bytes) -> str | None:
    """What the file is by its first bytes, when it is no workbook and no text table."""
    if content.startswith(_SIGNATURE_OLE):
        return _ole(content)
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1000].lower()
    kinds: dict[str, Callable[[], bool]] = {
        "a PDF document": lambda: start.startswith(b"%pdf"),
        "a web page, whatever its name says": lambda: bool(
            re.match(rb"(<\?xml[^>]*>\s*)?<(!doctype html|html|head|body|table|meta|style|div)\b", start)
        ),
        "a web page (MHTML), whatever its name says": lambda: start.startswith(b"mime-version:"),
        "an XML spreadsheet of Excel 2003": lambda: b"urn:schemas-microsoft-com:office:spreadsheet" in start,
        "XML, not a table": lambda: start.startswith(b"<?xml"),
        "a text document (RTF)": lambda: start.startswith(b"{\\rtf"),
        "a SYLK file (.slk)": lambda: start.startswith(b"id;p"),
        "a picture": lambda: content.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8")),
        "a packed file (.gz): unpack it and import the file within; else": lambda: content.startswith(b"\x1f\x8b"),
        "a packed file (.7z or .rar): unpack it and import the file within; else": lambda: content.startswith(
            (b"7z\xbc\xaf", b"Rar!")
        ),
        "an old Excel workbook (.xls)": lambda: content.startswith((b"\x09\x08", b"\x09\x04", b"\x09\x02")),
    }
    kind = next((kind for kind, fits in kinds.items() if fits()), None)
    return f"the file is {kind}: {AS_WORKBOOK}" if kind else None


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
            "lösenord), empty the field, and save"
        )
    if has("WordDocument"):
        return f"the file is a Word document: copy the table to a new workbook and {AS_WORKBOOK}"
    if has("Workbook") or has("Book"):
        return f"the file is an old Excel workbook (.xls), whatever its name says: {AS_WORKBOOK}"
    return f"the file is an old Office document, not an Excel workbook (.xlsx): {AS_WORKBOOK}"


def foreign_archive(package: Package) -> str | None:
    """What an archive is by its parts, when it is no .xlsx."""
    names = package.names()
    if package.has("mimetype") and b"opendocument" in package.head("mimetype"):
        kind = "an OpenDocument file (.ods)"
    elif any(name.startswith("xl/workbook.bin") for name in names):
        kind = "a binary Excel workbook (.xlsb)"
    elif any(name.endswith(".iwa") or name == "index.zip" for name in names):
        kind = "a Numbers spreadsheet"
    elif any(name.startswith("word/") for name in names):
        kind = "a Word document"
    elif any(name.startswith("ppt/") for name in names):
        kind = "a PowerPoint presentation"
    elif not any(name.endswith(".rels") for name in names) and not package.has("xl/workbook.xml"):
        kind = "a zip archive: unpack it and import the file within; else"
    else:
        return None
    return f"the file is {kind}, not an Excel workbook (.xlsx): {AS_WORKBOOK}"
