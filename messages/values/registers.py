"""Values about lines of registers."""

from dataclasses import dataclass
from typing import Self

from messages.values.fields import read_number, written


@dataclass(frozen=True)
class LineValue:
    """A line of a register, as `REGISTER@KEY`, or a register alone; a key may have any mark but a semicolon."""

    register: str
    key: str = ""

    def __str__(self) -> str:
        return f"{self.register}@{self.key}"

    @classmethod
    def read(cls, text: str) -> Self:
        register, _, key = text.partition("@")
        return cls(register, key)


@dataclass(frozen=True)
class DateValue:
    """A column with a date of a register's line, as `COLUMN@REGISTER@KEY`."""

    column: str
    line: LineValue

    def __str__(self) -> str:
        return f"{self.column}@{self.line}"

    @classmethod
    def read(cls, text: str) -> Self:
        column, _, line = text.partition("@")
        return cls(column, LineValue.read(line))


@dataclass(frozen=True)
class NeedValue:
    """What the need is asked about, as `row@PLACEMENT` or `goal@GOAL`; nothing for the first that is left."""

    kind: str = ""
    id: int | None = None

    def __str__(self) -> str:
        return f"{self.kind}@{written(self.id)}" if self.kind else ""

    @classmethod
    def read(cls, text: str) -> Self:
        kind, _, id_ = text.partition("@")
        return cls(kind, read_number(id_))


@dataclass(frozen=True)
class BallotValue:
    """An organisation's ranking in a vote, as `VOTE|LINE,LINE|ORGANISATION`: the ids of the proposals' lines."""

    vote_id: int | None
    lines: tuple[int, ...]
    organisation: str

    def __str__(self) -> str:
        return f"{written(self.vote_id)}|{','.join(map(str, self.lines))}|{self.organisation}"

    @classmethod
    def read(cls, text: str) -> Self:
        vote, lines, organisation = [*text.split("|", 2), "", ""][:3]
        ids = tuple(number for part in lines.split(",") if (number := read_number(part)) is not None)
        return cls(read_number(vote), ids, organisation)
