"""What was answered last time (contract, *Deviations, review, the frozen record*).

That is the current answer in the previous round: of the rounds that were opened, the one with the newest earlier
deadline. Late answers and errata count. A row without an answer in that round was not answered last time, even if it
has answers in older rounds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from models.answers.queries import (
    ANSWER_COLUMNS,
    AnswerView,
    answer_view,
    current_answer,
    current_answers,
    newest_answer,
)
from models.answers.tables import Answer, Draft
from models.plan.views import RowView
from models.rounds.queries import previous_round
from models.rounds.tables import Round
from models.storage.database import fetch


def answers_last_time(session: Session, round_: Round, rows: Iterable[RowView]) -> dict[int, AnswerView]:
    """The answers by placement id, of those rows that were answered last time. For a row that continues one of an
    earlier year's plan, the answer to that row counts."""
    before = previous_round(session, round_)
    if before is None or before.plan_id is None:
        return {}
    answers = current_answers(session, before.id, before.plan_id)
    by_row = ((row.placement_id, row.first_of(answers)) for row in rows)
    return {placement: answer for placement, answer in by_row if answer is not None}


def answer_last_time(session: Session, round_: Round, row: RowView) -> AnswerView | None:
    """The same as `answers_last_time`, for one row; None when it was not answered."""
    before = previous_round(session, round_)
    if before is None:
        return None
    return answer_in(session, before, row)


def answer_in(session: Session, round_: Round, row: RowView) -> AnswerView | None:
    """The current answer of a round to a row, or to the one that it continues from an earlier year's plan."""
    answers = (current_answer(session, round_.id, placement) for placement in row.chain)
    return next((answer for answer in answers if answer is not None), None)


@dataclass(frozen=True)
class RowAnswers:
    """The row's current answer in a round; its answers in the rounds before, newest round first, None for a round
    without one; and whether a person has a draft on it in the round."""

    current: AnswerView | None
    before: tuple[AnswerView | None, ...]
    has_draft: bool


@cache  # because building a statement takes longer than running it
def _row_answers(links: int) -> Select[Any]:
    is_this = Round.id == bindparam("round_id")
    is_earlier = and_(Round.deadline < bindparam("deadline"), Round.opened_at.is_not(None))
    order = (is_this.desc(), Round.deadline.desc(), Round.id.desc())
    rounds = select(Round.id, func.row_number().over(order_by=order).label("place")).where(or_(is_this, is_earlier))
    rounds_ = rounds.order_by(*order).limit(bindparam("most")).subquery()
    names = ("placement_id", *(f"earlier_{link}" for link in range(links)))
    newest = [newest_answer(rounds_.c.id, bindparam(name)).correlate(rounds_) for name in names]
    current = func.coalesce(*newest) if links else newest[0]
    mine = (Draft.placement_id == bindparam("placement_id"), Draft.person_id == bindparam("person_id"))
    draft = select(Draft.id).where(Draft.round_id == rounds_.c.id, *mine).correlate(rounds_).scalar_subquery()
    query = select(draft.label("draft_id"), *ANSWER_COLUMNS).select_from(rounds_)
    return query.outerjoin(Answer, Answer.id == current).order_by(rounds_.c.place)


def row_answers(session: Session, round_: Round, row: RowView, person_id: int, most: int) -> RowAnswers:
    """What every answer asks about its row, in one question. `most` is the number of rounds before this one."""
    values = {
        "round_id": round_.id, "deadline": round_.deadline, "most": most + 1, "placement_id": row.placement_id,
        "person_id": person_id, **{f"earlier_{link}": each for link, each in enumerate(row.earlier_ids)},
    }  # fmt: skip
    this, *before = fetch(session, _row_answers(len(row.earlier_ids)), values).all()
    current, *earlier = (
        answer_view(record[1:], person_id) if record.id is not None else None for record in (this, *before)
    )
    return RowAnswers(current, tuple(earlier), this.draft_id is not None)
