"""Empties the memory of answered requests: a request that cannot come again needs no reply kept for it."""

from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from models.operations.tables import InboundRequest

# Slack sends an event again for an hour, or for a day where the app asks for delayed events; a person sees "try again"
# within seconds. No id of a platform comes back for another request. A week leaves room for a clock that was wrong.
KEPT = timedelta(days=7)
# At each look, so that nobody waits for the write lock: 500 rows each five seconds are more than 8 million a day.
MOST = 500


def has_old(session: Session, now: datetime) -> bool:
    """Whether anything may be forgotten. Costs a look at an index."""
    found: bool = session.execute(select(exists().where(InboundRequest.at < now - KEPT))).scalar_one()
    return found


def forget(session: Session, now: datetime) -> int:
    """Deletes the oldest of what may be forgotten, and says how many. Another worker that does the same is passed
    by."""
    old = (
        select(InboundRequest.key)
        .where(InboundRequest.at < now - KEPT)
        .order_by(InboundRequest.at)
        .limit(MOST)
        .with_for_update(skip_locked=True)
    )
    return session.connection().execute(delete(InboundRequest).where(InboundRequest.key.in_(old))).rowcount
