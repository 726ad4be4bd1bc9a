"""A round with answers, for the tests of what is exported."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from imports.plan.store import apply_plan
from models.rules.text import fold
from models.storage.database import Database
from models.tables import Answer, Placement, Plan, Round
from models.vocabulary.answers import Source, Status
from models.vocabulary.rounds import RoundState
from tests.imports.support import NOW, real_plan

AT = datetime(2022, 7, 1, 10, 0, tzinfo=UTC)


def add_round(session: Session, name: str = "Halvår 2022", year: int = 2022, plan_id: int | None = None) -> Round:
    round_ = Round(
        name=name,
        key=fold(name),
        plan_id=plan_id,
        period_from=date(year, 1, 1),
        period_to=date(year, 6, 30),
        opens_at=AT,
        deadline=AT + timedelta(days=6),
        planned_deadline=AT + timedelta(days=6),
        reminders=[],
        state=RoundState.OPEN,
        created_at=AT,
    )
    session.add(round_)
    session.flush()
    return round_


def add_answer(session: Session, round_: Round, row: int, year: int = 2022, minutes: float = 0, **values: Any) -> None:
    query = select(Placement).join(Plan, Plan.id == Placement.plan_id).where(Placement.row == row, Plan.year == year)
    placement = session.scalars(query).one()
    stored = select(func.count()).where(Answer.round_id == round_.id, Answer.placement_id == placement.id)
    defaults = {"status": Status.GREEN, "comment": "Enligt plan.", "source": Source.SLACK}
    session.add(
        Answer(
            round_id=round_.id,
            placement_id=placement.id,
            version=(session.scalar(stored) or 0) + 1,
            submitted_at=AT + timedelta(minutes=minutes),
            **{**defaults, **values},
        )
    )
    session.flush()


def with_real_plan(database: Database) -> None:
    with database.write() as session:
        apply_plan(session, real_plan(), 2022, NOW)
