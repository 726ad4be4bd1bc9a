"""Values about rows of the plan, alone or in a round, and about rounds."""

from dataclasses import dataclass
from typing import Self

from messages.values.fields import read_number, written
from models.plan.views import RowView


@dataclass(frozen=True)
class RowValue:
    """A row of the plan, as `ROW`, `ROW@ROUND`, `ROW@ROUND@ANSWER` or `ROW@ROUND@ANSWER@PLACEMENT`. Without a round it
    is a row of the round meant when the button is pressed. `answer_id` is the answer that the reader saw.
    `placement_id` is what the button is about, whatever number it has by then; older messages have the number alone. A
    text without a row's number reads as row 0, which no plan has."""

    row: int
    round_id: int | None = None
    answer_id: int | None = None
    placement_id: int | None = None

    def __str__(self) -> str:
        parts = [written(part) for part in (self.row, self.round_id, self.answer_id, self.placement_id)]
        return "@".join(parts).rstrip("@")

    @classmethod
    def read(cls, text: str) -> Self:
        row, round_id, answer_id, placement_id = [*text.split("@"), "", "", ""][:4]
        return cls(read_number(row) or 0, read_number(round_id), read_number(answer_id), read_number(placement_id))

    @classmethod
    def of(cls, row: RowView, round_id: int | None = None, answer_id: int | None = None) -> Self:
        """The value of a button about this row."""
        return cls(row.row, round_id, answer_id, row.placement_id)


@dataclass(frozen=True)
class RoundValue:
    """A round, as `ROUND`, or one row in it, as a `RowValue` with the round."""

    round_id: int | None = None
    row: int | None = None
    placement_id: int | None = None

    def __str__(self) -> str:
        if self.row is None:
            return written(self.round_id)
        text = str(RowValue(self.row, self.round_id, None, self.placement_id))
        return text if "@" in text else f"{text}@"

    @classmethod
    def read(cls, text: str) -> Self:
        if "@" not in text:
            return cls(read_number(text))
        row, round_id, _, placement_id = [*text.split("@"), "", ""][:4]
        has_row = read_number(row) is not None
        return cls(read_number(round_id), read_number(row), read_number(placement_id) if has_row else None)


@dataclass(frozen=True)
class ExcuseValue:
    """A row that is to be excused, as its `RoundValue`, and why, as `ROW@ROUND@@PLACEMENT|WHY`."""

    at: RoundValue
    why: str = ""

    def __str__(self) -> str:
        return f"{self.at}|{self.why}" if self.why else str(self.at)

    @classmethod
    def read(cls, text: str) -> Self:
        at, _, why = text.partition("|")
        return cls(RoundValue.read(at), why)
