"""Workbooks for the tests: plain ones, and ones with a part changed the way other programs write it."""

from collections.abc import Callable, Mapping, Sequence
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
