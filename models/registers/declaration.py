"""How a register is declared: its columns, what a line may be linked to, and how it is called.

Everything else comes from the declaration: import and export, the words in chat, the forms, the audit, the command
line, and what is shown on a row of the plan (docs/architecture.md, "Where to put something new").
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from i18n import N_

# A value as it is stored and written in JSON. An amount or a number is a decimal text ("1250000.50"), a date is
# YYYY-MM-DD; None is nothing.
Value = str | int | bool | None
Values = Mapping[str, Value]


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"  # one line, at most 300 characters
    LONG_TEXT = "long text"  # at most 20,000 characters
    DATE = "date"
    AMOUNT = "amount"  # kronor, at most two decimals
    NUMBER = "number"  # any decimal number
    WHOLE = "whole"  # a whole number, also negative
    YES_NO = "yes or no"
    CHOICE = "choice"


@dataclass(frozen=True)
class Choice:
    """One alternative of a column. `code` is stored; `label` is a text of the catalogues. `also` are other words for it
    that a file or a form may have, compared without case and diacritics."""

    code: str
    label: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Field:
    """A column. `name` is its English name in files and JSON, `label` the text of the catalogues that people see. One
    that is not `is_open` is no part of the open data, whatever its register is; of one that `may_name_somebody` only
    offices and organisations are."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    required: bool = False
    choices: tuple[Choice, ...] = ()
    hint: str = ""
    is_open: bool = True
    may_name_somebody: bool = False


@dataclass(frozen=True)
class Dated:
    """A column with a day that the coordinators are reminded of (`models.registers.occasions`). `label` is what is due
    on it, a text of the catalogues; "" when the line's name says that. `rule` is a column whose words may be a day that
    comes back (`models.rules.dates.yearly`). `done` is the column that tells that it is done: by a day, or by being
    filled in at all. Without one the day is replaced by the next. `preliminary` is the column that says that the day
    is."""

    column: str
    label: str = ""
    rule: str = ""
    done: str = ""
    preliminary: str = ""


@dataclass(frozen=True)
class Line:
    """A line as somebody wants it. `links` are as in files: `row:14`, `unit:NAME`, `register:KEY`. `position` is where
    it stands in a file. `lacks` are the columns that a file does not have: there a known line stays as it is."""

    key: str
    values: Mapping[str, Value]
    links: tuple[str, ...] = ()
    ended: date | None = None
    ended_why: str = ""
    position: int | None = None
    lacks: frozenset[str] = frozenset()


class LineFault(ValueError):
    """A value that a register does not take. `text` and `values` are the reason for a translator; `str` is the reason
    in English. `column` is where; "" for the whole line."""

    def __init__(self, column: str, text: str, **values: object) -> None:
        super().__init__(text.format_map(values))
        self.column, self.text, self.values = column, text, values


@dataclass(frozen=True)
class Reported:
    """How a register is told in the half-year report: by these columns, and only the lines that have something in the
    column `filled`. Where `period` names a column with a day or a year, only those of the period reported on."""

    columns: tuple[str, ...]
    filled: str
    period: str = ""


def _nothing(_values: Values) -> Iterable[LineFault]:
    return ()


@dataclass(frozen=True)
class Register:
    """A register. `name` is its English name, `words` what it is called in chat, Swedish first. `title`, `question`
    (what it is there to answer) and the labels are texts of the catalogues. `prefix` begins the keys that are made in
    chat. `summary` are the columns that a line is shown by. `links` are what a line may be linked to: `row`, `unit` and
    names of registers. What is `public` is part of the open data; where `open_when` names a column, only the lines that
    say yes there and are not ended. `reported` is how it is told in the half-year report, of what is open data; None
    for not at all. `check` says what is wrong with a line as a whole. `revised_by` is the column that says as of when a
    line is: what a line held before another date there is kept as a line of its own. `dates` are its columns with days
    that the coordinators are reminded of."""

    name: str
    words: tuple[str, str]
    title: str
    question: str
    prefix: str
    fields: tuple[Field, ...]
    summary: tuple[str, ...]
    links: tuple[str, ...] = ("row", "unit")
    public: bool = False
    revised_by: str = ""
    open_when: str = ""
    reported: Reported | None = None
    check: Callable[[Values], Iterable[LineFault]] = field(default=_nothing)
    dates: tuple[Dated, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of its files and of its JSON, in order."""
        return ("key", *(each.name for each in self.fields), "links", "ended", "ended_why")

    @property
    def open_columns(self) -> tuple[str, ...]:
        """The columns that are open data. Why a line was ended is not: it may say who took something back."""
        closed = {"ended_why", *(each.name for each in self.fields if not each.is_open)}
        return tuple(name for name in self.columns if name not in closed)

    def is_open(self, values: Values, ended: date | None) -> bool:
        """Whether a line with these values, which was `ended` or not, is open data."""
        return self.public and (not self.open_when or (values.get(self.open_when) is True and ended is None))

    def word(self, language: str) -> str:
        """What it is called in chat."""
        return self.words[0 if language == "sv" else 1]

    def name_of(self, values: Values) -> str:
        """What a line is about: its columns that must be there."""
        return " – ".join(str(values.get(each.name) or "") for each in self.fields if each.required)

    def field(self, name: str) -> Field:
        """A column by its name. Raises KeyError for another one."""
        return next((each for each in self.fields if each.name == name), None) or _missing(name)


# How many days ahead the coordinators are reminded of a date; a line may say another number.
REMIND_DAYS = Field("remind_days", N_("Remind, days before"), Kind.WHOLE, is_open=False)
DEFAULT_REMIND_DAYS = 14


def check_remind_days(values: Values) -> Iterable[LineFault]:
    """A reminder comes at most ten years ahead, and not afterwards."""
    days = values.get(REMIND_DAYS.name)
    if isinstance(days, int) and not 0 <= days <= 3660:
        yield LineFault(REMIND_DAYS.name, N_("takes 0 to 3660 days, not {written}"), written=days)


def _missing(name: str) -> Field:
    raise KeyError(name)
