"""Answers that nobody has been told of yet (`Answer.untold`)."""

from typing import Any, NamedTuple

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, aliased

from models.answers.tables import Answer
from models.storage.database import fetch


class UntoldAnswer(NamedTuple):
    """`replaced_author_id` is who gave the version before it. The id of nobody is 0."""

    id: int
    round_id: int
    placement_id: int
    author_id: int
    replaced_author_id: int


def _or_0(person_id: Any) -> Any:
    return func.coalesce(person_id, 0)


_before = aliased(Answer)
_replaced_author = (
    select(_before.author_id)
    .where(
        _before.round_id == Answer.round_id,
        _before.placement_id == Answer.placement_id,
        _before.version == Answer.version - 1,
    )
    .correlate(Answer)
    .scalar_subquery()
)
_UNTOLD = (
    select(Answer.id, Answer.round_id, Answer.placement_id, _or_0(Answer.author_id), _or_0(_replaced_author))
    .where(Answer.untold)
    .order_by(Answer.id)
    # Another worker tells those that it has locked. Deliveries that refer to an answer do not wait for this lock.
    .with_for_update(skip_locked=True, key_share=True, of=Answer)
)
_ONE = select(Answer.id).where(Answer.untold).limit(1)


def has_untold_answers(session: Session) -> bool:
    """Whether there are any."""
    return fetch(session, _ONE).first() is not None


def take_untold_answers(session: Session, most: int) -> list[UntoldAnswer]:
    """The oldest of them, at most so many, which count as told when the transaction is committed."""
    answers = [UntoldAnswer._make(row) for row in fetch(session, _UNTOLD.limit(most))]
    ids = [answer.id for answer in answers]
    session.connection().execute(update(Answer).where(Answer.id.in_(ids)).values(untold=False))
    return answers
