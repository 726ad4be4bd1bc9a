"""A row's history as data: one object per opened round."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from models.answers.queries import AnswerView
from models.deviations.history import RoundHistory


def history_data(history: RoundHistory, role: Callable[[AnswerView], str]) -> dict[str, Any]:
    """One round of `malvakten history --json`. `role` says in which role a version was given. Instants in UTC."""
    newest, decision = history.newest, history.decision
    return {
        "round": history.round.name,
        "status": newest.status.value if newest else None,
        "comment": newest.comment if newest else None,
        "cause": newest.cause if newest else None,
        "action": newest.action if newest else None,
        "action_owner": newest.action_owner if newest else None,
        "action_due": newest.action_due.isoformat() if newest and newest.action_due else None,
        "decision_by": newest.decision_by if newest else None,
        "decision_answer": decision.answer.value if decision else None,
        "decision_answered_at": _instant(decision.answered_at) if decision else None,
        "versions": [
            {
                "version": each.version, "status": each.status.value, "comment": each.comment,
                "submitted_at": _instant(each.submitted_at), "role": role(each), "late": each.late,
                "erratum": history.is_erratum(each),
            }
            for each in history.versions
        ],
    }  # fmt: skip


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
