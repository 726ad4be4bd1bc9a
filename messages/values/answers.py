"""Values about answers: one in the making, a day in it, its review, and whether an earlier lesson helped."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from messages.values.fields import read_day, read_number, written
from messages.values.rows import RowValue
from models.vocabulary.answers import Status


@dataclass(frozen=True)
class AnswerValue:
    """An answer in the making, as `ROWS@ROUND@HELD@WRITTEN|STATUS|REST`: the rows with `,` between, each as `ROW` or
    `ROW.PLACEMENT`, and what follows row and status in a line of text. A `rest` too long for a button is empty, and
    `held_id` names where it is held. `written` is the day on which it was: "Klart: på fredag" is counted from it."""

    rows: tuple[RowValue, ...] = ()
    round_id: int | None = None
    status: Status | None = None
    rest: str = ""
    held_id: int | None = None
    written: date | None = None

    def __str__(self) -> str:
        rows = ",".join(f"{each.row}.{written(each.placement_id)}".rstrip(".") for each in self.rows)
        head = f"{rows}@{written(self.round_id)}@{written(self.held_id)}@{self.written or ''}".rstrip("@")
        return f"{head}|{self.status.value if self.status else ''}|{self.rest}"

    @classmethod
    def read(cls, text: str) -> Self:
        head, status, rest = [*text.split("|", 2), "", ""][:3]
        rows, round_id, held_id, day = [*head.split("@"), "", "", ""][:4]
        named = (each.partition(".") for each in rows.split(","))
        about = tuple(
            RowValue(number, placement_id=read_number(placement))
            for row, _, placement in named
            if (number := read_number(row)) is not None
        )
        known = Status(status) if status in set(Status) else None
        return cls(about, read_number(round_id), known, rest, read_number(held_id), read_day(day))


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
class ReviewValue:
    """An answer that is reviewed, as `ROW@ROUND@ANSWER@PLACEMENT|UNIT`; with a unit, only its answers come after it."""

    row: RowValue
    unit_id: int | None = None

    def __str__(self) -> str:
        return f"{self.row}|{written(self.unit_id)}"

    @classmethod
    def read(cls, text: str) -> Self:
        row, _, unit = text.partition("|")
        return cls(RowValue.read(row), read_number(unit))


@dataclass(frozen=True)
class HelpValue:
    """Whether an earlier lesson or action helped on a row, as `ROW@ROUND@@PLACEMENT|ENTRY|yes` or `…|no`."""

    at: RowValue
    entry_id: int | None
    helped: bool

    def __str__(self) -> str:
        return f"{self.at}|{written(self.entry_id)}|{'yes' if self.helped else 'no'}"

    @classmethod
    def read(cls, text: str) -> Self:
        at, entry, helped = [*text.split("|"), "", ""][:3]
        return cls(RowValue.read(at), read_number(entry), helped == "yes")
