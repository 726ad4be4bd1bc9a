"""JSON files → rows: a list of objects, one a row."""

import json
import re
from collections.abc import Collection
from itertools import islice
from typing import Any

from imports.columns import other_import, unknown
from imports.reading.advice import OR_WORKBOOK
from imports.reading.letters.encoding import Undecodable, decode_utf
from imports.reading.rows.lines import column_name
from imports.reading.rows.table import UNREADABLE, RawRow, TableBuilder

_OBJECT = '{"column": "value", …}'
_SHAPE = (
    f"the file takes a JSON list with one object for each row: [{_OBJECT}, …]. Write [ at its beginning, ] at its end, "
    f"and a comma between two rows, {OR_WORKBOOK}"
)


_NO_NUMBER = "is no JSON value; write null when there is nothing, or a text in quotation marks"
_TOO_LARGE = "is too large a number; write a smaller one, or a text in quotation marks"


class _NoValue:
    """NaN, Infinity or a number too large to hold: what some programs write, and JSON has no word for."""

    def __init__(self, written: str) -> None:
        self.written = written


class _Object(dict[str, Any]):
    """An object that remembers which of its names stood there twice."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__((column_name(name), value) for name, value in pairs)
        names = [column_name(name) for name, _ in pairs]
        self.twice = [name for name in self if names.count(name) > 1]


def read_json(content: bytes, table: TableBuilder) -> None:
    """Reads the file into the table."""
    table.counting = "Row 1 is the first {…} in the file."
    document = _parse(content, table)
    if not isinstance(document, list):
        if not table.faults:
            table.fault(_around(document, table.known) + _SHAPE)
        return
    if not document:
        table.fault(f"the file has no rows, its list is empty: {_SHAPE}")
    told: set[str] = set()
    other = other_import({name for item in document if isinstance(item, dict) for name in item}, table.required)
    if other:
        table.fault(other)
        return
    none = not any(isinstance(item, _Object) for item in document)
    for position, item in enumerate(document[:1] if none else document, start=1):
        if not isinstance(item, _Object):
            table.fault(
                f"takes an object: {_OBJECT}. Write each value behind its column's name, {OR_WORKBOOK}", position
            )
            continue
        for name in item.twice:
            table.fault("stands twice in this row; take one of the two away", position, name)
        for name in item:
            if name not in table.known and name not in told:
                told.add(name)
                table.fault(unknown(name, table.known), position, name)
        table.columns.update(item.keys() & set(table.known))
        table.rows.append(RawRow(position, {name: _cell(value, position, name, table) for name, value in item.items()}))


def _around(document: object, known: Collection[str]) -> str:
    """What to do when the list stands within an object, or none does, as in answers from web services."""
    if isinstance(document, dict) and document and not any(isinstance(value, list) for value in document.values()):
        names = ", ".join(f"“{name[:40]}”" for name in islice(document, 5))
        nothing = f"the file has no table, only {names}; get it again from where it comes. If it was written by hand, "
        return "" if document.keys() & set(known) else nothing
    lists = [name for name, value in document.items() if isinstance(value, list)] if isinstance(document, dict) else []
    return f"take away what stands around the list “{lists[0]}”: " if len(lists) == 1 else ""


def _sign(error: json.JSONDecodeError) -> str:
    sign = error.doc[error.pos : error.pos + 1]
    if sign in {"“", "”", "„", "'", "’"}:
        return f' ({sign}: write straight quotation marks, ")'
    return f" ({sign})" if sign.strip() and sign.isprintable() else ""


def _parse(content: bytes, table: TableBuilder) -> object:
    try:
        return json.loads(
            decode_utf(content),
            object_pairs_hook=_Object,
            parse_constant=_NoValue,
            parse_float=_number,
            parse_int=_whole,
        )
    except Undecodable as error:
        table.fault(
            f"the file is not text in UTF-8: {error}. Save it in UTF-8 in the program that wrote it, {OR_WORKBOOK}"
        )
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and error.doc.lstrip().startswith("{"):
            table.fault(_SHAPE)
            return None
        table.fault(
            f"the file is not JSON: line {error.lineno}, character {error.colno} cannot be read{_sign(error)}; often a "
            "comma or a quotation mark there or just before is missing or one too many. Correct it, "
            f"{OR_WORKBOOK}"
        )
    except RecursionError:
        table.fault(f"the file is not JSON that holds a table, its lists lie too deep within each other; {_SHAPE}")
    return None


def _number(written: str) -> float | _NoValue:
    number = float(written)
    return number if abs(number) < float("inf") else _NoValue(written)


def _whole(written: str) -> int | _NoValue:
    return int(written) if len(written) <= 20 else _NoValue(written)


def _cell(value: object, position: int, column: str, table: TableBuilder) -> object:
    for part in value if isinstance(value, list) else [value]:
        if isinstance(part, _NoValue):
            table.fault(
                f"{part.written[:20]} {_TOO_LARGE if re.search('[0-9]', part.written) else _NO_NUMBER}",
                position,
                column,
            )
            return UNREADABLE
    return value
