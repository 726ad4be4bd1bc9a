"""Tables of plain values as JSON, CSV and Excel files, in which no text is run as a formula."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import TypeVar, cast

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from models.rules.spreadsheet import cell_parts, escape_ooxml, guard_formula, is_formula
from models.rules.text import storable

T = TypeVar("T")
Rows = Sequence[Mapping[str, object]]
Plain = str | int | float | bool | None
_AT_A_TIME = 500
_WIDE = {"activity", "comment", "cause", "action", "goal", "units"}


def to_json(rows: Rows) -> bytes:
    """A JSON list of the rows, UTF-8."""
    return (storable(json.dumps(rows, ensure_ascii=False, indent=2)) + "\n").encode()


def json_parts(rows: Iterable[Mapping[str, object]]) -> Iterator[bytes]:
    """A JSON list with one row on each line, in parts, while the rows are read."""
    encode, before = json.JSONEncoder(ensure_ascii=False).encode, "[\n"
    for part in _batches(rows):
        yield (before + storable(",\n".join(map(encode, part)))).encode()
        before = ",\n"
    yield b"\n]\n" if before == ",\n" else b"[]\n"


def to_csv(columns: Sequence[str], rows: Rows, delimiter: str = ";", mark: bool = False) -> bytes:
    """UTF-8 with semicolons, which Excel in Swedish splits into columns; `mark` adds a byte order mark, by which Excel
    recognises the encoding.

    A text that would be run as a formula gets an apostrophe before it. Lists are joined with ` / `.
    """
    return b"".join(csv_parts(columns, rows, delimiter, mark))


def csv_parts(
    columns: Sequence[str], rows: Iterable[Mapping[str, object]], delimiter: str = ";", mark: bool = False
) -> Iterator[bytes]:
    """The same in parts, while the rows are read."""
    heading: list[str | int | float | None] = [*columns]
    lines = ([_csv_cell(cell_value(row[column])) for column in columns] for row in rows)
    encoding = "utf-8-sig" if mark else "utf-8"
    for part in _batches(chain([heading], lines)):
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=delimiter).writerows(part)
        yield text.getvalue().encode(encoding)
        encoding = "utf-8"


def to_xlsx(columns: Sequence[str], rows: Rows, title: str) -> bytes:
    """An Excel workbook of one sheet, with a frozen heading row. Texts are stored as texts, never formulas.

    A text that is longer than a cell may be goes on in the columns `comment_2`, `comment_3` and so on, which are there
    only then.
    """
    book = Workbook(write_only=True)
    sheet = cast(Worksheet, book.create_sheet(title=title))  # a write-only one has these parts too
    sheet.freeze_panes = "A2"
    values = [{column: _parts(row[column]) for column in columns} for row in rows]
    widths = {column: max((len(row[column]) for row in values), default=1) for column in columns}
    names = [(column, part) for column in columns for part in range(widths[column])]
    for number, (column, _) in enumerate(names, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = 60 if column in _WIDE else 16
    heading = [_xlsx_cell(sheet, f"{column}_{part + 1}" if part else column) for column, part in names]
    for cell in heading:
        cell.font = Font(bold=True)
    sheet.append(heading)
    for row in values:
        sheet.append([_xlsx_cell(sheet, row[c][part]) if part < len(row[c]) else None for c, part in names])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def long_texts(columns: Sequence[str], rows: Rows) -> list[tuple[int, str]]:
    """The texts that are longer than an Excel cell may be, each as (place of the row from 1, column)."""
    return [
        (number, column)
        for number, row in enumerate(rows, start=1)
        for column in columns
        if len(_parts(row[column])) > 1
    ]


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, _AT_A_TIME)):
        yield batch


def cell_value(value: object) -> Plain:
    """A value as one cell holds it: numbers and booleans as they are, lists joined with ` / `, the rest as text."""
    if isinstance(value, list | tuple):
        return storable(" / ".join(map(str, value)))
    return value if value is None or isinstance(value, bool | int | float) else storable(str(value))


# 1.234 may be read as a thousand.
_LIKE_THOUSANDS = re.compile(r"-?[0-9]{1,3}\.[0-9]{3}")


def _csv_cell(value: Plain) -> str | int | float | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and _LIKE_THOUSANDS.fullmatch(str(value)):
        return f"{value}0"
    return guard_formula(value) if isinstance(value, str) else value


def _parts(value: object) -> Sequence[Plain]:
    plain = cell_value(value)
    return cell_parts(plain) if isinstance(plain, str) else [plain]


def _xlsx_cell(sheet: Worksheet, value: Plain) -> Cell:
    cell = WriteOnlyCell(sheet, value=escape_ooxml(value) if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.data_type = "s"  # openpyxl takes a text that begins with = for a formula, and #N/A for an error
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.quotePrefix = is_formula(value)  # otherwise Excel runs it as soon as somebody has edited the cell
    return cell
