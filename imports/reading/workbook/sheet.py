"""One sheet of a workbook → lines of cells: hidden rows and columns, merged cells, formulas, dates."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from math import isfinite
from xml.etree.ElementTree import Element

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils import column_index_from_string, range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from imports.reading.package import Package, WorkbookFault, local
from imports.reading.rows.lines import Line, Uncalculated, is_empty
from models.rules.spreadsheet import unescape_ooxml

_MOST_COLUMNS = 16_384
_MOST_ROWS = 1_048_576
_MOST_FILLED = 1_000_000
_TOO_MANY_MERGED = "the sheet has more merged cells than can be read: copy its values to a new, empty sheet"
_BROKEN_CELL = "#REF!"  # a cell that refers to a text which the workbook does not hold


@dataclass
class Book:
    """What all sheets of a workbook share: texts, which styles show dates, and where days are counted from."""

    package: Package
    texts: list[str] = field(default_factory=list)
    date_styles: set[int] = field(default_factory=set)
    since_1904: bool = False


@dataclass
class Sheet:
    """A sheet that has been read. Columns count from 0; lines without anything in them are left out.
    `merged_across` are the cells that are merged beside one another (`C2:D2`), each with its first row."""

    lines: list[Line] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    merged_across: dict[str, int] = field(default_factory=dict)


def read_texts(package: Package, part: str) -> list[str]:
    """The texts that cells refer to by number."""
    return [_rich_text(element) for element in package.elements(part, "si")]


def read_date_styles(package: Package, part: str) -> set[int]:
    """The numbers of the cell styles that show a number as a date."""
    formats: Mapping[int, str] = dict(BUILTIN_FORMATS)
    own: dict[int, str] = {}
    styles: set[int] = set()
    for element in package.elements(part, "numFmt", "cellXfs"):
        if local(element) == "numFmt":
            own[_whole(element.get("numFmtId"))] = element.get("formatCode", "")
        else:
            numbers = [_whole(xf.get("numFmtId")) for xf in element if local(xf) == "xf"]
            styles = {at for at, n in enumerate(numbers) if is_date_format(own.get(n) or formats.get(n) or "General")}
    return styles


def read_sheet(book: Book, part: str) -> Sheet:
    """Reads a whole sheet."""
    sheet = Sheet()
    merged: list[str] = []
    sheet.lines = list(stream_lines(book, part, sheet.hidden_columns, merged))
    _fill_merged(sheet.lines, merged)
    sheet.merged_across = {
        ref: _whole("".join(filter(str.isdigit, ref.partition(":")[0]))) for ref in merged if _is_across(ref)
    }
    return sheet


def stream_lines(book: Book, part: str, hidden_columns: set[int], merged: list[str]) -> Iterator[Line]:
    """The lines from the top. `hidden_columns` is complete before the first, `merged` after the last."""
    position = 0
    for element in book.package.elements(part, "col", "row", "mergeCell"):
        match local(element):
            case "col" if _is_true(element.get("hidden")) or element.get("width") == "0":
                last = min(_whole(element.get("max")), _MOST_COLUMNS)
                hidden_columns.update(range(_whole(element.get("min")) - 1, last))
            case "mergeCell":
                merged.append(element.get("ref", ""))
            case "row":
                position = _whole(element.get("r")) or position + 1
                cells = _cells(book, element)
                if position <= _MOST_ROWS and not all(is_empty(cell) for cell in cells):
                    height = element.get("ht", "")
                    yield Line(position, cells, _is_true(element.get("hidden")) or height in {"0", "0.0"})
            case _:
                pass


def _cells(book: Book, row: Element) -> list[object]:
    cells: list[object] = []
    for cell in row:
        if local(cell) != "c":
            continue
        at = _column(cell.get("r")) or len(cells) + 1
        value = _value(book, cell)
        if value is None or at > _MOST_COLUMNS:
            continue
        cells += [None] * (at - len(cells))
        cells[at - 1] = value
    return cells


def _column(reference: str | None) -> int:
    letters = re.match(r"[A-Z]{1,3}(?=\d)", reference or "")
    return column_index_from_string(letters.group()) if letters else 0


def _value(book: Book, cell: Element) -> object:
    kind = cell.get("t", "n")
    parts = {local(child): child for child in cell}
    if kind == "inlineStr":
        return _rich_text(parts["is"]) if "is" in parts else None
    written = parts["v"].text if "v" in parts else None
    if written is None:
        return Uncalculated() if "f" in parts and kind != "str" else None
    match kind:
        case "s":
            number = _whole(written, -1)
            return book.texts[number] if 0 <= number < len(book.texts) else _BROKEN_CELL
        case "str":
            return _unescaped(written)
        case "e":
            return written
        case "b":
            return _is_true(written.strip())
        case "d":
            return _iso_date(written)
        case _:
            return _number(book, written, _whole(cell.get("s")))


def _number(book: Book, written: str, style: int) -> object:
    try:
        number = float(written)
    except ValueError:
        return written
    if not isfinite(number):
        return written
    if style in book.date_styles:
        epoch = CALENDAR_MAC_1904 if book.since_1904 else CALENDAR_WINDOWS_1900
        try:
            shown: datetime | date | time | object = from_excel(number, epoch)
        except (ValueError, OverflowError):
            return number
        return shown
    return number


def _iso_date(written: str) -> object:
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return written


def _rich_text(element: Element) -> str:
    """The text of runs in different fonts, without the reading aids of Japanese."""
    parts = []
    for child in element:
        if local(child) == "t":
            parts.append(child.text or "")
        elif local(child) == "r":
            parts += [part.text or "" for part in child if local(part) == "t"]
    return _unescaped("".join(parts))


def _unescaped(text: str) -> str:
    """Text with `_x000D_` and its like decoded; line breaks are `\\n`."""
    if "_x" in text:
        # Characters beyond U+FFFF are written as two halves.
        text = unescape_ooxml(text).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _is_across(reference: str) -> bool:
    first, _, last = reference.partition(":")
    return _column(first) != _column(last)


def _fill_merged(lines: list[Line], merged: list[str]) -> None:
    """Writes the value of a merged cell into the lines below it that it covers, in its own column alone."""
    positions = [line.position for line in lines]
    filled = 0
    for reference in merged:
        try:
            left, top, _, bottom = range_boundaries(reference)
        except (ValueError, TypeError):
            continue
        if not (isinstance(left, int) and isinstance(top, int) and isinstance(bottom, int)):
            continue
        first = bisect_left(positions, top)
        if first == len(lines) or positions[first] != top or len(lines[first].cells) < left:
            continue
        value = lines[first].cells[left - 1]
        for line in lines[first + 1 : bisect_left(positions, bottom + 1)]:
            line.cells += [None] * (left - len(line.cells))
            if is_empty(value) or not is_empty(line.cells[left - 1]):
                continue
            line.cells[left - 1] = value
            line.filled.add(left - 1)
            filled += 1
            if filled > _MOST_FILLED:
                raise WorkbookFault(_TOO_MANY_MERGED)


def _whole(written: str | None, otherwise: int = 0) -> int:
    return int(written) if written and written.strip().isdecimal() and len(written) < 12 else otherwise


def _is_true(written: str | None) -> bool:
    return (written or "").casefold() in {"1", "true", "on"}
