"""Loading what is stored of a plan, in one query each, so that an import of many rows stays quick."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables import Activity, ActivityWording, Placement, PlacementUnit, Plan


def newest_wordings(session: Session, plan: Plan) -> dict[int, ActivityWording]:
    """Each activity's newest words, by the activity's id."""
    found = session.scalars(
        select(ActivityWording)
        .join(Activity, Activity.id == ActivityWording.activity_id)
        .where(Activity.plan_id == plan.id)
        .order_by(ActivityWording.activity_id, ActivityWording.version)
    )
    return {wording.activity_id: wording for wording in found}


def unit_ids(session: Session, plan: Plan) -> dict[int, list[int]]:
    """Each row's units in the order of the file."""
    found = session.execute(
        select(PlacementUnit.placement_id, PlacementUnit.unit_id)
        .join(Placement, Placement.id == PlacementUnit.placement_id)
        .where(Placement.plan_id == plan.id)
        .order_by(PlacementUnit.placement_id, PlacementUnit.position)
    )
    units: dict[int, list[int]] = {}
    for placement_id, unit_id in found:
        units.setdefault(placement_id, []).append(unit_id)
    return units


def earlier_rows(session: Session, year: int) -> dict[tuple[int, str], dict[int, int]]:
    """The newest earlier plan's rows by goal and words: row number → placement id."""
    plan = session.scalar(select(Plan).where(Plan.year < year).order_by(Plan.year.desc()).limit(1))
    earlier: dict[tuple[int, str], dict[int, int]] = {}
    if plan is not None:
        wordings = newest_wordings(session, plan)
        for placement in session.scalars(select(Placement).where(Placement.plan_id == plan.id)):
            words = wordings[placement.activity_id].text
            earlier.setdefault((placement.goal_id, words), {})[placement.row] = placement.id
    return earlier
