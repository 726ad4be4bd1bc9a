"""The answers of a round as plain values, in the contract's fields and order ("malvakten answers export")."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.answers.queries import ANSWER_COLUMNS, AnswerView, answer_view, current_answers
from models.answers.tables import Answer
from models.people.directory import Directory
from models.people.directory_cache import load_directory
from models.plan.views import RowView
from models.rounds.queries import plan_of_round
from models.rounds.tables import Round

FIELDS = (
    "row", "goal_kind", "goal", "activity", "units", "status", "comment", "cause", "action", "action_owner",
    "action_due", "author_email", "on_behalf_of", "submitted_at", "late", "version", "source",
)  # fmt: skip
_ANSWERED = FIELDS[5:]


def current_rows(session: Session, round_: Round) -> list[dict[str, Any]]:
    """One object per row of the round's plan, in order, with the newest answer of the round or nulls.

    The rows are those that `status` counts, as they were when the round was over. Empty without any plan.
    """
    plan = plan_of_round(load_directory(session), round_)
    if plan is None:
        return []
    answers = current_answers(session, round_.id, plan.id)
    return [_object(row, answers.get(row.placement_id)) for row in plan.rows]


def all_versions(session: Session, round_: Round) -> list[dict[str, Any]]:
    """Every version of every answer in the round, oldest first; rows without an answer are left out."""
    query = select(*ANSWER_COLUMNS).where(Answer.round_id == round_.id).order_by(Answer.submitted_at, Answer.id)
    rows = _all_rows(load_directory(session), round_)
    return [_object(rows[answer.placement_id], answer) for answer in map(answer_view, session.execute(query))]


def _all_rows(directory: Directory, round_: Round) -> dict[int, RowView]:
    """By placement id the rows of every plan, also those that have left it; of the round's plan as it was."""
    left = {each.row.placement_id: each.row for plan in directory.plans for each in plan.ended}
    there = {row.placement_id: row for plan in directory.plans for row in plan.rows}
    plan = plan_of_round(directory, round_)
    return left | there | (plan.by_placement if plan else {})


def _object(row: RowView, answer: AnswerView | None) -> dict[str, Any]:
    """The `FIELDS` with plain values. Personal data are masked as for everybody."""
    item: dict[str, Any] = {
        "row": row.row, "goal_kind": row.goal.kind.value, "goal": row.goal.name, "activity": row.activity,
        "units": [unit.name for unit in row.units], **{name: getattr(answer, name, None) for name in _ANSWERED},
    }  # fmt: skip
    item["late"] = bool(item["late"])
    if answer is not None:
        item["status"], item["source"] = answer.status.value, answer.source.value
        item["action_due"] = answer.action_due and answer.action_due.isoformat()
        item["submitted_at"] = instant(answer.submitted_at)
    return item


def instant(value: datetime) -> str:
    """An instant as the export writes it: UTC with Z, whole seconds."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
