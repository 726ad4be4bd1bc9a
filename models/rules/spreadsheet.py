"""Texts in the cells of CSV and Excel files: written so that they stay the texts they are, and read back."""

import re

from models.rules.text import storable

# An Excel cell takes this many UTF-16 units; Excel moves the rest of a longer CSV field to the next row.
LONGEST_CELL = 32_767
# A spreadsheet runs a text that begins with one of these as a formula (OWASP, "CSV Injection").
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
# What XML 1.0 cannot carry, and the carriage return, which XML readers turn into a line feed.
_NOT_XML = "\x00-\x08\x0b-\x1f\ufffe\uffff"
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_LOOKS_ESCAPED = re.compile(f"_(?=x[0-9A-Fa-f]{{4}}[_{_NOT_XML}])")
_LONGEST_ESCAPE = 7


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would run the text, as it is or without the apostrophes before it."""
    return _FORMULA.match(text) is not None


def guard_formula(text: str) -> str:
    """A text as CSV holds it: with one apostrophe more if a spreadsheet would run it."""
    return f"'{text}" if is_formula(text) else text


def unguard_formula(text: str) -> str:
    """The text that `guard_formula` was given."""
    return text[1:] if text.startswith("'") and is_formula(text) else text


def escape_ooxml(text: str) -> str:
    """A text as a cell of an .xlsx file holds it: what XML cannot carry as `_x000B_` (ECMA-376, ST_Xstring)."""
    text = _LOOKS_ESCAPED.sub("_x005F_", storable(text))
    return re.sub(f"[{_NOT_XML}]", lambda match: f"_x{ord(match[0]):04X}_", text)


def unescape_ooxml(text: str) -> str:
    """The text that `escape_ooxml` was given."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def cell_parts(text: str) -> list[str]:
    """The text in parts that each fit a cell of an .xlsx file, escapes included; together they are the text."""
    if _width(escape_ooxml(text)) <= LONGEST_CELL:
        return [text]
    parts, start, width = list[str](), 0, 0
    for place, char in enumerate(text):
        more = _LONGEST_ESCAPE if char == "_" or re.match(f"[{_NOT_XML}]", char) else _width(char)
        if width + more > LONGEST_CELL:
            parts.append(text[start:place])
            start, width = place, 0
        width += more
    return [*parts, text[start:]]


def _width(text: str) -> int:
    return len(text) + sum(char > "\uffff" for char in text)
