"""Answers that have replaced another in a round."""

from collections.abc import Sequence

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from models.answers.queries import ANSWER_COLUMNS, AnswerView, answer_view
from models.answers.tables import Answer
from models.storage.database import fetch

_REPLACING = (
    Answer.round_id == bindparam("round_id"), Answer.placement_id.in_(bindparam("placements", expanding=True)),
    Answer.version > 1,
)  # fmt: skip
_newest = (
    select(*ANSWER_COLUMNS)
    .where(*_REPLACING)
    .order_by(Answer.submitted_at.desc(), Answer.id.desc())
    .limit(bindparam("most"))
)
_number = select(func.count()).where(*_REPLACING)
_before = select(*ANSWER_COLUMNS).where(
    Answer.round_id == bindparam("round_id"), Answer.placement_id.in_(bindparam("placements", expanding=True))
)


def changed_versions(
    session: Session, round_id: int, placements: Sequence[int], most: int
) -> tuple[list[tuple[AnswerView, AnswerView]], int]:
    """The newest versions that have replaced another on these placements, each after the one that it replaced; and how
    many there are in all."""
    values = {"round_id": round_id, "placements": list(placements)}
    if not placements:
        return [], 0
    number: int = fetch(session, _number, values).scalar_one()
    newest = [answer_view(record) for record in fetch(session, _newest, {**values, "most": most})]
    concerned = sorted({answer.placement_id for answer in newest})
    if not concerned:
        return [], 0
    versions = {
        (record.placement_id, record.version): answer_view(record)
        for record in fetch(session, _before, {"round_id": round_id, "placements": concerned})
    }
    pairs = [(versions.get((answer.placement_id, answer.version - 1), answer), answer) for answer in newest]
    return pairs, number
