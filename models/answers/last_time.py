"""What was answered last time (contract, *Deviations, review, the frozen record*).

That is the current answer in the previous round: of the rounds that were opened, the one with the newest earlier
deadline. Late answers and errata count. A row without an answer in that round was not answered last time, even if it
has answers in older rounds.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from models.answers.queries import (
    ANSWER_COLUMNS,
    AnswerView,
    answer_view,
    current_answer,
    current_answers,
    newest_answer,
)
from models.answers.tables import Answer
from models.plan.views import RowView
from models.rounds.queries import previous_round
from models.rounds.tables import Round
from models.storage.database import fetch


def answers_last_time(session: Session, round_: Round, rows: Iterable[RowView]) -> dict[int, AnswerView]:
    """The answers by placement id, of those rows that were answered last time. For a row that continues one of last
    year's plan, the answer to that row counts."""
    before = previous_round(session, round_)
    if before is None or before.plan_id is None:
        return {}
    answers = current_answers(session, before.id, before.plan_id)
    by_row = ((row.placement_id, answers.get(row.placement_id) or answers.get(row.continues_id or 0)) for row in rows)
    return {placement: answer for placement, answer in by_row if answer is not None}


def answer_last_time(session: Session, round_: Round, row: RowView) -> AnswerView | None:
    """The same as `answers_last_time`, for one row; None when it was not answered."""
    before = previous_round(session, round_)
    if before is None:
        return None
    answer = current_answer(session, before.id, row.placement_id)
    if answer is None and row.continues_id is not None:
        answer = current_answer(session, before.id, row.continues_id)
    return answer


def _answers_before(is_continued: bool) -> Select[Any]:
    rounds = (
        select(Round.id, Round.deadline)
        .where(Round.deadline < bindparam("deadline"), Round.opened_at.is_not(None))
        .order_by(Round.deadline.desc(), Round.id.desc())
        .limit(bindparam("most"))
        .subquery()
    )
    current = newest_answer(rounds.c.id, bindparam("placement_id")).correlate(rounds)
    if is_continued:
        current = func.coalesce(current, newest_answer(rounds.c.id, bindparam("continues_id")).correlate(rounds))
    query = select(*ANSWER_COLUMNS).select_from(rounds).outerjoin(Answer, Answer.id == current)
    return query.order_by(rounds.c.deadline.desc(), rounds.c.id.desc())


# Built once, because building a statement takes longer than running it.
_ANSWERS_BEFORE = {is_continued: _answers_before(is_continued) for is_continued in (False, True)}


def answers_before(session: Session, round_: Round, row: RowView, most: int) -> tuple[AnswerView | None, ...]:
    """The row's answers in up to `most` rounds before this one, newest round first; None for a round without one."""
    values = {"deadline": round_.deadline, "most": most, "placement_id": row.placement_id}
    if row.continues_id is not None:
        values["continues_id"] = row.continues_id
    records = fetch(session, _ANSWERS_BEFORE[row.continues_id is not None], values)
    return tuple(answer_view(record) if record.id is not None else None for record in records)
