"""The plan as values: who owns what, a year's rows and goals."""

from dataclasses import dataclass
from functools import cached_property

from models.rules.text import plain
from models.vocabulary import GoalKind, Status


@dataclass(frozen=True)
class UnitView:
    """A unit, its other names, and the deputy of whoever is away in it."""

    id: int
    name: str
    aliases: tuple[str, ...] = ()
    deputy_email: str | None = None


@dataclass(frozen=True)
class GoalView:
    id: int
    kind: GoalKind
    name: str


@dataclass(frozen=True)
class RowView:
    """One row of a plan: an activity under a goal."""

    placement_id: int
    row: int
    goal: GoalView
    activity_id: int
    activity: str
    units: tuple[UnitView, ...]
    previous_comment: str | None
    previous_status: Status | None
    continues_id: int | None

    @property
    def unit_names(self) -> str:
        return " / ".join(unit.name for unit in self.units)

    @cached_property
    def searchable(self) -> str:
        """Its text as `models.rules.text.plain` has it."""
        return plain(f"{self.activity} {self.previous_comment or ''}")


@dataclass(frozen=True, eq=False)
class PlanView:
    """A year's active rows in order, and its goals in the order of their first row. Equal to itself alone, so that what
    is worked out of it can be kept beside it."""

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
        """By the goal's id, in order."""
        found: dict[int, list[RowView]] = {}
        for row in self.rows:
            found.setdefault(row.goal.id, []).append(row)
        return {goal: tuple(rows) for goal, rows in found.items()}

    @cached_property
    def rows_of_unit(self) -> dict[int, tuple[RowView, ...]]:
        """By the unit's id, in order."""
        found: dict[int, list[RowView]] = {}
        for row in self.rows:
            for unit in row.units:
                found.setdefault(unit.id, []).append(row)
        return {unit: tuple(rows) for unit, rows in found.items()}

    def of_activity(self, activity_id: int) -> tuple[RowView, ...]:
        """The rows of a shared activity, one for each goal it stands under."""
        return self._by_activity.get(activity_id, ())

    @cached_property
    def _by_activity(self) -> dict[int, tuple[RowView, ...]]:
        found: dict[int, tuple[RowView, ...]] = {}
        for row in self.rows:
            found[row.activity_id] = (*found.get(row.activity_id, ()), row)
        return found
