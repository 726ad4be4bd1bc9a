"""Rows of plans with their goal, newest wording and units, for every document that lists them."""

from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from models.tables import Activity, ActivityWording, Goal, Placement, PlacementUnit, Unit


def select_placements(*columns: Any) -> Select[*tuple[Any, ...]]:
    """The placement's id and these columns, which may be of `Placement`, its `Goal`, its `Activity` and that one's
    newest `ActivityWording`."""
    later = aliased(ActivityWording)
    newest = (
        select(func.max(later.version)).where(later.activity_id == Activity.id).correlate(Activity).scalar_subquery()
    )
    return (
        select(Placement.id, *columns)
        .select_from(Placement)
        .join(Goal, Goal.id == Placement.goal_id)
        .join(Activity, Activity.id == Placement.activity_id)
        .join(ActivityWording, and_(ActivityWording.activity_id == Activity.id, ActivityWording.version == newest))
    )


def unit_names(session: Session) -> dict[int, list[str]]:
    """Each placement's units in the order of the plan."""
    names: dict[int, list[str]] = {}
    for placement_id, name in session.execute(
        select(PlacementUnit.placement_id, Unit.name)
        .join(Unit, Unit.id == PlacementUnit.unit_id)
        .order_by(PlacementUnit.placement_id, PlacementUnit.position)
    ):
        names.setdefault(placement_id, []).append(name)
    return names
