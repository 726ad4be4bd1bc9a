"""What the half-year report says, as values: read whole before anything is drawn. Knows no file formats."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from models.rules.dates.periods import is_full_year
from models.vocabulary.answers import Status
from models.vocabulary.deviations import ActionState, DecisionAnswer, Trend
from models.vocabulary.plan import GoalKind
from reports.content.effects import EffectQuestion
from reports.content.words import Counts

SCHEMA = "malvakten-report/1"


class ReportState(StrEnum):
    """Draft until the round is locked. A report that is made from a file is `LOCKED`: the file cannot know more."""

    DRAFT = "draft"
    LOCKED = "locked"
    PUBLISHED = "published"


@dataclass(frozen=True)
class Sentence:
    """A sentence of a draft, with the numbers of the rows that it stands on."""

    text: str
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Words:
    """A text by people, or the draft of one. `signed_as` and `signed_at` are None while nobody has signed it: it is
    then marked as a draft. `sentences` are those of a draft that the program composed."""

    text: str
    version: int
    signed_as: str | None
    signed_at: datetime | None
    sentences: tuple[Sentence, ...] = ()

    @property
    def is_draft(self) -> bool:
        return self.signed_at is None


@dataclass(frozen=True)
class Erratum:
    """What a row was corrected to after the lock, oldest first where there are several. The frozen answer stays."""

    at: datetime
    status: Status
    comment: str
    cause: str | None
    action: str | None
    action_owner: str | None
    action_due: date | None
    reason: str | None


@dataclass(frozen=True)
class Reference:
    """What a comment such as “see above” refers to: a row, and what was said there. `is_last_time` when it is the same
    row in the round before."""

    row: int
    is_last_time: bool
    status: Status | None
    comment: str


@dataclass(frozen=True)
class ReportRow:
    """A row of the plan with its answer. Without one, `status` and what belongs to the answer are None."""

    row: int
    activity: str
    units: tuple[str, ...]
    status: Status | None
    comment: str | None
    cause: str | None = None
    action: str | None = None
    action_owner: str | None = None
    action_due: date | None = None
    on_behalf_of: str | None = None
    submitted_at: datetime | None = None
    late: bool = False
    version: int | None = None
    source: str | None = None
    refers_to: Reference | None = None
    errata: tuple[Erratum, ...] = ()


@dataclass(frozen=True)
class ReportGoal:
    """A goal with its rows in the plan's order. `previous` is None when there is nothing to compare with."""

    kind: GoalKind
    name: str
    counts: Counts
    previous: Counts | None
    summary: Words | None
    rows: tuple[ReportRow, ...]


@dataclass(frozen=True)
class ReportDeviation:
    """A deviation that is open at the end of the round. `before` is its colour before the round, None when it is not
    known. `is_reported` is False when the row has no answer in this round: the texts are then of an older one. `data`
    is the register's own form of it (contract, `malvakten deviations --json`), without names unless asked for."""

    row: int
    goal: str
    activity: str
    units: tuple[str, ...]
    status: Status
    before: Status | None
    trend: Trend
    opened_in: str
    rounds: int
    is_reported: bool
    comment: str | None
    cause: str | None
    action: str | None
    action_owner: str | None
    action_due: date | None
    action_state: ActionState
    decision_by: str | None
    decision_asked_at: datetime | None
    decision_answered_at: datetime | None
    decision_answer: DecisionAnswer | None
    data: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class ExcusedRow:
    """A row that did not have to be answered. `why` is the coordinator's reason; None when nobody was asked a day
    before the deadline."""

    row: int
    activity: str
    why: str | None


@dataclass(frozen=True)
class Method:
    """How the figures came about. None for what an older frozen record does not tell. `rows` and `activities` differ
    when activities stand under several goals."""

    rows: int
    activities: int
    opened_at: datetime | None
    deadline: datetime | None
    asked: int | None
    answered: int
    late: int
    excused: int | None
    missing: int | None
    reviewed: int | None


@dataclass(frozen=True)
class Signature:
    """Who signed the lock. `name` is None unless names are asked for."""

    role: str
    name: str | None
    at: datetime


@dataclass(frozen=True)
class ReportRegister:
    """What a register has to say, by its English name: lines with their values by column, and `key` and `links`."""

    name: str
    lines: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Report:
    """The whole report. `as_of` is the lock's instant, or now for a draft; all that is dated in the report is dated by
    it. `sha256` is that of the frozen record, None for a draft. `previous_round` is the name of the round that is
    compared with, None for the first. `zone` is that in which instants are told. `has_names` when persons are named."""

    round: str
    period_from: date
    period_to: date
    as_of: datetime
    zone: ZoneInfo
    state: ReportState
    sha256: str | None
    signed: tuple[Signature, ...]
    totals: Counts
    previous_round: str | None
    previous: Counts | None
    introduction: Words | None
    goals: tuple[ReportGoal, ...]
    deviations: tuple[ReportDeviation, ...]
    excused: tuple[ExcusedRow, ...]
    method: Method
    has_names: bool
    effects: tuple[EffectQuestion, ...] = ()
    registers: tuple[ReportRegister, ...] = ()

    @property
    def is_full_year(self) -> bool:
        """Whether its period is a year."""
        return is_full_year(self.period_from, self.period_to)

    @property
    def is_draft(self) -> bool:
        return self.state is ReportState.DRAFT

    @property
    def date(self) -> date:
        """The day that stands on the report."""
        return self.as_of.astimezone(self.zone).date()

    @property
    def rows(self) -> tuple[ReportRow, ...]:
        return tuple(row for goal in self.goals for row in goal.rows)

    @property
    def errata(self) -> tuple[ReportRow, ...]:
        """The rows that have been corrected after the lock."""
        return tuple(row for row in self.rows if row.errata)
