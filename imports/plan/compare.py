"""A plan file compared with the plan that is stored: which row is which, and what number it gets. Changes nothing."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from imports.plan.checks import PlanChoices
from imports.plan.file import PlanRow
from imports.plan.matching import Matches, Row, match
from imports.plan.renumbering import Moved, final_numbers
from imports.plan.stored import StoredPlan
from imports.registers import Goals, Units, canonical_name
from models.rules.text import fold
from models.tables import Placement
from models.vocabulary.plan import GoalKind


@dataclass(frozen=True)
class Comparison:
    """`rows` are those of the file by number. `numbers` is every stored placement's number afterwards, by its id.
    `ended` are rows that another activity replaces, `missing` active placements that the file lacks; `moved` are active
    rows that stay and get another number."""

    rows: dict[int, PlanRow]
    matches: Matches
    numbers: dict[int, int]
    ended: tuple[Moved, ...]
    missing: tuple[Placement, ...]
    moved: tuple[Moved, ...]


def compare(
    stored: StoredPlan, rows: Sequence[PlanRow], units: Units, goals: Goals, choices: PlanChoices
) -> Comparison:  # fmt: skip
    """Finds the stored row of each row of the file, which have distinct numbers and keys."""
    known = [_stored_row(stored, placement) for placement in stored.placements.values()]
    matches = match(known, [_file_row(row, units, goals) for row in rows], choices.same, choices.new)
    wanted = {old.id: number for number, old in matches.found.items() if old.id is not None}
    by_number = {row.order: row for row in sorted(rows, key=lambda row: row.order)}
    placements = stored.placements.values()
    numbers = final_numbers(placements, wanted, by_number.keys())
    ended = {old.id for old in matches.ended}
    missing = tuple(p for p in placements if p.active and p.id not in wanted and p.id not in ended)
    leaving = ended | {p.id for p in (missing if choices.deactivate_missing else ())}
    changes = {p.id: Moved(p.row, numbers[p.id], stored.text(p)) for p in placements if p.active}
    moved = tuple(move for each, move in changes.items() if each not in leaving and move.old != move.new)
    gone = tuple(move for each, move in changes.items() if each in ended)
    return Comparison(by_number, matches, numbers, gone, missing, moved)


def _stored_row(stored: StoredPlan, placement: Placement) -> Row:
    return Row(
        placement.row, placement.key, placement.goal_id, stored.text(placement),
        _in_order(stored.units.get(placement.id, [])), placement.id, placement.active,
    )  # fmt: skip


def _file_row(row: PlanRow, units: Units, goals: Goals) -> Row:
    return Row(row.order, row.key, _goal(goals, row.goal_kind, row.goal), row.activity, _in_order(
        [_unit(units, name) for name in row.units]
    ))  # fmt: skip


def _goal(goals: Goals, kind: GoalKind, name: str) -> Hashable:
    goal = goals.find(kind, name)
    return (kind, fold(canonical_name("goal", name))) if goal is None else goal.id


def _unit(units: Units, name: str) -> Hashable:
    unit = units.find(name)
    return fold(canonical_name("unit", name)) if unit is None else unit.id


def _in_order(units: Sequence[Hashable]) -> tuple[Hashable, ...]:
    return tuple(sorted(set(units), key=str))
