"""The register of deviations as data: one object per deviation, in the contract's form."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from models.deviations.register import Deviation


def deviation_data(deviation: Deviation, zone: ZoneInfo) -> dict[str, Any]:
    """`malvakten deviations --json`, one deviation. Days as YYYY-MM-DD, instants with the zone's offset."""
    row, action, decision = deviation.row, deviation.action, deviation.decision
    answered = decision.answer if decision else None
    return {
        "row": row.row,
        "goal": row.goal.name,
        "activity": row.activity,
        "units": [unit.name for unit in row.units],
        "status": deviation.status.value,
        "reported": deviation.is_reported,
        "opened_in": deviation.opened_in.name,
        "rounds": deviation.rounds,
        "trend": deviation.trend.value,
        "action": action.action if action else None,
        "action_owner": action.action_owner if action else None,
        "action_due": action.action_due.isoformat() if action and action.action_due else None,
        "action_state": deviation.action_state.value,
        "decision_by": decision.asked_of if decision else None,
        "decision_asked_at": _instant(decision.asked_at, zone) if decision else None,
        "decision_answered_at": _instant(decision.answered_at, zone) if decision else None,
        "decision_answer": answered.value if answered else None,
    }


def _instant(at: datetime | None, zone: ZoneInfo) -> str | None:
    return at.astimezone(zone).isoformat(timespec="seconds") if at else None
