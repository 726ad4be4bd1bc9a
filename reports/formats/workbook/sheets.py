"""The sheets of a workbook: one for each section of the document."""

import re
from collections.abc import Collection, Sequence
from typing import Any, assert_never

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from models.rules.text import shorten
from reports.content.document import (
    Block,
    Bullets,
    Cell,
    Chart,
    Column,
    Document,
    Heading,
    Legend,
    Light,
    Paragraph,
    Section,
    SectionKind,
    Table,
)
from reports.formats.printable import printable
from reports.formats.workbook.cells import Cells, Look, Value, number_in, parts_of

_LONGEST_NAME = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f\u2400-\u2421]")
# Letters for each percent of the document's width.
_LETTERS, _NARROWEST = 1.6, 8
# In points: a line, and the highest row that Excel has.
_LINE, _HIGHEST = 15, 409
_NO_TABLE = (60, 40)
_OF_ONE_TABLE = {SectionKind.GOAL, SectionKind.DEVIATIONS}


class Sheet:
    """A sheet being written, row by row."""

    def __init__(self, book: Workbook, name: str, document: Document) -> None:
        self._sheet: Any = book.create_sheet(title=sheet_name(name, book.sheetnames))
        self._cells, self._rows, self._draft = Cells(self._sheet), 0, document.draft
        self._letters: Sequence[int] = [1]
        self._sheet.page_setup.orientation, self._sheet.page_setup.paperSize = "landscape", 9
        self._sheet.page_setup.fitToHeight, self._sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
        self._sheet.oddFooter.center.text = "&P / &N"
        self._sheet.oddHeader.right.text = document.draft or None

    def write(self, values: Sequence[Value], look: Look = Look.TEXT, lines: int = 1) -> None:
        """A row that is high enough for so many lines."""
        self._rows += 1
        if lines > 1:
            self._sheet.row_dimensions[self._rows].height = min(_LINE * lines, _HIGHEST)
        self._sheet.append([None if value in {None, ""} else self._cells.cell(value, look) for value in values])

    def running_text(self, text: str, look: Look = Look.TEXT) -> None:
        """Each line of the text across the whole width, high enough to be read."""
        for line in printable(text).split("\n"):
            self.write([line], look, len(line) // sum(self._letters) + 1)
            if len(self._letters) > 1:
                self._sheet.merged_cells.add(f"A{self._rows}:{get_column_letter(len(self._letters))}{self._rows}")

    def title(self, text: str, look: Look = Look.HEADING) -> None:
        """The first row: the heading, and to the right the draft's word."""
        self._rows += 1
        between = [None] * (len(self._letters) - 2)
        draft = [*between, self._cells.cell(self._draft, Look.DRAFT)] if self._draft else []
        self._sheet.append([self._cells.cell(text, look), *draft])

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[Value]], is_alone: bool = True) -> None:
        """The heading row and the rows. A table that is alone in its sheet has filters."""
        parts = [[parts_of(value) for value in row] for row in rows]
        widths = [max((len(row[place]) for row in parts), default=1) for place in range(len(columns))]
        titles = [f"{column.title} {part + 1}" if part else column.title
                  for column, width in zip(columns, widths, strict=True) for part in range(width)]  # fmt: skip
        self.write(titles, Look.COLUMN)
        heading = self._rows
        for row in parts:
            cells = [
                part for cell, width in zip(row, widths, strict=True) for part in (*cell, *[None] * (width - len(cell)))
            ]
            self.write(cells, lines=max(map(_lines, row, self._letters)))
        if is_alone:
            self._sheet.auto_filter.ref = f"A{heading}:{get_column_letter(len(titles))}{self._rows}"
            self._sheet.print_title_rows = f"{heading}:{heading}"

    def set_up(self, frozen: int, widths: Sequence[int]) -> None:
        """How many rows stay when it is scrolled, and the columns' shares of the width. Before anything is written."""
        self._sheet.freeze_panes = f"A{frozen + 1}"
        self._letters = [max(_NARROWEST, round(width * _LETTERS)) for width in widths]
        for place, width in enumerate(self._letters, start=1):
            self._sheet.column_dimensions[get_column_letter(place)].width = width


def _lines(parts: Sequence[Value], letters: int) -> int:
    """How many lines the first part takes in a column of so many letters."""
    text = str(parts[0])
    return sum(len(line) // letters + 1 for line in text.split("\n")) if len(text) > letters or "\n" in text else 1


def write_section(book: Workbook, document: Document, section: Section) -> None:
    """A section of one table becomes a sheet with the heading, the table and then the rest; others are written as they
    come."""
    sheet = Sheet(book, section.name, document)
    tables = [block for block in section.blocks if isinstance(block, Table)]
    if section.kind in _OF_ONE_TABLE and len(tables) == 1:
        _write_table_sheet(sheet, section, tables[0])
    else:
        _write_flowing(sheet, document, section, tables)


def _write_table_sheet(sheet: Sheet, section: Section, table: Table) -> None:
    first, *others = section.blocks
    sheet.set_up(2, [column.width for column in table.columns])
    sheet.title(first.text if isinstance(first, Heading) else section.name)
    sheet.table(table.columns, _values(table))
    sheet.write([])
    for block in others:
        if block is not table:
            _write_block(sheet, block)


def _write_flowing(sheet: Sheet, document: Document, section: Section, tables: Sequence[Table]) -> None:
    widest = max((table.columns for table in tables), key=len, default=None)
    sheet.set_up(1, [column.width for column in widest] if widest else _NO_TABLE)
    first, *others = section.blocks
    if section.starts_page and isinstance(first, Heading):
        sheet.title(first.text)
    else:
        sheet.title(document.title, Look.TITLE)
        sheet.running_text(document.subtitle)
        others.insert(0, first)
    for block in others:
        _write_block(sheet, block)
    if not section.starts_page:
        _write_block(sheet, document.legend)


def sheet_name(name: str, taken: Collection[str]) -> str:
    """The name as Excel takes it: at most 31 letters, some not among them, and none twice in whatever case."""
    plain = " ".join(_NOT_IN_NAMES.sub(" ", printable(name)).split()).strip("'") or "-"
    folded = {each.casefold() for each in taken} | {"history"}
    number, chosen = 1, shorten(plain, _LONGEST_NAME)
    while chosen.casefold() in folded:
        number += 1
        addition = f" ({number})"
        chosen = shorten(plain, _LONGEST_NAME - len(addition)) + addition
    return chosen


def _write_block(sheet: Sheet, block: Block) -> None:
    match block:
        case Heading(_, text):
            sheet.write([])
            sheet.running_text(text, Look.HEADING)
        case Paragraph(text, is_note):
            sheet.running_text(text, Look.QUIET if is_note else Look.TEXT)
        case Bullets(items):
            for item in items:
                sheet.running_text(item)
        case Table():
            sheet.table(block.columns, _values(block), is_alone=False)
        case Chart():
            pass  # it shows the numbers of the table
        case Legend(title, lights):
            sheet.write([])
            sheet.write([title], Look.COLUMN)
            for light, meaning in lights:
                sheet.write([light, meaning], Look.LINE)
        case _:
            assert_never(block)


def _values(table: Table) -> list[list[Value]]:
    """The cells, with numbers as numbers."""
    return [[_value(column, cell) for column, cell in zip(table.columns, row, strict=True)] for row in table.rows]


def _value(column: Column, cell: Cell) -> Value:
    if isinstance(cell, Light):
        return cell
    return number_in(str(cell)) if column.is_number else str(cell)
