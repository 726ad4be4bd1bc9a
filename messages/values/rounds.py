"""Values about what is done with a round: its deadline, its report, a change of it, its messages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from messages.values.fields import read_number, written
from models.vocabulary.rounds import ReportKind


@dataclass(frozen=True)
class DeadlineValue:
    """A new deadline for a round, as `ROUND@INSTANT`, the instant in ISO 8601 with its offset, None when unreadable; or
    for one unit in it, as `ROUND@INSTANT@UNIT`."""

    round_id: int | None = None
    deadline: datetime | None = None
    unit_id: int | None = None

    def __str__(self) -> str:
        instant = self.deadline.isoformat() if self.deadline else ""
        return f"{written(self.round_id)}@{instant}@{written(self.unit_id)}".rstrip("@")

    @classmethod
    def read(cls, text: str) -> Self:
        round_id, instant, unit = [*text.split("@"), "", ""][:3]
        try:
            deadline = datetime.fromisoformat(instant)
        except ValueError:
            deadline = None
        return cls(read_number(round_id), deadline if deadline and deadline.tzinfo else None, read_number(unit))


@dataclass(frozen=True)
class ReportValue:
    """A round and what of its report is wanted, as `ROUND|KIND`."""

    round_id: int | None = None
    kind: ReportKind | None = None

    def __str__(self) -> str:
        return f"{written(self.round_id)}|{self.kind or ''}"

    @classmethod
    def read(cls, text: str) -> Self:
        round_id, _, kind = text.partition("|")
        return cls(read_number(round_id), ReportKind(kind) if kind in set(ReportKind) else None)


@dataclass(frozen=True)
class ReportTextValue:
    """A text of a round's report, as `ROUND|GOAL`: the summary of a goal; without one, the introduction."""

    round_id: int | None = None
    goal_id: int | None = None

    def __str__(self) -> str:
        return f"{written(self.round_id)}|{written(self.goal_id)}"

    @classmethod
    def read(cls, text: str) -> Self:
        round_id, _, goal = text.partition("|")
        return cls(read_number(round_id), read_number(goal))


@dataclass(frozen=True)
class ChangeValue:
    """What is to be done with a round, as `VERB|ROUND`."""

    verb: str
    round_id: int | None = None

    def __str__(self) -> str:
        return f"{self.verb}|{written(self.round_id)}"

    @classmethod
    def read(cls, text: str) -> Self:
        verb, _, round_id = text.partition("|")
        return cls(verb, read_number(round_id))


@dataclass(frozen=True)
class MessagesValue:
    """Messages that are to be sent again, by their ids with `,` between."""

    ids: tuple[int, ...] = ()

    def __str__(self) -> str:
        return ",".join(map(str, self.ids))

    @classmethod
    def read(cls, text: str) -> Self:
        return cls(tuple(number for part in text.split(",") if (number := read_number(part)) is not None))
