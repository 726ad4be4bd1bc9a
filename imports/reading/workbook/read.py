"""Workbooks (.xlsx) → rows: which sheet, and what kind of file it is when it is none.

openpyxl stops at one wrong date in a workbook's properties, knows no Strict Open XML and does not say which rows are
hidden when it reads row by row; so only its helpers for dates, escapes and references are used (docs/decisions.md).
"""

from dataclasses import dataclass
from itertools import islice

from imports.reading.foreign import foreign_archive
from imports.reading.package import Package, WorkbookFault, local
from imports.reading.rows.grid import read_grid
from imports.reading.rows.lines import known_names
from imports.reading.rows.table import TableBuilder
from imports.reading.workbook.choose_sheet import Candidate, choose
from imports.reading.workbook.sheet import Book, read_date_styles, read_sheet, read_texts, stream_lines

_MOST_NAMED = 5
_LOOKED_AT = 50  # rows of a sheet in search of the heading
_NO_SHEETS = "the workbook has no sheet with cells, only charts or macros: copy the table to a sheet, and save"


@dataclass(frozen=True)
class _SheetPart:
    name: str
    state: str
    part: str


def read_workbook(content: bytes, table: TableBuilder) -> None:
    """Reads the sheet that is meant into the table."""
    table.counting = "Rows have the numbers that Excel shows to the left of them."
    try:
        package = Package(content)
        told = foreign_archive(package)
        if told:
            table.fault(told)
            return
        book, sheets = _open(package)
        by_name = {sheet.name: sheet.part for sheet in sheets}
        chosen = choose([_look(book, sheet, table) for sheet in sheets], table.choice, table.required)
        if isinstance(chosen, str):
            table.fault(chosen)
            return
        table.sheet = chosen.name
        sheet = read_sheet(book, by_name[chosen.name])
        read_grid(sheet.lines, table, sheet.hidden_columns)
        across = [reference for reference, row in sheet.merged_across.items() if row >= table.heading]
        if across:
            table.notes.append(_merged_across(across))
    except WorkbookFault as fault:
        table.fault(f"the file cannot be read as an Excel workbook (.xlsx): {fault}")


def _merged_across(references: list[str]) -> str:
    more = f" and {len(references) - _MOST_NAMED} more" if len(references) > _MOST_NAMED else ""
    return (
        f"Cells that are merged beside one another ({', '.join(references[:_MOST_NAMED])}{more}) are read as the first "
        "of them alone: select them, choose Home > Merge & Center (Start > Centrera över kolumner) so that they are "
        "apart again, and write each value in its own cell."
    )


def _open(package: Package) -> tuple[Book, list[_SheetPart]]:
    main = next((name for kind, name in package.relations("").values() if kind == "officeDocument"), "xl/workbook.xml")
    book = Book(package)
    relations = package.relations(main)
    sheets = []
    for element in package.elements(main, "workbookPr", "sheet"):
        if local(element) == "workbookPr":
            book.since_1904 = element.get("date1904") in {"1", "true"}
            continue
        id_ = next((value for name, value in element.attrib.items() if name.endswith("}id")), "")
        kind, part = relations.get(id_, ("worksheet", ""))
        if kind == "worksheet":
            sheets.append(_SheetPart(element.get("name", ""), element.get("state", "visible"), part))
    for kind, part in relations.values():
        if kind == "sharedStrings" and package.has(part):
            book.texts = read_texts(package, part)
        elif kind == "styles" and package.has(part):
            book.date_styles = _date_styles(package, part)
    if not sheets:
        raise WorkbookFault(_NO_SHEETS)
    return book, sheets


def _date_styles(package: Package, part: str) -> set[int]:
    """Broken styles cost the dates their look, nothing else."""
    try:
        return read_date_styles(package, part)
    except WorkbookFault:
        return set()


def _look(book: Book, sheet: _SheetPart, table: TableBuilder) -> Candidate:
    """Whether the sheet could be the one: what its likeliest heading names, and whether rows follow."""
    lines = list(islice(stream_lines(book, sheet.part, set(), []), _LOOKED_AT + 1))
    best = max(lines, key=lambda line: known_names(line.cells, table.known), default=None)
    return Candidate(
        name=sheet.name,
        state=sheet.state,
        columns=known_names(best.cells, table.known) if best else 0,
        complete=best is not None and known_names(best.cells, table.required) == len(table.required),
        has_rows=best is not None and best is not lines[-1],
    )
