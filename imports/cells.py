"""Cells to values: what cannot be read becomes a fault with its row and column."""

import re
from collections.abc import Callable, Collection
from datetime import date, datetime, time

from imports.columns import empty, holds
from imports.faults import Fault, FaultKind
from imports.reading.rows.table import UNREADABLE, RawRow
from models.rules.text import clean, fold, legible, plain, storable

LARGEST_ROW = 999_999  # the longest row number that a text answer can name (models.rules.answers.text_answer)
# What a cell shows when its formula fails, in English and in Swedish; and a column that is too narrow.
_EXCEL_ERRORS = re.compile(
    r"#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|GETTING_DATA|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|BUSY!|UNKNOWN!"
    r"|EXTERNAL!|PYTHON!|SKÄRNING!|DIVISION/0!|VÄRDEFEL!|REFERENS!|NAMN\?|OGILTIGT!|SAKNAS!?|HÄMTAR_DATA|#{2,})"
)
_NOT_STORABLE = (
    "a character that cannot be stored (U+0000 or half of a surrogate pair, often a broken emoji): write the text of "
    "this cell again by hand"
)
_ADDRESS = re.compile(r"(?:mailto|smtp):\s*", re.IGNORECASE)
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{3})+")
_SHORTENED = re.compile(r"[0-9]+(?:[.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE)
_OWN_NUMBER = re.compile(r"[0-9].*[^\W\d]|[^\W\d].*[0-9]|[0-9][.,:-][0-9]")
_GROUPED = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?![0-9])")


class RowReader:
    """Reads one row's cells. A column that the whole file lacks is empty here without a fault, since
    `imports.files.read_table` reports it once."""

    def __init__(self, row: RawRow, columns: Collection[str], faults: list[Fault]) -> None:
        self.position = row.position
        self._cells = row.cells
        self._columns = columns
        self._faults = faults

    def fault(self, column: str, message: str, kind: FaultKind | None = None, about: str = "") -> None:
        """Adds a fault of this row."""
        self._faults.append(Fault(self.position, column, message, kind, about))

    def is_empty(self, column: str) -> bool:
        """Whether the cell holds nothing."""
        value = self._cells.get(column)
        return value is not UNREADABLE and as_text(value) == ""

    def text(self, column: str, limit: int | None = None, required: bool = False, as_written: bool = False) -> str:
        """The cell's text, NFC with trimmed ends, "" when empty, without characters that cannot be seen unless it is to
        be kept `as_written`. `limit` is in characters, also when folded."""
        return self._checked(column, self._cells.get(column), limit, required, as_written)

    def text_or_value(self, column: str) -> str | bool | float:
        """The cell's text, however long; true, false and numbers with decimals as they are."""
        value = self._cells.get(column)
        return value if isinstance(value, bool | float) else self.text(column, as_written=True)

    def whole(self, column: str, required: bool = False) -> int | None:
        """A whole number from 1 to 999999; a spreadsheet's 14.0 and 14,0 are 14."""
        text = self.text(column, required=required)
        number = whole_number(text)
        if text and number is None:
            hint = "; write it with digits alone, such as 14"
            if isinstance(self._cells.get(column), date | time):
                hint = "; Excel made a date of it: format the column as Number (Tal) and write the number again"
            elif _THOUSANDS.fullmatch(text):
                hint = "; it may mean one or a thousand: write the digits alone"
            elif _SHORTENED.fullmatch(text):
                hint = "; Excel shortened it: format the column as Number (Tal) and write the number again"
            elif _OWN_NUMBER.search(text):
                hint = (
                    "; write digits alone, such as 14. Numbers of your own, such as A1 or 1.1, go in a column named key"
                )
            self.fault(column, f"takes a whole number from 1 to {LARGEST_ROW}, not “{shown(text)}”{hint}")
        return number

    def address(self, column: str, limit: int | None = None, required: bool = False) -> str:
        """An e-mail address without what mail programs write around it: `mailto:`, `Name <…>`, `;` at the end."""
        return bare_address(self.text(column, limit, required))

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
            self.fault(column, empty(column))
        return tuple(unique.values())

    def _checked(
        self,
        column: str,
        value: object,
        limit: int | None = None,
        required: bool = False,
        as_written: bool = False,
    ) -> str:
        if value is UNREADABLE:
            return ""
        text = as_text(value)
        if text is not None and not as_written:
            text = clean(legible(text))
        if text is None:
            self.fault(column, f"takes text, not {_kind(value)}: write {holds(column)}")
        elif isinstance(value, str) and storable(value) != value:
            self.fault(column, f"has {_NOT_STORABLE}")
        elif _EXCEL_ERRORS.fullmatch(text):
            self.fault(column, f"the cell shows the error {text}; mend it in Excel (write the value instead), and save")
        elif limit and max(len(text), len(fold(text))) > limit:
            self.fault(column, too_long(max(len(text), len(fold(text))), limit))
        elif required and not text and column in self._columns:
            self.fault(column, empty(column))
        else:
            return text
        return ""


def as_text(value: object) -> str | None:
    """A cell's text; None for what is no text (true and false, lists, objects). Whole numbers lose their `.0`."""
    match value:
        case None:
            return ""
        case str():
            return clean(value.replace("\r\n", "\n").replace("\r", "\n"))
        case bool():
            return None
        case int():
            return str(value)
        case float():
            return str(int(value)) if value.is_integer() else str(value)
        case datetime():
            return value.date().isoformat() if value.time() == time.min else value.isoformat(sep=" ")
        case date() | time():
            return value.isoformat()
        case _:
            return None


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "true or false (SANT or FALSKT)"
    return "a list ([…])" if isinstance(value, list) else "an object ({…})"


def too_long(length: int, limit: int) -> str:
    """The fault of a text that is longer than is taken."""
    return f"is {length} characters long, at most {limit} are taken: shorten it by {length - limit}"


def whole_number(text: str) -> int | None:
    """`14`, `14.0`, `14,0` → 14, `1 000` → 1000; None for anything that is no whole number from 1 to 999999.

    `1.000` and `1,000` are a thousand to some and one to others: not guessed.
    """
    text = re.sub(r"[\u00a0\u2009\u202f]", " ", text)
    grouped = _GROUPED.match(text)
    if grouped:
        text = grouped.group().replace(" ", "") + text[grouped.end() :]
    match = re.fullmatch(r"0*([0-9]{1,6})(?:[.,]0+)?", text)
    if not match or _THOUSANDS.fullmatch(text):
        return None
    return int(match.group(1)) or None


def bare_address(text: str) -> str:
    """`Åsa Ek <mailto:a@example.se>;` → `a@example.se`. Two addresses stay as they are, which is a fault."""
    text = text.strip().rstrip(";, ")
    named = re.fullmatch(r"[^<>]*<([^<>]*)>", text) or re.fullmatch(r"[^()@]*\(([^()]*@[^()]*)\)", text)
    after = re.fullmatch(r"(\S+@\S+?)\s*\([^()@]*\)", text)
    text = (named or after or [text, text])[1].strip().strip("'\"")
    return re.sub(r"\?\S*\Z", "", _ADDRESS.sub("", text, count=1)).strip()


def split_otherwise(text: str, is_one: Callable[[str], object]) -> str:
    """What to write when several stand in one text with another mark than ; between; "" when they do not."""
    for marks in (r"[,/+&\n]|\boch\b|\band\b", r"[,\s]+"):
        parts = [part.strip() for part in re.split(marks, text)]
        if len(parts) > 1 and all(is_one(part) or is_one(plain(part)) for part in parts):
            return f"several stand with ; between: write {'; '.join(parts)}"
    return ""


def shown(text: str) -> str:
    """The text as a fault quotes it: one short line."""
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"
