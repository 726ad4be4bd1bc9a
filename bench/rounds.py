"""Rounds of a benchmark, half a year apart."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from models.plan.views import PlanView
from models.rounds.tables import Round
from models.rules.text import fold
from models.vocabulary.rounds import RoundState


def add_round(
    session: Session, plan: PlanView, number: int, began: datetime, state: RoundState = RoundState.CLOSED
) -> Round:
    """The round with this number, from 0; the first one opened when it all `began`. It is open for thirty days."""
    at, name = began + timedelta(days=182 * number), f"Omgång {number}"
    end, half_a_year = at + timedelta(days=30), began + timedelta(days=180)
    round_ = Round(
        name=name, key=fold(name), plan_id=plan.id, period_from=began.date(), period_to=half_a_year.date(),
        opens_at=at, opened_at=at, deadline=end, planned_deadline=end, created_at=at, reminders=[], state=state,
        closed_at=end if state is RoundState.CLOSED else None, opened_late_seconds=0, closed_late_seconds=0,
    )  # fmt: skip
    session.add(round_)
    session.flush()
    return round_
