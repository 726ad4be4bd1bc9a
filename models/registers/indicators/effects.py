"""The effect lens: indicators that have gone the other way than is wanted, though activities under them are green. It
is a question to think about, never a judgement of an activity or of anybody."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.plan.views import PlanView, RowView
from models.registers.indicators.series import Point, Series, series_of
from models.registers.kinds.indicators import REGISTER as INDICATORS
from models.registers.links.goal_tree import GoalTree, goal_tree
from models.registers.queries import lines_of
from models.registers.tables import RegisterLine, RegisterLink
from models.rules.text import plain
from models.vocabulary.answers import Status

# Kolada's ids: the country is 0000, regions begin with 00, municipalities do not.
_ID = re.compile(r"\((\d{4})\)$")
_COUNTRY = {"riket", "sverige"}


@dataclass(frozen=True)
class Effect:
    """An indicator whose newest value is on the other side of the one before than what is wanted, and the rows that it
    belongs to. `green` are those of them that are reported green."""

    indicator: RegisterLine
    series: Series
    before: Point
    last: Point
    rows: tuple[RowView, ...]
    green: tuple[RowView, ...]


def effects(session: Session, plan: PlanView, statuses: Mapping[int, Status | None]) -> list[Effect]:
    """One for each indicator that has a wanted direction and green rows under it. `statuses` are by placement."""
    indicators = [
        line for line in lines_of(session, INDICATORS.name, with_ended=False) if line.content.get("direction")
    ]
    if not indicators:
        return []
    series, contrary = series_of(session, indicators), list[Effect]()
    against = {line.id: each for line in indicators if (each := _against(line, series.get(line.id, ())))}
    rows = _rows_under(session, plan, [line for line in indicators if line.id in against]) if against else {}
    for line in indicators:
        each, under = against.get(line.id), rows.get(line.id, ())
        green = tuple(row for row in under if statuses.get(row.placement_id) is Status.GREEN)
        if each is not None and each.last_step and green:
            contrary.append(Effect(line, each, *each.last_step, under, green))
    return contrary


def _against(line: RegisterLine, series: Sequence[Series]) -> Series | None:
    """The series of the region's own area that goes against what is wanted, all before women and men."""
    areas = sorted({each.area for each in series}, key=_rank)
    own = [each for each in series if each.area == areas[0]] if areas and _rank(areas[0])[0] < _LAST else []
    return next((each for each in own if each.goes_against(line.content["direction"])), None)


_LAST = 3


def _rank(area: str) -> tuple[int, str]:
    """Regions first, then what has no id, then municipalities; the country is none of the region's doing."""
    match = _ID.search(area)
    if plain(area.partition("(")[0]) in _COUNTRY or (match and match[1] == "0000"):
        return _LAST, area
    return (1 if match is None else 0 if match[1].startswith("00") else 2), area


def _rows_under(session: Session, plan: PlanView, lines: Sequence[RegisterLine]) -> dict[int, tuple[RowView, ...]]:
    """The rows that each indicator is linked to, itself or by its goals."""
    tree = goal_tree(session)
    query = select(RegisterLink.line_id, RegisterLink.to_line_id, RegisterLink.placement_id).where(
        RegisterLink.line_id.in_([line.id for line in lines])
    )
    placements: dict[int, set[int]] = {line.id: set() for line in lines}
    for line, to, placement in session.execute(query):
        placements[line] |= {placement} if placement else _of_goal(tree, to, plan)
    return {line: tuple(row for row in plan.rows if not of.isdisjoint(row.chain)) for line, of in placements.items()}


def _of_goal(tree: GoalTree, goal_id: int | None, plan: PlanView) -> set[int]:
    goal = next((each for each in tree.goals if each.id == goal_id), None)
    return {row.placement_id for row in tree.rows(goal, plan)} if goal else set()
