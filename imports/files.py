"""Files to rows: `.json`, `.csv` and `.xlsx` look the same afterwards (contract, "Import shapes").

Nothing here knows what a column means. What cannot be read becomes faults, next to the rows that could be read.
"""

import csv
import io
import json
import warnings
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from imports.encoding import decode
from imports.faults import Fault
from models.rules.spreadsheet import unescape_ooxml, unguard_formula
from models.rules.text import clean, fold

SUFFIXES = (".json", ".csv", ".xlsx")
# Iterates over a list and shows progress; passed by the command line.
Track = Callable[[Sequence[Any]], Iterable[Any]]


@dataclass(frozen=True)
class RawRow:
    """One row of the file. `position` is the CSV line (heading 1), sheet row or JSON position from 1."""

    position: int
    cells: Mapping[str, object]


@dataclass(frozen=True)
class Table:
    """A file's rows, those of the known columns that it has, and the faults of its structure."""

    columns: frozenset[str] = frozenset()
    rows: tuple[RawRow, ...] = ()
    faults: tuple[Fault, ...] = ()


@dataclass
class _TableBuilder:
    known: Collection[str]
    columns: set[str] = field(default_factory=set)
    rows: list[RawRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, message: str, row: int | None = None, column: str | None = None) -> None:
        self.faults.append(Fault(row, column, message))


def read_table(path: Path, known: Collection[str], required: Collection[str]) -> Table:
    """Reads a file whose columns are among `known` and include `required`. Never raises for what the file holds."""
    table = _TableBuilder(known)
    suffix = path.suffix.casefold()
    if suffix not in SUFFIXES:
        table.fault(f"{path.name}: takes a file that ends in {', '.join(SUFFIXES)}")
        return Table(faults=tuple(table.faults))
    try:
        content = path.read_bytes()
    except OSError as error:
        table.fault(f"{path} cannot be read: {error.strerror or error}")
        return Table(faults=tuple(table.faults))
    {".json": _read_json, ".csv": _read_csv, ".xlsx": _read_xlsx}[suffix](content, table)
    if not table.faults and not table.rows:
        table.fault(f"{path.name} has no rows")
    if table.rows:
        for column in required:
            if column not in table.columns:
                table.fault("the file lacks this column", column=column)
    return Table(frozenset(table.columns), tuple(table.rows), tuple(table.faults))


def _read_json(content: bytes, table: _TableBuilder) -> None:
    text = decode(content)
    if text is None:
        table.fault("the file is not text in UTF-8")
        return
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        table.fault(f"the file is not JSON: {error}")
        return
    if not isinstance(document, list):
        table.fault("the file takes a JSON list of objects")
        return
    unknown: set[str] = set()
    for position, item in enumerate(document, start=1):
        if not isinstance(item, dict):
            table.fault("takes an object", position)
            continue
        cells = {_column(name): value for name, value in item.items()}
        for name in cells:
            if name not in table.known and name not in unknown:
                unknown.add(name)
                table.fault(_unknown(table.known), position, name)
        table.columns.update(cells.keys() & set(table.known))
        table.rows.append(RawRow(position, cells))


def _read_csv(content: bytes, table: _TableBuilder) -> None:
    text = decode(content)
    if text is None:
        table.fault("the file is not text in UTF-8 or in Windows' western letters; save it as CSV in UTF-8")
        return
    delimiter = max(";,\t", key=lambda mark: _columns_found(text, mark, table.known))
    lines = _csv_lines(text, delimiter)
    try:
        _read_grid(lines, table)
    except csv.Error as error:
        table.fault(f"the CSV cannot be read beyond row {table.rows[-1].position if table.rows else 1}: {error}")


def _columns_found(text: str, delimiter: str, known: Collection[str]) -> int:
    try:
        heading = next((cells for _, cells in _csv_lines(text, delimiter) if any(cells)), [])
    except csv.Error:
        return 0
    return sum(_column(cell) in known for cell in heading)


def _csv_lines(text: str, delimiter: str) -> Iterator[tuple[int, Sequence[object]]]:
    # Strict: otherwise a quotation mark that is never closed would silently swallow the rest of the file.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    for cells in reader:
        yield start, [unguard_formula(cell) for cell in cells]
        start = reader.line_num + 1


def _read_xlsx(content: bytes, table: _TableBuilder) -> None:
    # What the library raises on broken files, and on files that are no workbooks (found by experiment).
    broken = (
        InvalidFileException, OSError, KeyError, ValueError, TypeError, AttributeError, IndexError, EOFError,
        SyntaxError, NotImplementedError, RuntimeError, AssertionError, zipfile.BadZipFile, zlib.error,
    )  # fmt: skip
    try:
        with warnings.catch_warnings(action="ignore"):  # about drop-down lists and styles that the library skips
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # some programs write a wrong extent, and rows would be lost
            lines = enumerate(sheet.iter_rows(values_only=True), start=1)
            _read_grid(((n, [unescape_ooxml(c) if isinstance(c, str) else c for c in row]) for n, row in lines), table)
            book.close()
    except broken as error:
        table.fault(f"the file cannot be read as an Excel workbook (.xlsx): {error.__class__.__name__}: {error}")


def _read_grid(lines: Iterable[tuple[int, Sequence[object]]], table: _TableBuilder) -> None:
    heading: list[str] | None = None
    for position, cells in lines:
        if all(_is_empty(cell) for cell in cells):
            continue
        if heading is None:
            heading = _read_heading(position, cells, table)
            continue
        named = dict.fromkeys(name for name in heading if name)
        values: dict[str, object] = named | {n: c for n, c in zip(heading, cells, strict=False) if n}
        nameless = [c for n, c in zip(heading, cells, strict=False) if not n] + list(cells[len(heading) :])
        if any(not _is_empty(cell) for cell in nameless):
            table.fault("has a value in a column without a heading", position)
        table.rows.append(RawRow(position, values))


def _read_heading(position: int, cells: Sequence[object], table: _TableBuilder) -> list[str]:
    names = [_column(cell) for cell in cells]
    for name in dict.fromkeys(filter(None, names)):
        if name not in table.known:
            table.fault(_unknown(table.known), position, name)
        elif names.count(name) > 1:
            table.fault("the heading has this column twice", position, name)
    table.columns.update(set(names) & set(table.known))
    return names


def _column(cell: object) -> str:
    return fold(clean(str(cell))).replace(" ", "_") if cell is not None else ""


def _is_empty(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not clean(cell))


def _unknown(known: Collection[str]) -> str:
    return f"unknown column; the columns are {', '.join(known)}"
