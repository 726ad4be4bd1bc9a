"""The cells of a workbook. A text is a text, whatever it begins with. What a cell cannot hold goes on in the next
columns."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, auto
from typing import Any, cast

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill

from models.rules.spreadsheet import cell_parts, escape_ooxml, is_formula
from reports.content.document import Light
from reports.formats.colours import ink_on
from reports.formats.printable import printable

_NUMBER = re.compile(r"\d{1,3}(?:[\s,]?\d{3})*(\s?%)?")
_WRAPPED, _LINE = Alignment(wrap_text=True, vertical="top"), Alignment(vertical="top")


class Look(Enum):
    """How a cell looks. A `LINE`, a title and a heading go on over the cells beside them; other texts are wrapped."""

    TEXT = auto()
    QUIET = auto()
    TITLE = auto()
    HEADING = auto()
    COLUMN = auto()
    DRAFT = auto()
    LINE = auto()


_FONT, _SIZE = "Arial", 10
_FONTS = {
    Look.TEXT: Font(_FONT, _SIZE),
    Look.LINE: Font(_FONT, _SIZE),
    Look.QUIET: Font(_FONT, _SIZE, italic=True, color="5A5A5A"),
    Look.TITLE: Font(_FONT, 16, bold=True),
    Look.HEADING: Font(_FONT, 13, bold=True),
    Look.COLUMN: Font(_FONT, _SIZE, bold=True),
    Look.DRAFT: Font(_FONT, 13, bold=True, color="8F1D14"),
}
_ON_ONE_LINE = {Look.LINE, Look.TITLE, Look.HEADING, Look.DRAFT}


@dataclass(frozen=True)
class Percent:
    """A share, shown in whole per cent."""

    value: float


Value = str | int | float | date | datetime | Light | Percent | None


def number_in(text: str) -> Value:
    """The number that a text is, such as `1 234` or `93 %`; else the text."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        return text
    number = int(re.sub(r"\D", "", text))
    return Percent(number / 100) if match[1] else number


def parts_of(value: Value) -> Sequence[Value]:
    """The value, or the parts of a text that is longer than a cell may be."""
    return cell_parts(printable(value)) if isinstance(value, str) else (value,)


class Cells:
    """Makes the cells of one sheet. Looks are made once and shared: a style of its own for each cell takes most of the
    time that a large workbook takes."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._styles = dict[object, Any]()

    def cell(self, value: Value, look: Look = Look.TEXT) -> Any:
        if isinstance(value, str | Light):
            return self._text(value, look)
        if isinstance(value, Percent):
            return self._styled(value.value, look, "0%")
        if isinstance(value, datetime):
            return self._styled(value, look, "yyyy-mm-dd hh:mm")
        return self._styled(value, look, "yyyy-mm-dd" if isinstance(value, date) else "General")

    def _text(self, value: str | Light, look: Look) -> Any:
        text = printable(str(value))
        cell = self._styled(
            escape_ooxml(text), look, "General", value.colour if isinstance(value, Light) else "", is_formula(text)
        )
        cell.data_type = "s"  # openpyxl takes a text that begins with = for a formula, and #N/A for an error
        return cell

    def _styled(self, value: object, look: Look, number_format: str, colour: str = "", is_quoted: bool = False) -> Any:
        """A cell with one of the styles. `is_quoted` for a text that Excel would run once somebody has edited it."""
        cell: Any = WriteOnlyCell(self._sheet, cast(Any, value))
        key = (look, number_format, colour, is_quoted)
        if key not in self._styles:
            cell.font, cell.number_format, cell.quotePrefix = _FONTS[look], number_format, is_quoted
            cell.alignment = _LINE if look in _ON_ONE_LINE else _WRAPPED
            if colour or look is Look.COLUMN:
                cell.fill = PatternFill("solid", colour.strip("#") or "E8ECEF")
            if colour:
                cell.font = Font(_FONT, _SIZE, color=ink_on(colour).strip("#"))
            self._styles[key] = cell._style
        cell._style = self._styles[key]
        return cell
