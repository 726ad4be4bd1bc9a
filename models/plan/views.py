"""The plan detached from the database: a year's rows, their goals and units."""

from dataclasses import dataclass
from functools import cached_property

from models.rules.text import plain
from models.vocabulary import GoalKind, Status


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

    `row` is its number in the plan, `activity` the newest wording. `continues_id` is the placement id of the same row
    in the previous year's plan. `previous_comment`, in which personal data are masked, and `previous_status` came with
    the plan file, and so did `key`, the region's own."""

    placement_id: int
    row: int
    goal: GoalView
    activity_id: int
    activity: str
    units: tuple[UnitView, ...]
    previous_comment: str | None
    previous_status: Status | None
    continues_id: int | None
    key: str | None = None

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


@dataclass(frozen=True, eq=False)
class PlanView:
    """A year's active rows by number. Goals and units are in the order of their first row. Compared by identity, so
    that it can be the key of a cache."""

    id: int
    year: int
    rows: tuple[RowView, ...]

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
