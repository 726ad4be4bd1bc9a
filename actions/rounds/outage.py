"""Recording what was missed during an outage, before it is made up for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.operations.trouble import record_outage
from models.rounds.tables import ON_TIME, Round
from models.rules.dates.deadlines import reminder_instants
from models.vocabulary.rounds import RoundState

Item = dict[str, Any]


def note_missed(session: Session, since: datetime | None, now: datetime, zone: ZoneInfo) -> bool:
    """Records the openings, closings and reminders that were due since the worker's last sign of life and are late now.
    `since` is None when there has been none. Must be called before any of them is done. Returns whether there were
    any."""
    items = _missed(session, since, now - ON_TIME, zone)
    if items:
        first = min(at for item in items for at in item["at"])
        record_outage(session, since or datetime.fromisoformat(first), now, {"items": items})
    return bool(items)


def _missed(session: Session, since: datetime | None, until: datetime, zone: ZoneInfo) -> list[Item]:
    """What was due between `since` and `until`: for each round and kind the instants in ISO 8601, and the deadline."""

    def within(instants: Sequence[datetime]) -> list[str]:
        return [at.isoformat() for at in instants if at < until and (since is None or at > since)]

    items: list[Item] = []
    unfinished = select(Round).where(Round.state.in_([RoundState.PLANNED, RoundState.OPEN])).order_by(Round.deadline)
    for round_ in session.scalars(unfinished):
        if round_.state is RoundState.PLANNED:
            missed = {"open": within([max(round_.opens_at, round_.created_at)])}
        else:
            reminded_through = round_.reminded_through or round_.opened_at or round_.opens_at
            instants = reminder_instants(round_.opened_at or round_.opens_at, round_.deadline, round_.reminders, zone)
            missed = {
                "remind": within([at for at in instants if at > reminded_through]),
                "close": within([round_.deadline]),
            }
        items += [
            {"round": round_.id, "what": what, "at": at, "deadline": round_.deadline.isoformat()}
            for what, at in missed.items()
            if at
        ]
    return items
