"""CSV files → rows, with the separators and the first lines that spreadsheets write."""

import csv
import io
import re
from collections.abc import Collection, Iterator
from itertools import islice

from imports.reading.advice import AS_WORKBOOK
from imports.reading.letters.encoding import Undecodable, decode
from imports.reading.rows.grid import read_grid
from imports.reading.rows.lines import Line, is_empty, known_names
from imports.reading.rows.table import TableBuilder
from models.rules.spreadsheet import unguard_formula

_SEPARATORS = ";,\t|"
_TOO_LONG = (
    f'has a cell of more than {csv.field_size_limit()} characters: shorten it, or look for a quotation mark (") in it '
    "that is never closed"
)
_LOOKED_AT = 50  # lines in search of the heading
# Excel's own first line, which tells it the separator and is not a row of the sheet.
_SEP_LINE = re.compile(r'"?sep=([^"\w\s]|\t|\\t)"?[;,\t|]*(?:\r\n|\r|\n|\Z)', re.IGNORECASE)


class _CsvFault(Exception):
    """The line where a record begins that cannot be read, and why."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


def read_csv(content: bytes, table: TableBuilder) -> None:
    """Reads the file into the table."""
    table.counting = "Row 1 is the first line of the file."
    try:
        text, note = decode(content)
    except Undecodable as error:
        table.fault(str(error))
        return
    table.notes += [note] if note else []
    told = _SEP_LINE.match(text)
    text = text[told.end() :] if told else text
    separators = "\t" if told and told[1] == "\\t" else told[1] if told else _SEPARATORS
    separator = max(separators, key=lambda mark: _names_found(text, mark, table.known))
    lines: list[Line] = []
    try:
        lines.extend(_lines(text, separator))
    except _CsvFault as fault:
        table.fault(str(fault), fault.line)
    _fault_swallowed(lines, separator, table)
    read_grid(lines, table)


def _names_found(text: str, separator: str, known: Collection[str]) -> int:
    most = 0
    try:
        for line in islice(_lines(text, separator), _LOOKED_AT):
            most = max(most, known_names(line.cells, known))
    except _CsvFault:
        pass  # told when the file is read; what stands above it is enough to know the separator
    return most


def _lines(text: str, separator: str) -> Iterator[Line]:
    """The lines that hold something. A record over several lines has the position of its first."""
    # Strict: otherwise a quotation mark that is never closed would silently swallow the rest of the file.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    start = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            too_long = "field limit" in str(error)
            raise _CsvFault(start, _TOO_LONG if too_long else _quotation(separator)) from None
        if not all(map(is_empty, cells)):
            yield Line(start, [unguard_formula(cell) for cell in cells])
        start = reader.line_num + 1


def _fault_swallowed(lines: list[Line], separator: str, table: TableBuilder) -> None:
    """Two stray quotation marks in one column of two rows make one cell of everything between them."""
    for line in lines:
        width = len(line.cells) - 1
        for cell in line.cells:
            breaks = len(re.findall(r"\r\n|\r|\n", str(cell)))
            if width and breaks and str(cell).count(separator) == width * breaks:
                table.fault(_quotation(separator), line.position)


def _quotation(separator: str) -> str:
    return (
        'cannot be read: there is a quotation mark (") within a cell, or one that is never closed. Write such a cell '
        f'with quotation marks around it and each one inside it twice ("The ""new"" plan"{separator}), or {AS_WORKBOOK}'
    )
