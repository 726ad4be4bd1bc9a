"""What a button's `value` says. Messages that were sent keep their buttons, so these formats never change.

`str(value)` writes a value; `read` takes whatever comes back with a press and raises nothing: a part that is missing or
is no number reads as absent.
"""

from dataclasses import dataclass
from datetime import date
from typing import Self

from models.rules.absence import Leave

_MOST_DIGITS = 18  # what fits a database's integer


@dataclass(frozen=True)
class RowValue:
    """A row of the plan, as `ROW`, `ROW@ROUND` or `ROW@ROUND@ANSWER`. Without a round it is a row of the round meant
    when the button is pressed. `answer_id` is the answer that the reader saw. A text without a row's number reads as
    row 0, which no plan has."""

    row: int
    round_id: int | None = None
    answer_id: int | None = None

    def __str__(self) -> str:
        parts = [_written(part) for part in (self.row, self.round_id, self.answer_id)]
        return "@".join(parts).rstrip("@")

    @classmethod
    def read(cls, text: str) -> Self:
        row, round_id, answer_id = [*text.split("@"), "", ""][:3]
        return cls(_number(row) or 0, _number(round_id), _number(answer_id))


@dataclass(frozen=True)
class RoundValue:
    """A round, as `ROUND`, or one row in it, as `ROW@ROUND`."""

    round_id: int | None = None
    row: int | None = None

    def __str__(self) -> str:
        return _written(self.round_id) if self.row is None else f"{self.row}@{_written(self.round_id)}"

    @classmethod
    def read(cls, text: str) -> Self:
        row, _, round_id = text.rpartition("@")
        return cls(_number(round_id), _number(row))


@dataclass(frozen=True)
class PageValue:
    """A page of a list, from 0, as `PAGE|SCOPE`, or `+PAGE|SCOPE` when it is `turned`: it replaces the message that the
    button stands under. `scope` is a `models.plan.find.Scope.value` or other words to find one by, empty for the whole
    plan; in lists about one round it is the round's id."""

    page: int = 0
    scope: str = ""
    turned: bool = False

    def __str__(self) -> str:
        return f"{'+' if self.turned else ''}{self.page}|{self.scope}"

    @property
    def round_id(self) -> int | None:
        """The scope as a round's id; None when it is something else."""
        return _number(self.scope)

    @classmethod
    def read(cls, text: str) -> Self:
        page, _, scope = text.partition("|")
        return cls(_number(page.removeprefix("+")) or 0, scope, page.startswith("+"))

    @classmethod
    def of_round(cls, round_id: int) -> Self:
        """The first page of a list about one round."""
        return cls(0, str(round_id))


@dataclass(frozen=True)
class DueValue:
    """A day by which an answer's action is to be done, as `ROW@ROUND@ANSWER|YYYY-MM-DD`."""

    at: RowValue
    day: date

    def __str__(self) -> str:
        return f"{self.at}|{self.day}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        at, _, day = text.partition("|")
        try:
            return cls(RowValue.read(at), date.fromisoformat(day))
        except ValueError:
            return None


@dataclass(frozen=True)
class LeaveValue:
    """A person's absence, as `PERSON|FIRST|LAST` with the days as YYYY-MM-DD."""

    person_id: int
    leave: Leave

    def __str__(self) -> str:
        return f"{self.person_id}|{self.leave.first}|{self.leave.last}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        person, first, last = [*text.split("|"), "", ""][:3]
        try:
            return cls(_number(person) or 0, Leave(date.fromisoformat(first), date.fromisoformat(last)))
        except ValueError:
            return None


def _written(number: int | None) -> str:
    return "" if number is None else str(number)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None
