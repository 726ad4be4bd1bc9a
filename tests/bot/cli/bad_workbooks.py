"""Workbooks with a plan that are refused: how they are made, and what the refusal must say."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from zipfile import ZipFile

from openpyxl import Workbook

from tests.imports.reading.books import HEADING, ROWS, book_with, plan_book, saved

CASES = Path(__file__).parents[2] / "data" / "cases"
NEW = ("målområde", "Ett mål", "Första", "Folkhälsa")


def plan(*rows: tuple[object, ...]) -> Callable[[Path], None]:
    """A workbook with these rows below the heading."""
    return book(book_with(("Plan", [HEADING, *rows])))


def book(made: Workbook) -> Callable[[Path], None]:
    """The workbook as a file."""
    return made.save


def merged(cells: str) -> Callable[[Path], None]:
    """A plan with merged cells."""
    made, sheet = plan_book()
    sheet.merge_cells(cells)
    return book(made)


def hidden(what: str) -> Callable[[Path], None]:
    """A plan whose units, rows or sheet are hidden."""
    made, sheet = plan_book()
    if what == "column":
        sheet.column_dimensions["D"].hidden = True
    elif what == "rows":
        for row in (2, 3, 4):
            sheet.row_dimensions[row].hidden = True
    else:
        sheet.sheet_state = "hidden"
        made.create_sheet("Om planen").append(["Läs mig"])
    return book(made)


def cut(path: Path) -> None:
    """A workbook that was not copied completely."""
    saved(path.parent, plan_book()[0], path.name)
    path.write_bytes(path.read_bytes()[:2000])


def archive(**parts: str) -> Callable[[Path], None]:
    """An archive with these parts."""

    def write(path: Path) -> None:
        with ZipFile(path, "w") as made:
            for name, text in parts.items():
                made.writestr(name, text)

    return write


def content(data: bytes) -> Callable[[Path], None]:
    """A file with these bytes."""

    def write(path: Path) -> None:
        path.write_bytes(data)

    return write


def case(name: str) -> Callable[[Path], None]:
    """One of the small files."""
    return content((CASES / name).read_bytes())


TWO = book_with(("Blad1", [HEADING, *ROWS]), ("Blad2", [HEADING, *ROWS]))
# How `plan.xlsx` is made, options, and where the fault is and what is to be done next.
BAD_WORKBOOKS: list[tuple[Callable[[Path], None], tuple[str, ...], tuple[str, ...]]] = [
    (cut, (), ("is damaged, or was not copied completely", "open it in Excel", "ask the one who sent it")),
    (archive(), (), ("is damaged", "copy or download it once more")),
    (archive(mimetype="application/vnd.oasis.opendocument.spreadsheet"), (), ("OpenDocument", "open it in Excel")),
    (archive(readme="x"), (), ("is a zip archive", "unpack it")),
    (content(bytes(3000)), (), ("is damaged", "open it in Excel")),
    (content(b"<html><table><tr><td>goal"), (), ("is a web page", "whatever its name says", "open it in Excel")),
    (content(b"%PDF-1.7 x"), (), ("is a PDF document", "copy the table to a new workbook")),
    (case("encrypted.xlsx"), (), ("locked with a password", "Kryptera med lösenord")),
    (case("chart.xlsx"), (), ("only charts", "copy the table to a sheet")),
    (case("formula_uncached.xlsx"), (), ("row 2, column order", "open the file in Excel, save it")),
    (book(TWO), (), ("“Blad1”, “Blad2”", '--sheet "Blad1", written at the end')),
    (book(TWO), ("--sheet", "Blad3"), ("no sheet “Blad3”", "write one of these after --sheet")),
    (hidden("sheet"), (), ("no visible sheet (“Om planen”)", "The hidden sheet “Plan” has", "Unhide (Ta fram)")),
    (hidden("sheet"), ("--sheet", "Plan"), ("the sheet “Plan” is hidden", "or add --hidden")),
    (hidden("column"), (), ("column units: this column is hidden", "unhide it in Excel")),
    (hidden("rows"), (), ("has no rows but hidden ones", "Data > Radera")),
    (merged("C2:D2"), (), ("row 2, column units: is empty", "(C2:D2)", "Centrera över kolumner")),
    (merged("A1:C1"), (), ("column B has no heading", "rows 2–4 (“Ett mål”)", "(A1:C1)")),
    (merged("E2:E4"), (), ("row 3, column order: 1 stands on row 2 too", "Merged cells are filled downwards")),
    (plan((*NEW, date(2026, 1, 14))), (), ("row 2, column order", "Excel made a date of it", "Number (Tal)")),
    (plan((*NEW, 1.5)), (), ("row 2, column order", "“1.5”", "write digits alone")),
    (plan((*NEW, -3)), (), ("row 2, column order", "“-3”", "with digits alone")),
    (plan((*NEW, True)), (), ("row 2, column order", "true or false (SANT or FALSKT)", "such as 14")),
    (plan((*NEW, "#REF!")), (), ("row 2, column order", "shows the error #REF!", "write the value instead")),
    (plan((*NEW, 1), (*NEW, 1)), (), ("sheet “Plan” has 1 fault", "row 3, column order", "such as 2")),
    (plan((*NEW, 1, "x")), (), ("row 2: column F has no heading", "(“x”)", "delete it, or write")),
    (plan((*NEW, 1), (), ("email", "name", "unit", "roles")), (), ("row 4, column goal_kind", "not “email”")),
    (book(book_with(("Plan", []))), (), ("has no rows", "write the column names goal_kind")),
    (book(book_with(("Plan", [HEADING]))), (), ("has no rows", "write them below the heading")),
    (book(book_with(("Plan", [(";".join(HEADING),), (";".join(map(str, ROWS[0])),)]))), (), ("Text till kolumner",)),
]  # fmt: skip
