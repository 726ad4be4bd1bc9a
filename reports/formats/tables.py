"""Tables of plain values as CSV and Excel files, in which no text is run as a formula."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

# A spreadsheet runs a text that begins with one of these as a formula (OWASP, "CSV Injection").
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_WIDE = {"activity", "comment", "cause", "action", "goal", "units"}


def to_csv(columns: Sequence[str], rows: Iterable[Mapping[str, object]], mark: bool = False) -> bytes:
    """Comma-separated UTF-8; `mark` adds a byte order mark, by which Excel recognises the encoding.

    A text that would be run as a formula gets an apostrophe before it. Lists are joined with ` / `.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([_harmless(cell_value(row[column])) for column in columns] for row in rows)
    return text.getvalue().encode("utf-8-sig" if mark else "utf-8")


def to_xlsx(columns: Sequence[str], rows: Iterable[Mapping[str, object]], title: str) -> bytes:
    """An Excel workbook of one sheet, with a frozen heading row. Texts are stored as texts, never formulas.

    Control characters that Excel refuses are shown as U+FFFD.
    """
    book = Workbook(write_only=True)
    sheet = cast(Worksheet, book.create_sheet(title=title))  # a write-only one has these parts too
    sheet.freeze_panes = "A2"
    for number, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = 60 if column in _WIDE else 16
    heading = [_cell(sheet, column) for column in columns]
    for cell in heading:
        cell.font = Font(bold=True)
    sheet.append(heading)
    for row in rows:
        sheet.append([_cell(sheet, cell_value(row[column])) for column in columns])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def cell_value(value: object) -> str | int | float | bool | None:
    """A value as one cell holds it: numbers and booleans as they are, lists joined with ` / `, the rest as text."""
    if isinstance(value, list | tuple):
        return " / ".join(map(str, value))
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def _harmless(value: str | int | float | bool | None) -> str | int | float | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value


def _cell(sheet: Worksheet, value: str | int | float | bool | None) -> Cell:
    text = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value) if isinstance(value, str) else value
    cell = WriteOnlyCell(sheet, value=text)
    if isinstance(value, str):
        cell.data_type = "s"  # openpyxl takes a text that begins with = for a formula, and #N/A for an error
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
