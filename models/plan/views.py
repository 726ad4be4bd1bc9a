"""The plan detached from the database: a year's rows, their goals and units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import TypeVar

from models.rules.text import plain
from models.vocabulary.answers import Status
from models.vocabulary.plan import GoalKind

T = TypeVar("T")
# Of an activity, in characters.
LONGEST_ACTIVITY = 500


@dataclass(frozen=True)
class UnitView:
    """A unit. `aliases` are other names of it; `deputy_email` is the stand-in for its people who are away."""

    id: int
    name: str
    aliases: tuple[str, ...] = ()
    deputy_email: str | None = None


@dataclass(frozen=True)
class GoalView:
    """A goal of the strategy."""

    id: int
    kind: GoalKind
    name: str


@dataclass(frozen=True)
class RowView:
    """One row of a plan: an activity under a goal.

    `row` is its number in the plan, `activity` the newest wording. `earlier_ids` are the placement ids of the same row
    in the plans of earlier years, newest first. `previous_comment`, in which personal data are masked, and
    `previous_status` came with the plan file, and so did `key`, the region's own. `starts_on` and `ends_on` are the
    activity's, if a coordinator has said them."""

    placement_id: int
    row: int
    goal: GoalView
    activity_id: int
    activity: str
    units: tuple[UnitView, ...]
    previous_comment: str | None
    previous_status: Status | None
    earlier_ids: tuple[int, ...] = ()
    key: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None

    @property
    def chain(self) -> tuple[int, ...]:
        """The row's placement id and those of the same row in the plans of earlier years, newest first."""
        return (self.placement_id, *self.earlier_ids)

    def first_of(self, by_placement: Mapping[int, T]) -> T | None:
        """What there is of this row; if there is nothing, of the same row in the newest plan before that has it."""
        return next((by_placement[each] for each in self.chain if each in by_placement), None)

    @property
    def unit_names(self) -> str:
        return " / ".join(unit.name for unit in self.units)

    @cached_property
    def searchable(self) -> str:
        """The activity and the previous comment, folded by `models.rules.text.plain`."""
        return plain(f"{self.activity} {self.previous_comment or ''}")

    @cached_property
    def searchable_title(self) -> str:
        """The activity alone, folded by `models.rules.text.plain`."""
        return plain(self.activity)


@dataclass(frozen=True)
class EndedRow:
    """A row that has left the plan: when and why, if that is known, and which row it was merged into or replaced by."""

    row: RowView
    at: datetime | None
    why: str
    replaced_by_id: int | None


@dataclass(frozen=True)
class RowPast:
    """What a row was until an instant: in the plan or not, under which goal, and of which activity."""

    until: datetime
    active: bool
    goal: GoalView
    activity_id: int


@dataclass(frozen=True)
class PlanPast:
    """How a plan came to be what it is: what its rows were, by placement id, and the wordings of its activities with
    the instants since when, by activity id; the oldest first."""

    rows: Mapping[int, Sequence[RowPast]] = field(default_factory=dict)
    wordings: Mapping[int, Sequence[tuple[datetime, str]]] = field(default_factory=dict)

    @cached_property
    def changes(self) -> list[datetime]:
        """The instants at which something changed."""
        reworded = [since for versions in self.wordings.values() for since, _ in versions[1:]]
        return reworded + [each.until for entries in self.rows.values() for each in entries]

    def row_at(self, row: RowView, is_active: bool, instant: datetime) -> RowView | None:
        """A row as it was; None when it was not in the plan."""
        goal, activity_id = row.goal, row.activity_id
        for entry in self.rows.get(row.placement_id, ()):
            if entry.until > instant:
                goal, activity_id, is_active = entry.goal, entry.activity_id, entry.active
                break
        if not is_active:
            return None
        versions = self.wordings[activity_id]
        activity = next((text for since, text in reversed(versions) if since <= instant), versions[0][1])
        if (goal, activity_id, activity) == (row.goal, row.activity_id, row.activity):
            return row
        return replace(row, goal=goal, activity_id=activity_id, activity=activity)


@dataclass(frozen=True, eq=False)
class PlanView:
    """A year's active rows by number. Goals and units are in the order of their first row. `ended` are those that have
    left the plan. Compared by identity, so that it can be the key of a cache."""

    id: int
    year: int
    rows: tuple[RowView, ...]
    ended: tuple[EndedRow, ...] = ()
    past: PlanPast = field(default_factory=PlanPast, repr=False)
    _earlier: dict[int, "PlanView"] = field(default_factory=dict, init=False, repr=False)

    def at(self, instant: datetime) -> "PlanView":
        """The plan as it was at an instant: which rows there were, under which goals and in which words. Their numbers
        and units are those of now. The same one until the next change."""
        later = sum(change > instant for change in self.past.changes)
        if not later:
            return self
        if later not in self._earlier:
            every = sorted([(row, True) for row in self.rows] + [(each.row, False) for each in self.ended],
                           key=lambda each: each[0].row)  # fmt: skip
            then = (self.past.row_at(row, is_active, instant) for row, is_active in every)
            self._earlier[later] = PlanView(self.id, self.year, tuple(row for row in then if row), self.ended)
        return self._earlier[later]

    @cached_property
    def ended_by_placement(self) -> dict[int, EndedRow]:
        return {each.row.placement_id: each for each in self.ended}

    @cached_property
    def ended_by_row(self) -> dict[int, EndedRow]:
        """The ended rows by number, which no other row of the plan has."""
        return {each.row.row: each for each in self.ended}

    def in_place_of(self, ended: EndedRow) -> RowView | None:
        """The row of the plan that stands in the place of one that has left it, perhaps by way of others."""
        seen = set[int]()
        each: EndedRow | None = ended
        while each is not None and each.replaced_by_id is not None and each.replaced_by_id not in seen:
            seen.add(each.replaced_by_id)
            if each.replaced_by_id in self.by_placement:
                return self.by_placement[each.replaced_by_id]
            each = self.ended_by_placement.get(each.replaced_by_id)
        return None

    def replaced_by(self, row: RowView) -> tuple[EndedRow, ...]:
        """The rows that were merged into this one or replaced by it, and those that were merged into them."""
        rows: tuple[EndedRow, ...] = ()
        wanted = {row.placement_id}
        while wanted:
            those = [each for each in self.ended if each.replaced_by_id in wanted and each not in rows]
            rows += tuple(those)
            wanted = {each.row.placement_id for each in those}
        return rows

    @cached_property
    def by_row(self) -> dict[int, RowView]:
        return {row.row: row for row in self.rows}

    @cached_property
    def by_placement(self) -> dict[int, RowView]:
        return {row.placement_id: row for row in self.rows}

    @cached_property
    def goals(self) -> tuple[GoalView, ...]:
        return tuple(dict.fromkeys(row.goal for row in self.rows))

    @cached_property
    def units(self) -> tuple[UnitView, ...]:
        return tuple(dict.fromkeys(unit for row in self.rows for unit in row.units))

    @cached_property
    def rows_of_goal(self) -> dict[int, tuple[RowView, ...]]:
        """The rows by their goal's id, in order."""
        by_goal: dict[int, list[RowView]] = {}
        for row in self.rows:
            by_goal.setdefault(row.goal.id, []).append(row)
        return {goal: tuple(rows) for goal, rows in by_goal.items()}

    @cached_property
    def rows_of_unit(self) -> dict[int, tuple[RowView, ...]]:
        """The rows by the ids of their units, in order."""
        by_unit: dict[int, list[RowView]] = {}
        for row in self.rows:
            for unit in row.units:
                by_unit.setdefault(unit.id, []).append(row)
        return {unit: tuple(rows) for unit, rows in by_unit.items()}

    def of_activity(self, activity_id: int) -> tuple[RowView, ...]:
        """The rows of an activity, one for each goal that it is placed under."""
        return self._by_activity.get(activity_id, ())

    @cached_property
    def _by_activity(self) -> dict[int, tuple[RowView, ...]]:
        by_activity: dict[int, tuple[RowView, ...]] = {}
        for row in self.rows:
            by_activity[row.activity_id] = (*by_activity.get(row.activity_id, ()), row)
        return by_activity
