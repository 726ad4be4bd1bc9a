"""What a comment refers to (“see above”, “same as row 12”)."""

from typing import NamedTuple

from sqlalchemy.orm import Session

from models.answers.queries import AnswerView, answer_by_id
from models.plan.views import PlanView, RowView
from models.vocabulary.answers import Status

_LONGEST_CHAIN = 6


class Referenced(NamedTuple):
    """The row that is referred to, and what was said there, "" and None for nothing. `is_last_time` when it is the same
    row in an earlier round."""

    row: RowView
    is_last_time: bool
    comment: str
    status: Status | None


def referenced(session: Session, plan: PlanView, answer: AnswerView) -> Referenced | None:
    """What an answer refers to; None when it refers to nothing, or to a row that has left the plan."""
    row = plan.by_placement.get(answer.reference_row_id or 0)
    if row is None:
        return None
    answered = answer_by_id(session, answer.reference_answer_id) if answer.reference_answer_id else None
    for _ in range(_LONGEST_CHAIN):
        # An answer that refers to another in its turn: the last one of the chain is what is meant.
        if answered is None or answered.reference_answer_id is None:
            break
        answered = answer_by_id(session, answered.reference_answer_id)
    before = (row.previous_comment or "", row.previous_status)
    words, status = (answered.comment, answered.status) if answered else before
    return Referenced(row, row.placement_id == answer.placement_id, words, status)
