"""Keeping what a row of the plan was, so that a round that is over is told as it was asked (`PlanView.at`)."""

from datetime import datetime

from sqlalchemy.orm import Session

from models.plan.tables import Placement, PlacementPast


def keep_past(session: Session, placement: Placement, now: datetime) -> None:
    """To be called before a row leaves the plan, comes back, or gets another goal or activity."""
    session.add(PlacementPast(placement_id=placement.id, until=now, active=placement.active,
                              goal_id=placement.goal_id, activity_id=placement.activity_id))  # fmt: skip


def was_not_there(session: Session, placement: Placement, now: datetime) -> None:
    """To be called when a row has been added to a plan that there was before."""
    session.add(PlacementPast(placement_id=placement.id, until=now, active=False, goal_id=placement.goal_id,
                              activity_id=placement.activity_id))  # fmt: skip
