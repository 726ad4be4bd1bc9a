"""A frozen record of as many rows as is wanted, without a database."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from models.vocabulary.answers import Status
from tests.reports.formats.documents import COMMENT, GOALS

AT = "2022-07-01T10:00:00Z"
# Of twenty rows: three deviate, as about as many do in a real round.
_OTHERS = {1: Status.YELLOW, 7: Status.RED, 11: None, 13: Status.CANNOT_ASSESS, 17: Status.YELLOW, 19: None}
_ANSWER = {
    "cause": None,
    "action": None,
    "action_owner": None,
    "action_due": None,
    "on_behalf_of": None,
    "late": False,
}


def record_of(rows: int, comments: Sequence[str] = ()) -> bytes:
    """Rows spread over three goals. The first ones have these comments; every tenth of the others has no answer."""
    numbered = [_row(number, rows, comments) for number in range(1, rows + 1)]
    document = {
        "schema": "malvakten-snapshot/1",
        "round": "Halvår 2022",
        "period": {"from": "2022-01-01", "to": "2022-06-30"},
        "locked_at": "2022-07-07T10:00:00Z",
        "signed": [{"role": "coordinator", "name": None, "at": "2022-07-07T10:00:00Z"}],
        "totals": _counts(numbered),
        "goals": [_goal(name, [row for row in numbered if row["goal"] == name]) for name in GOALS],
        "deviations": [_deviation(row) for row in numbered if row["status"] in {Status.YELLOW, Status.RED}],
    }
    return json.dumps(document, ensure_ascii=False).encode()


def _goal(name: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"kind": "målområde", "name": name, "counts": _counts(rows), "rows": rows}


def _row(number: int, rows: int, comments: Sequence[str]) -> dict[str, Any]:
    status = Status.GREEN if number <= len(comments) else _OTHERS.get(number % 20, Status.GREEN)
    row = {
        **_ANSWER,
        "row": number,
        "goal_kind": "målområde",
        "goal": GOALS[(number - 1) * len(GOALS) // rows],
        "activity": f"Fortsatt samverka och verka för aktivitet {number} i Västmanlands län.",
        "units": ["Näringsliv och kompetensförsörjning"],
        "status": status,
        "comment": status and (comments[number - 1] if number <= len(comments) else f"{COMMENT} ({number})"),
        "submitted_at": status and AT,
        "version": status and 1,
        "source": status and "slack",
    }
    if status in {Status.YELLOW, Status.RED}:
        row |= {"cause": f"Orsaken {number}.", "action": f"Åtgärden {number}.", "action_due": "2022-09-30"}
    return row


def _deviation(row: Mapping[str, Any]) -> dict[str, Any]:
    same = {
        name: row[name]
        for name in ("row", "goal", "activity", "units", "status", "action", "action_owner", "action_due")
    }
    return {
        **same,
        "reported": True,
        "opened_in": "Halvår 2022",
        "rounds": 1,
        "trend": "new",
        "action_state": "planned",
        "decision_by": None,
        "decision_asked_at": None,
        "decision_answered_at": None,
        "decision_answer": None,
    }


def _counts(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    found = Counter(row["status"] for row in rows)
    return {"total": len(rows), **{status.value: found[status] for status in Status}, "not_reported": found[None]}
