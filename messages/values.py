"""What a button's `value` says. Messages that were sent keep their buttons, so these formats never change.

`str(value)` writes a value; `read` takes whatever comes back with a press and raises nothing: a part that is missing or
is no number reads as absent.
"""

from dataclasses import dataclass
from typing import Self

from models.vocabulary import Status

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
class AnswerValue:
    """An answer in the making, as `ROWS@ROUND@HELD|STATUS|REST`: the rows with `,` between, and what follows row and
    status in a line of text. A `rest` too long for a button is empty, and `held_id` names where it is held."""

    rows: tuple[int, ...] = ()
    round_id: int | None = None
    status: Status | None = None
    rest: str = ""
    held_id: int | None = None

    def __str__(self) -> str:
        rows = ",".join(map(str, self.rows))
        status = self.status.value if self.status else ""
        return f"{rows}@{_written(self.round_id)}@{_written(self.held_id)}|{status}|{self.rest}"

    @classmethod
    def read(cls, text: str) -> Self:
        head, status, rest = [*text.split("|", 2), "", ""][:3]
        rows, round_id, held_id = [*head.split("@"), "", ""][:3]
        numbers = tuple(number for each in rows.split(",") if (number := _number(each)) is not None)
        known = Status(status) if status in set(Status) else None
        return cls(numbers, _number(round_id), known, rest, _number(held_id))


def _written(number: int | None) -> str:
    return "" if number is None else str(number)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None
