"""Cells to values: what cannot be read becomes a fault with its row and column."""

import re
from collections.abc import Collection
from datetime import date, datetime, time

from imports.faults import Fault
from imports.files import RawRow
from models.rules.text import clean, fold, storable

LARGEST_ROW = 999_999  # the longest row number that a text answer can name (models.rules.text_answer)
_XLSX_ERRORS = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"}


class RowReader:
    """Reads one row's cells. A column that the whole file lacks is empty here without a fault, since
    `imports.files.read_table` reports it once."""

    def __init__(self, row: RawRow, columns: Collection[str], faults: list[Fault]) -> None:
        self.position = row.position
        self._cells = row.cells
        self._columns = columns
        self._faults = faults

    def fault(self, column: str, message: str) -> None:
        """Adds a fault of this row."""
        self._faults.append(Fault(self.position, column, message))

    def text(self, column: str, limit: int | None = None, required: bool = False) -> str:
        """The cell's text, NFC with trimmed ends, "" when empty. `limit` is in characters, also when folded."""
        return self._checked(column, self._cells.get(column), limit, required)

    def whole(self, column: str, required: bool = False) -> int | None:
        """A whole number from 1 to 999999; a spreadsheet's 14.0 is 14."""
        text = self.text(column, required=required)
        number = whole_number(text)
        if text and number is None:
            self.fault(column, f"takes a whole number from 1 to {LARGEST_ROW}, not “{shown(text)}”")
        return number

    def items(self, column: str, separator: str, limit: int | None = None, required: bool = False) -> tuple[str, ...]:
        """A list of texts (JSON), or one text split on the separator; each item once, in the order of the file."""
        value = self._cells.get(column)
        before = len(self._faults)
        if isinstance(value, list):
            parts = [self._checked(column, item, limit, required=True) for item in value]
        else:
            parts = [self._checked(column, part, limit) for part in self._checked(column, value).split(separator)]
        unique: dict[str, str] = {}
        for part in filter(None, parts):
            unique.setdefault(fold(part), part)
        if required and not unique and column in self._columns and len(self._faults) == before:
            self.fault(column, "is empty")
        return tuple(unique.values())

    def _checked(self, column: str, value: object, limit: int | None = None, required: bool = False) -> str:
        text = as_text(value)
        if text is None:
            self.fault(column, f"takes text, not {type(value).__name__}")
        elif isinstance(value, str) and storable(value) != value:
            self.fault(column, "has a character that cannot be stored (U+0000 or half of a surrogate pair)")
        elif text in _XLSX_ERRORS:
            self.fault(column, f"the cell shows the error {text}")
        elif limit and max(len(text), len(fold(text))) > limit:
            self.fault(column, f"is {max(len(text), len(fold(text)))} characters long, at most {limit} are taken")
        elif required and not text and column in self._columns:
            self.fault(column, "is empty")
        else:
            return text
        return ""


def as_text(value: object) -> str | None:
    """A cell's text; None for what is no text (true and false, lists, objects). Whole numbers lose their `.0`."""
    if value is None:
        return ""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else None


def whole_number(text: str) -> int | None:
    """`14`, `14.0` → 14; None for anything that is no whole number from 1 to 999999."""
    match = re.fullmatch(r"0*([0-9]{1,6})(?:\.0+)?", text)
    return int(match.group(1)) or None if match else None


def shown(text: str) -> str:
    """The text as a fault quotes it: one short line."""
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"
