"""The questions that management has asked about deviations, and the replies to them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from models.deviations.decisions import mark_of
from models.deviations.tables import Decision, DeviationQuestion, DeviationReply
from models.storage.database import dialect_of, insert_for

_ASKED_ONCE = ["round_id", "placement_id", "platform", "account", "mark"]


@dataclass(frozen=True)
class ReplyView:
    """What one of those who are responsible has replied."""

    id: int
    question_id: int
    person_id: int
    reply: str
    replied_at: datetime


@dataclass(frozen=True)
class QuestionView:
    """A question about a row in a round, with its replies, oldest first."""

    id: int
    round_id: int
    placement_id: int
    platform: str
    account: str
    person_id: int | None
    question: str
    asked_at: datetime
    replies: tuple[ReplyView, ...] = ()


def add_question(session: Session, values: dict[str, Any]) -> int | None:
    """Stores a question and returns its id. None when its asker has asked the same, in the same words."""
    return _add(session, DeviationQuestion, {**values, "mark": mark_of(values["question"])}, _ASKED_ONCE)


def add_reply(session: Session, values: dict[str, Any]) -> int | None:
    """Stores a reply and returns its id. None when the same person has replied the same."""
    values = {**values, "mark": mark_of(values["reply"])}
    return _add(session, DeviationReply, values, ["question_id", "person_id", "mark"])


def _add(session: Session, table: Any, values: dict[str, Any], once: list[str]) -> int | None:
    statement = insert_for(dialect_of(session), table).on_conflict_do_nothing(index_elements=once)
    number: int | None = session.connection().execute(statement.returning(table.id), values).scalar_one_or_none()
    return number


def question_by_id(session: Session, question_id: int) -> QuestionView | None:
    """None when there is no such question."""
    question = session.get(DeviationQuestion, question_id)
    return _views(session, [question])[0] if question else None


def reply_by_id(session: Session, reply_id: int) -> ReplyView:
    return _reply(session.get_one(DeviationReply, reply_id))


def has_spoken(session: Session, person_id: int) -> bool:
    """Whether somebody has decided, asked or replied about a deviation, which is told with their name."""
    tables = (Decision, DeviationQuestion, DeviationReply)
    return any(session.scalar(select(exists().where(table.person_id == person_id))) for table in tables)


def questions_about(session: Session, placements: Collection[int]) -> list[QuestionView]:
    """Every question about these placements, oldest first."""
    query = select(DeviationQuestion).where(DeviationQuestion.placement_id.in_(placements))
    return _views(session, session.scalars(query.order_by(DeviationQuestion.asked_at, DeviationQuestion.id)).all())


def _views(session: Session, questions: Sequence[DeviationQuestion]) -> list[QuestionView]:
    query = select(DeviationReply).where(DeviationReply.question_id.in_([each.id for each in questions]))
    replies = [_reply(each) for each in session.scalars(query.order_by(DeviationReply.replied_at, DeviationReply.id))]
    return [
        QuestionView(
            each.id, each.round_id, each.placement_id, each.platform, each.account, each.person_id, each.question,
            each.asked_at, tuple(reply for reply in replies if reply.question_id == each.id),
        )
        for each in questions
    ]  # fmt: skip


def _reply(reply: DeviationReply) -> ReplyView:
    return ReplyView(reply.id, reply.question_id, reply.person_id, reply.reply, reply.replied_at)
