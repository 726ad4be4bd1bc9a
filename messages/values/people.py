"""Values about people: their absence, and a row that one is to be given."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from messages.values.fields import read_number, written
from messages.values.rows import RoundValue
from models.rules.absence import Leave


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
            return cls(read_number(person) or 0, Leave(date.fromisoformat(first), date.fromisoformat(last)))
        except ValueError:
            return None


@dataclass(frozen=True)
class GiveValue:
    """A row in a round and the person to whom it is to be given, as `ROW@ROUND@@PLACEMENT|PERSON`."""

    at: RoundValue
    person_id: int | None = None

    def __str__(self) -> str:
        return f"{self.at}|{written(self.person_id)}"

    @classmethod
    def read(cls, text: str) -> Self:
        at, _, person = text.partition("|")
        return cls(RoundValue.read(at), read_number(person))
