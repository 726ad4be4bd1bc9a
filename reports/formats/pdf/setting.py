"""A document as the JSON that report.typ sets. A word that is wider than its column is given in pieces, between which
it may be parted: nothing is hyphenated, so what is copied from the PDF is what was written."""

import json
import re
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

import fontpkg_atkinson_hyperlegible as atkinson
from PIL import ImageFont

from reports.content.document import Cell, Document, Light, Table
from reports.formats.colours import ink_on
from reports.formats.pdf.fonts import clusters, drawable

# In points, as in report.typ: the text's width on the page, what a cell leaves at its sides, the size of its letters.
_PAGE, _CELL_EDGES, _SIZE = 751.0, 10.0, 9.5
# Whether a row with more than this has room on one page is measured by typst.
_MANY_LETTERS, _MANY_LINES = 800, 15
_LONG_WORD = re.compile("[^ \t\n]{8,}")
# No text has it once it can be drawn.
_PART, _PIECE = "\0", 4


def report_json(document: Document) -> str:
    """The whole document for report.typ."""
    return json.dumps(_plain(document), ensure_ascii=False)


def _plain(value: object, width: float = _PAGE) -> Any:
    """The value in JSON's terms. A dataclass becomes an object of its fields, with its name as `type`."""
    if isinstance(value, str):
        return _in_pieces(drawable(value), width)
    if isinstance(value, tuple):
        return [_plain(each, width) for each in value]
    if isinstance(value, date):
        return [value.year, value.month, value.day]
    if isinstance(value, Table):
        return _table(value)
    if is_dataclass(value):
        named = {field.name: _plain(getattr(value, field.name), width) for field in fields(value)}
        ink = {"ink": ink_on(value.colour)} if isinstance(value, Light) else {}
        return {"type": type(value).__name__, **named, **ink}
    return value


def _table(table: Table) -> dict[str, Any]:
    widths = [_PAGE * column.width / 100 - _CELL_EDGES for column in table.columns]
    return {
        "type": "Table",
        "caption": _plain(table.caption),
        "continued": _plain(table.continued),
        "columns": [_plain(column, width) for column, width in zip(table.columns, widths, strict=True)],
        "rows": [
            {"tall": _may_be_tall(row), "cells": [_plain(cell, width) for cell, width in zip(row, widths, strict=True)]}
            for row in table.rows
        ],
    }


def _may_be_tall(row: Sequence[Cell]) -> bool:
    texts = [str(cell) for cell in row]
    return any(len(text) > _MANY_LETTERS or text.count("\n") > _MANY_LINES for text in texts)


def _in_pieces(text: str, width: float) -> str | list[str]:
    """The text, or its pieces when it has words that are too wide."""
    parted = _LONG_WORD.sub(
        lambda word: _PART.join(_pieces(word[0])) if _is_too_wide(word[0], width) else word[0], text
    )
    return parted.split(_PART) if _PART in parted else text


def _pieces(word: str) -> list[str]:
    letters = list(clusters(word))
    return ["".join(letters[place : place + _PIECE]) for place in range(0, len(letters), _PIECE)]


@lru_cache(maxsize=4096)
def _is_too_wide(word: str, width: float) -> bool:
    return len(word) * _SIZE > width and _font().getlength(word) > width


@cache
def _font() -> ImageFont.FreeTypeFont:
    """The wider of the two that the PDF has. Letters that it lacks are told with some room."""
    return ImageFont.truetype(atkinson.ROOT / "files" / "AtkinsonHyperlegible-Bold.ttf", _SIZE * 1.05)
