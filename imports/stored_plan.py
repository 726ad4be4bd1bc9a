"""What is stored of a plan, loaded with one query each, so that an import of many rows is fast."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables import Activity, ActivityWording, Placement, PlacementUnit, Plan


def newest_wordings(session: Session, plan: Plan) -> dict[int, ActivityWording]:
    """Each activity's newest wording, by the activity's id."""
    wordings = session.scalars(
        select(ActivityWording)
        .join(Activity, Activity.id == ActivityWording.activity_id)
        .where(Activity.plan_id == plan.id)
        .order_by(ActivityWording.activity_id, ActivityWording.version)
    )
    return {wording.activity_id: wording for wording in wordings}


def unit_ids(session: Session, plan: Plan) -> dict[int, list[int]]:
    """Each placement's unit ids, in the order of the file."""
    records = session.execute(
        select(PlacementUnit.placement_id, PlacementUnit.unit_id)
        .join(Placement, Placement.id == PlacementUnit.placement_id)
        .where(Placement.plan_id == plan.id)
        .order_by(PlacementUnit.placement_id, PlacementUnit.position)
    )
    units: dict[int, list[int]] = {}
    for placement_id, unit_id in records:
        units.setdefault(placement_id, []).append(unit_id)
    return units


def earlier_rows(session: Session, year: int) -> dict[tuple[int, str], dict[int, int]]:
    """The rows of the newest plan before `year`: (goal id, text) → row number → placement id. Empty without one."""
    plan = session.scalar(select(Plan).where(Plan.year < year).order_by(Plan.year.desc()).limit(1))
    earlier: dict[tuple[int, str], dict[int, int]] = {}
    if plan is not None:
        wordings = newest_wordings(session, plan)
        for placement in session.scalars(select(Placement).where(Placement.plan_id == plan.id)):
            text = wordings[placement.activity_id].text
            earlier.setdefault((placement.goal_id, text), {})[placement.row] = placement.id
    return earlier
