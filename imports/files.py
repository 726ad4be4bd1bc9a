"""Files to rows: `.json`, `.csv` and `.xlsx` look the same afterwards (contract, "Import shapes").

What a column means is not known here. What cannot be read becomes faults, next to the rows that could be read.
The reading itself is in `imports.reading`, a file for each kind.
"""

import zipfile
from collections.abc import Callable, Collection, Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from imports.columns import explained, lacking
from imports.reading.advice import NOT_PERMITTED, NOT_READABLE
from imports.reading.foreign import by_ending, foreign_bytes
from imports.reading.letters.sweep import sweep_letters
from imports.reading.rows.table import Choice, RawRow, Table, TableBuilder

__all__ = ["SUFFIXES", "Choice", "RawRow", "Table", "Track", "read_table"]

SUFFIXES = (".json", ".csv", ".xlsx")
_LARGEST_FILE = 64 * 2**20
# Iterates over a list and shows progress; passed by the command line.
Track = Callable[[Sequence[Any]], Iterable[Any]]


def read_table(path: Path, known: Collection[str], required: Collection[str], choice: Choice | None = None) -> Table:
    """Reads a file whose columns are among `known` and include `required`. Never raises for what the file holds."""
    table = TableBuilder(known, required, choice or Choice())
    content = _content(path, table)
    if content is not None:
        _reader(path, content, table)(content, table)
        sweep_letters(table)
        _check_whole(path, table)
    return table.done()


def _content(path: Path, table: TableBuilder) -> bytes | None:
    """The file's bytes, unless it is known already that they are no table."""
    suffix = path.suffix.casefold()
    if path.name.startswith("~$"):
        table.fault(f"{path.name} is Excel's own note that the workbook is open: import {path.name[2:]} instead")
        return None
    if suffix not in SUFFIXES:
        table.fault(by_ending(suffix, path.name))
        return None
    try:
        if path.stat().st_size > _LARGEST_FILE:
            table.fault(
                f"{path.name} is larger than {_LARGEST_FILE // 2**20} MB: copy the table to a new, empty workbook "
                "without pictures, and save that"
            )
            return None
        content = path.read_bytes()
    except OSError as error:
        advice = NOT_PERMITTED if isinstance(error, PermissionError) else NOT_READABLE
        table.fault(f"{path} cannot be read ({error.strerror or error}): {advice}")
        return None
    empty = (
        f"{path.name} has no rows: the file is empty. Open the original and save it again, or download it again, and "
        "import the new file"
    )
    told = foreign_bytes(content) if content.strip() else empty
    if told:
        table.fault(told)
        return None
    return content


def _reader(path: Path, content: bytes, table: TableBuilder) -> Callable[[bytes, TableBuilder], None]:
    """Who reads the file. A wrong ending is no reason to refuse what can be read.

    The readers are loaded when there is a file: the chat checks people by the same rules without reading any, and does
    without openpyxl's memory."""
    from imports.reading.csv_text import read_csv
    from imports.reading.json_text import read_json
    from imports.reading.workbook.read import read_workbook

    suffix = path.suffix.casefold()
    is_archive = content.startswith(b"PK") or (suffix == ".xlsx" and zipfile.is_zipfile(BytesIO(content)))
    if is_archive or (suffix == ".xlsx" and _is_binary(content)):
        if suffix != ".xlsx":
            table.notes.append(f"{path.name} is an Excel workbook, whatever its ending says.")
        return read_workbook
    if table.choice.sheet is not None:
        table.fault("--sheet is for workbooks (.xlsx), and this file has no sheets: leave it out")
    kind = _kind_of_text(suffix, content)
    if suffix != kind:
        table.notes.append(f"{path.name} is a {kind[1:].upper()} file, whatever its ending says.")
    return read_json if kind == ".json" else read_csv


def _kind_of_text(suffix: str, content: bytes) -> str:
    first = _first_line(content)
    if first.startswith((b"[", b"{")):
        return ".json"
    has_cells = any(first.count(mark) > 1 for mark in (b";", b",", b"\t"))
    return ".csv" if suffix != ".json" or has_cells else ".json"


def _first_line(content: bytes) -> bytes:
    """The beginning without what tells the encoding, for signs that are the same in every one."""
    return content[:2000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").partition(b"\n")[0]


def _is_binary(content: bytes) -> bool:
    start = content[:4096]
    return not start.startswith((b"\xff\xfe", b"\xfe\xff")) and any(b < 32 and b not in b"\t\n\r\f" for b in start)


def _check_whole(path: Path, table: TableBuilder) -> None:
    if not table.faults and not table.rows:
        if table.hidden_rows:
            table.fault(
                f"{path.name} has no rows but hidden ones: clear the filter in Excel (Data > Clear, Data > Radera) or "
                "unhide them, and save; or add --hidden"
            )
        elif table.columns:
            table.fault(f"{path.name} has no rows: write them below the heading, save and import it again")
        else:
            table.fault(
                f"{path.name} has no rows: write the column names {', '.join(table.required)} in a row, each in a "
                f"cell of its own, and the rows below it ({explained(table.required)}); save and import it again"
            )
    if table.rows:
        for column in table.required:
            if column in table.hidden_columns:
                table.fault("this column is hidden: unhide it in Excel and save, or add --hidden", column=column)
            elif column not in table.columns:
                table.fault(lacking(column), column=column)
