"""Releases rows whose lease has expired, within the caller's transaction: their worker was killed or got stuck."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, select, update
from sqlalchemy.orm import Session

from models.outbox.tables import Delivery
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from scheduler.outbox.pace import PaceRules


def release_expired(session: Session, now: datetime, rules: PaceRules) -> int:
    """Releases rows whose lease has expired and returns how many. They may have been sent, so they become uncertain.
    Redraws become pending, because doing them twice is harmless, and so do rows whose call had not begun.

    The settle time of what is uncertain counts from the end of the lease, after which nothing is sent. What had not
    begun needs none: a worker that was thought dead finds, before it sends, that the row is no longer its own."""
    expired = session.execute(_EXPIRED, {"now": now}).all()
    if not expired:
        return 0
    again = [row.id for row in expired if _may_be_sent_again(row)]
    uncertain = [row.id for row in expired if row.id not in again]
    connection = session.connection()
    connection.execute(update(Delivery).where(Delivery.id.in_(again)).values(state=DeliveryState.PENDING, due_at=now))
    for lease in {row.lease_until for row in expired if row.lease_until}:
        connection.execute(
            update(Delivery)
            .where(Delivery.id.in_(uncertain), Delivery.lease_until == lease)
            .values(
                state=DeliveryState.UNCERTAIN, due_at=lease + timedelta(seconds=rules.settle), error="lease ran out"
            )
        )
    return len(expired)


def _may_be_sent_again(row: Any) -> bool:
    # Without a `begun_attempt` it is not known whether the call had begun.
    has_not_begun = row.begun_attempt is not None and row.begun_attempt != row.attempt
    return row.target_id is not None or row.kind is DeliveryKind.HOME or has_not_begun


def _expired() -> Select[int, int | None, DeliveryKind, datetime | None, int, int | None]:
    row, now = Delivery, bindparam("now", type_=Delivery.due_at.type)
    query = select(row.id, row.target_id, row.kind, row.lease_until, row.attempt, row.begun_attempt).where(
        row.state == DeliveryState.SENDING, row.lease_until < now
    )
    return query.order_by(row.id).with_for_update(skip_locked=True)


# Built once, because building a statement takes longer than running it.
_EXPIRED = _expired()
