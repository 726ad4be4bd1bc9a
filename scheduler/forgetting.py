"""Deletes handled requests that the platform cannot send again any more."""

from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from models.operations.tables import InboundRequest

# Slack sends an event again for an hour, or for a day where the app asks for delayed events; a person sees "try again"
# within seconds. No id of a platform comes back for another request. A week leaves room for a clock that was wrong.
KEPT = timedelta(days=7)
# At most this many at a time, so that the write lock is held briefly: 500 rows each five seconds are more than 8
# million a day.
MOST = 500


def has_old(session: Session, now: datetime) -> bool:
    """Whether there are requests to delete. Reads an index only."""
    has_any: bool = session.execute(select(exists().where(InboundRequest.at < now - KEPT))).scalar_one()
    return has_any


def forget(session: Session, now: datetime) -> int:
    """Deletes the oldest `MOST` of the requests that may be deleted. Returns how many. Skips rows that another worker
    has locked."""
    old = (
        select(InboundRequest.key)
        .where(InboundRequest.at < now - KEPT)
        .order_by(InboundRequest.at)
        .limit(MOST)
        .with_for_update(skip_locked=True)
    )
    return session.connection().execute(delete(InboundRequest).where(InboundRequest.key.in_(old))).rowcount
