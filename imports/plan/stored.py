"""What is stored of a plan, loaded with one query each, so that an import of many rows is fast."""

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables import Activity, ActivityWording, Placement, PlacementUnit, Plan


@dataclass(frozen=True)
class StoredPlan:
    """A year's plan: its placements by id, each activity's newest wording, and each placement's unit ids in the order
    of the file. `plan` is None before the year's first import."""

    plan: Plan | None = None
    placements: dict[int, Placement] = field(default_factory=dict)
    wordings: dict[int, ActivityWording] = field(default_factory=dict)
    units: dict[int, list[int]] = field(default_factory=dict)

    def text(self, placement: Placement) -> str:
        """The row's newest wording."""
        return self.wordings[placement.activity_id].text


def load_plan(session: Session, year: int) -> StoredPlan:
    """The plan of a year."""
    plan = session.scalar(select(Plan).where(Plan.year == year))
    if plan is None:
        return StoredPlan()
    placements = session.scalars(select(Placement).where(Placement.plan_id == plan.id).order_by(Placement.row))
    return StoredPlan(
        plan, {each.id: each for each in placements}, _newest_wordings(session, plan), _unit_ids(session, plan)
    )


def _newest_wordings(session: Session, plan: Plan) -> dict[int, ActivityWording]:
    wordings = session.scalars(
        select(ActivityWording)
        .join(Activity, Activity.id == ActivityWording.activity_id)
        .where(Activity.plan_id == plan.id)
        .order_by(ActivityWording.activity_id, ActivityWording.version)
    )
    return {wording.activity_id: wording for wording in wordings}


def _unit_ids(session: Session, plan: Plan) -> dict[int, list[int]]:
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


class EarlierRows:
    """The rows of the newest plan before a year, to find which one a new row continues."""

    def __init__(self, session: Session, year: int) -> None:
        before = session.scalar(select(Plan.year).where(Plan.year < year).order_by(Plan.year.desc()).limit(1))
        earlier = load_plan(session, before) if before is not None else StoredPlan()
        self._by_key = {each.key: each.id for each in earlier.placements.values() if each.key}
        self._by_text: dict[tuple[int, str], dict[int, int]] = {}
        for each in earlier.placements.values():
            self._by_text.setdefault((each.goal_id, earlier.text(each)), {})[each.row] = each.id

    def continued(self, placement: Placement, text: str) -> int | None:
        """The placement with the same key, else the same goal and text, preferably with the same number."""
        if placement.key in self._by_key:
            return self._by_key[placement.key]
        same = self._by_text.get((placement.goal_id, text), {})
        return same.get(placement.row) or next((same[number] for number in sorted(same)), None)
