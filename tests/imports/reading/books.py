"""Workbooks for the tests: plain ones, and ones with a part changed the way other programs write it."""

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape, unescape
from pathlib import Path
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

HEADING = ("goal_kind", "goal", "activity", "units", "order")
ROWS = (
    ("målområde", "Ett mål", "Första", "Välfärd", 1),
    ("målområde", "Ett mål", "Andra", "Folkhälsa", 2),
    ("visionsmål", "Ett annat", "Tredje", "Hållbarhet", 3),
)
SHEET = "xl/worksheets/sheet1.xml"
Edit = Callable[[bytes], bytes]


def book_with(*sheets: tuple[str, Sequence[Sequence[object]]]) -> Workbook:
    """A workbook with these sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, lines in sheets:
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(list(line))
    return book


def plan_book() -> tuple[Workbook, Worksheet]:
    """A plan of three rows, and its sheet."""
    book = book_with(("Plan", [HEADING, *ROWS]))
    return book, book.worksheets[0]


def saved(folder: Path, book: Workbook, name: str = "plan.xlsx") -> Path:
    """The workbook as a file."""
    book.save(folder / name)
    return folder / name


def with_shared_texts(path: Path) -> Path:
    """The file with its texts in a list of their own, to which cells refer by number: as Excel writes it."""
    texts: list[str] = []

    def refer(match: re.Match[str]) -> str:
        texts.append(escape(unescape(match[1])))  # openpyxl writes å as &#229; when lxml is there
        return f't="s"><v>{len(texts) - 1}</v>'

    def share(content: bytes) -> bytes:
        return re.sub('t="inlineStr"><is><t>(.*?)</t></is>', refer, content.decode()).encode()

    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    relation = f'<Relationship Id="texts" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
    rewritten(path, {SHEET: share, "xl/_rels/workbook.xml.rels": replacing("</Relationships>", relation)})
    with ZipFile(path, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", f"<sst>{''.join(f'<si><t>{text}</t></si>' for text in texts)}</sst>")
    return path


def rewritten(path: Path, edits: Mapping[str, Edit] | None = None, rename: Callable[[str], str] = str) -> Path:
    """The file with some of its parts edited, or named in another way."""
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(rename(name), (edits or {}).get(name, bytes)(content))
    return path


def replacing(old: str, new: str) -> Edit:
    """An edit that must find what it replaces."""

    def edit(content: bytes) -> bytes:
        assert old.encode() in content
        return content.replace(old.encode(), new.encode())

    return edit
