"""What a button's `value` says. Messages that were sent keep their buttons, so these formats never change.

`str(value)` writes a value; `read` takes whatever comes back with a press and raises nothing: a part that is missing or
is no number reads as absent.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from models.plan.views import RowView
from models.rules.absence import Leave
from models.vocabulary import DeviationFilter, Followed, ReportKind, Status

_MOST_DIGITS = 18  # what fits a database's integer


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
        parts = [_written(part) for part in (self.row, self.round_id, self.answer_id, self.placement_id)]
        return "@".join(parts).rstrip("@")

    @classmethod
    def read(cls, text: str) -> Self:
        row, round_id, answer_id, placement_id = [*text.split("@"), "", "", ""][:4]
        return cls(_number(row) or 0, _number(round_id), _number(answer_id), _number(placement_id))

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
            return _written(self.round_id)
        text = str(RowValue(self.row, self.round_id, None, self.placement_id))
        return text if "@" in text else f"{text}@"

    @classmethod
    def read(cls, text: str) -> Self:
        if "@" not in text:
            return cls(_number(text))
        row, round_id, _, placement_id = [*text.split("@"), "", ""][:4]
        has_row = _number(row) is not None
        return cls(_number(round_id), _number(row), _number(placement_id) if has_row else None)


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


@dataclass(frozen=True)
class GiveValue:
    """A row in a round and the person to whom it is to be given, as `ROW@ROUND@@PLACEMENT|PERSON`."""

    at: RoundValue
    person_id: int | None = None

    def __str__(self) -> str:
        return f"{self.at}|{_written(self.person_id)}"

    @classmethod
    def read(cls, text: str) -> Self:
        at, _, person = text.partition("|")
        return cls(RoundValue.read(at), _number(person))


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
        rows = ",".join(f"{each.row}.{_written(each.placement_id)}".rstrip(".") for each in self.rows)
        head = f"{rows}@{_written(self.round_id)}@{_written(self.held_id)}@{self.written or ''}".rstrip("@")
        return f"{head}|{self.status.value if self.status else ''}|{self.rest}"

    @classmethod
    def read(cls, text: str) -> Self:
        head, status, rest = [*text.split("|", 2), "", ""][:3]
        rows, round_id, held_id, day = [*head.split("@"), "", "", ""][:4]
        named = (each.partition(".") for each in rows.split(","))
        about = tuple(
            RowValue(number, placement_id=_number(placement))
            for row, _, placement in named
            if (number := _number(row)) is not None
        )
        known = Status(status) if status in set(Status) else None
        return cls(about, _number(round_id), known, rest, _number(held_id), _day(day))


@dataclass(frozen=True)
class DeadlineValue:
    """A new deadline for a round, as `ROUND@INSTANT`, the instant in ISO 8601 with its offset, None when unreadable; or
    for one unit in it, as `ROUND@INSTANT@UNIT`."""

    round_id: int | None = None
    deadline: datetime | None = None
    unit_id: int | None = None

    def __str__(self) -> str:
        instant = self.deadline.isoformat() if self.deadline else ""
        return f"{_written(self.round_id)}@{instant}@{_written(self.unit_id)}".rstrip("@")

    @classmethod
    def read(cls, text: str) -> Self:
        round_id, instant, unit = [*text.split("@"), "", ""][:3]
        try:
            deadline = datetime.fromisoformat(instant)
        except ValueError:
            deadline = None
        return cls(_number(round_id), deadline if deadline and deadline.tzinfo else None, _number(unit))


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
        return f"{self.row}|{_written(self.unit_id)}"

    @classmethod
    def read(cls, text: str) -> Self:
        row, _, unit = text.partition("|")
        return cls(RowValue.read(row), _number(unit))


@dataclass(frozen=True)
class ReportValue:
    """A round and what of its report is wanted, as `ROUND|KIND`."""

    round_id: int | None = None
    kind: ReportKind | None = None

    def __str__(self) -> str:
        return f"{_written(self.round_id)}|{self.kind or ''}"

    @classmethod
    def read(cls, text: str) -> Self:
        round_id, _, kind = text.partition("|")
        return cls(_number(round_id), ReportKind(kind) if kind in set(ReportKind) else None)


@dataclass(frozen=True)
class ReportTextValue:
    """A text of a round's report, as `ROUND|GOAL`: the summary of a goal; without one, the introduction."""

    round_id: int | None = None
    goal_id: int | None = None

    def __str__(self) -> str:
        return f"{_written(self.round_id)}|{_written(self.goal_id)}"

    @classmethod
    def read(cls, text: str) -> Self:
        round_id, _, goal = text.partition("|")
        return cls(_number(round_id), _number(goal))


@dataclass(frozen=True)
class ChangeValue:
    """What is to be done with a round, as `VERB|ROUND`."""

    verb: str
    round_id: int | None = None

    def __str__(self) -> str:
        return f"{self.verb}|{_written(self.round_id)}"

    @classmethod
    def read(cls, text: str) -> Self:
        verb, _, round_id = text.partition("|")
        return cls(verb, _number(round_id))


@dataclass(frozen=True)
class MessagesValue:
    """Messages that are to be sent again, by their ids with `,` between."""

    ids: tuple[int, ...] = ()

    def __str__(self) -> str:
        return ",".join(map(str, self.ids))

    @classmethod
    def read(cls, text: str) -> Self:
        return cls(tuple(number for part in text.split(",") if (number := _number(part)) is not None))


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


@dataclass(frozen=True)
class FollowValue:
    """What somebody follows or wants to, as `WHAT:ID`; the id of a placement, goal or unit, 0 for the weekly letter."""

    what: Followed
    about_id: int = 0

    def __str__(self) -> str:
        return f"{self.what.value}:{self.about_id}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        what, _, about = text.partition(":")
        number = _number(about)
        return cls(Followed(what), number) if what in set(Followed) and number is not None else None


@dataclass(frozen=True)
class FilteredScope:
    """A part of the plan and by what its deviations are narrowed, as `only:FILTER,FILTER|SCOPE`, or just the scope."""

    filters: tuple[DeviationFilter, ...] = ()
    scope: str = ""

    def __str__(self) -> str:
        return f"only:{','.join(self.filters)}|{self.scope}" if self.filters else self.scope

    @classmethod
    def read(cls, text: str) -> Self:
        if not text.startswith("only:"):
            return cls((), text)
        names, _, scope = text.removeprefix("only:").partition("|")
        known = set(DeviationFilter)
        return cls(tuple(DeviationFilter(name) for name in names.split(",") if name in known), scope)


@dataclass(frozen=True)
class PlanValue:
    """A change of the plan of a year, as `YEAR@PLACEMENT@OTHER|TEXT`: the row, another row or year that it is about,
    and a reason or the ids of units with `,` between."""

    year: int | None = None
    placement_id: int | None = None
    other: int | None = None
    text: str = ""

    def __str__(self) -> str:
        head = "@".join(_written(part) for part in (self.year, self.placement_id, self.other)).rstrip("@")
        return f"{head}|{self.text}"

    @classmethod
    def read(cls, text: str) -> Self:
        head, _, rest = text.partition("|")
        year, placement_id, other = [*head.split("@"), "", ""][:3]
        return cls(_number(year), _number(placement_id), _number(other), rest)

    @property
    def unit_ids(self) -> tuple[int, ...]:
        return tuple(number for part in self.text.split(",") if (number := _number(part)) is not None)


def _written(number: int | None) -> str:
    return "" if number is None else str(number)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None


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
class HelpValue:
    """Whether an earlier lesson or action helped on a row, as `ROW@ROUND@@PLACEMENT|ENTRY|yes` or `…|no`."""

    at: RowValue
    entry_id: int | None
    helped: bool

    def __str__(self) -> str:
        return f"{self.at}|{_written(self.entry_id)}|{'yes' if self.helped else 'no'}"

    @classmethod
    def read(cls, text: str) -> Self:
        at, entry, helped = [*text.split("|"), "", ""][:3]
        return cls(RowValue.read(at), _number(entry), helped == "yes")


@dataclass(frozen=True)
class BallotValue:
    """An organisation's ranking in a vote, as `VOTE|LINE,LINE|ORGANISATION`: the ids of the proposals' lines."""

    vote_id: int | None
    lines: tuple[int, ...]
    organisation: str

    def __str__(self) -> str:
        return f"{_written(self.vote_id)}|{','.join(map(str, self.lines))}|{self.organisation}"

    @classmethod
    def read(cls, text: str) -> Self:
        vote, lines, organisation = [*text.split("|", 2), "", ""][:3]
        ids = tuple(number for part in lines.split(",") if (number := _number(part)) is not None)
        return cls(_number(vote), ids, organisation)


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
        return f"{self.kind}@{_written(self.id)}" if self.kind else ""

    @classmethod
    def read(cls, text: str) -> Self:
        kind, _, id_ = text.partition("@")
        return cls(kind, _number(id_))
