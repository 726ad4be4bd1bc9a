"""Who is asked what was learnt, and has not said it or passed it over."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.learning.tables import LessonQuestion
from models.storage.database import dialect_of, insert_for


def add_question(session: Session, values: dict[str, Any]) -> bool:
    """Stores a question. False when somebody was asked about the activity in the round already."""
    statement = insert_for(dialect_of(session), LessonQuestion).on_conflict_do_nothing(
        index_elements=["round_id", "activity_id"]
    )
    added = session.connection().execute(statement.returning(LessonQuestion.id), values).scalar_one_or_none()
    return added is not None


def question_on(session: Session, round_id: int, activity_id: int) -> LessonQuestion | None:
    """The question about an activity in a round; None when nobody was asked."""
    query = select(LessonQuestion).where(LessonQuestion.round_id == round_id, LessonQuestion.activity_id == activity_id)
    return session.scalars(query).one_or_none()


def waiting_questions(session: Session, person_id: int, round_id: int | None = None) -> Sequence[LessonQuestion]:
    """The questions to somebody that wait for their answer, oldest first."""
    query = select(LessonQuestion).where(
        LessonQuestion.person_id == person_id, LessonQuestion.line_id.is_(None), LessonQuestion.skipped_at.is_(None)
    )
    query = query if round_id is None else query.where(LessonQuestion.round_id == round_id)
    return session.scalars(query.order_by(LessonQuestion.id)).all()
