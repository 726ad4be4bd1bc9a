"""Maintenance of the outbox: rows that can no longer be sent, outages, and a clock that was set back."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, or_, select, update
from sqlalchemy.orm import Session, aliased

from actions.rounds.outage import note_missed
from models.operations.tables import Heartbeat
from models.operations.trouble import open_troubles
from models.outbox.tables import Delivery, Pace
from models.rounds.tables import ON_TIME
from models.storage.database import dialect_of, insert_for
from models.vocabulary.outbox import DeliveryState

BEAT_SECONDS = 5.0
# Instants further ahead than this are dates (tomorrow morning), not waits, and stay when the clock is set back.
_LONGEST_WAIT = timedelta(minutes=2)
_LOST = (DeliveryState.FAILED, DeliveryState.CANCELLED)
_MOST = 500


def orphans(session: Session) -> list[int]:
    """The ids of pending rows whose parent or target will never be sent."""
    return list(session.scalars(_ORPHANS))


def _orphans() -> Select[int]:
    parent, target = aliased(Delivery), aliased(Delivery)
    return (
        select(Delivery.id)
        .outerjoin(parent, parent.id == Delivery.parent_id)
        .outerjoin(target, target.id == Delivery.target_id)
        .where(Delivery.state == DeliveryState.PENDING, or_(parent.state.in_(_LOST), target.state.in_(_LOST)))
        .limit(_MOST)
    )


_ORPHANS = _orphans()


def give_up(session: Session, ids: list[int]) -> int:
    """Cancels the rows of `orphans` that are still pending. Returns how many."""
    waiting = and_(Delivery.id.in_(ids), Delivery.state == DeliveryState.PENDING)
    statement = update(Delivery).where(waiting).values(state=DeliveryState.CANCELLED, error="its first message failed")
    return session.connection().execute(statement).rowcount


def come_back(session: Session, now: datetime, zone: ZoneInfo) -> bool:
    """After an outage, i.e. when the last heartbeat of any worker is too old: records what was missed, before it is
    made up for, and stores a heartbeat. The first worker to notice does it. True when something was missed."""
    heartbeat = session.execute(
        select(Heartbeat).where(Heartbeat.name == "worker").with_for_update()
    ).scalar_one_or_none()
    was_away = heartbeat is None or now - heartbeat.at > ON_TIME
    missed = was_away and note_missed(session, heartbeat.at if heartbeat else None, now, zone)
    beat(session, now)
    return missed


def beat(session: Session, now: datetime) -> None:
    """Stores the worker's heartbeat."""
    sign = insert_for(dialect_of(session), Heartbeat).values(name="worker", at=now)
    session.execute(sign.on_conflict_do_update(index_elements=["name"], set_={"at": now}))


def follow_clock(session: Session, now: datetime) -> timedelta:
    """When the last heartbeat is in the future, the clock was set back: moves waiting times back by as much, and stores
    a heartbeat. The first worker to notice does it. Returns by how much, 0 when the clock was not set back."""
    heartbeat = session.execute(
        select(Heartbeat).where(Heartbeat.name == "worker").with_for_update()
    ).scalar_one_or_none()
    back = heartbeat.at - now if heartbeat else timedelta()
    if heartbeat is None or back <= timedelta(seconds=2 * BEAT_SECONDS):
        return timedelta()
    horizon = heartbeat.at + _LONGEST_WAIT
    waiting = (DeliveryState.PENDING, DeliveryState.UNCERTAIN)
    for row in session.scalars(
        select(Delivery).where(Delivery.state.in_(waiting), Delivery.due_at > now, Delivery.due_at <= horizon)
    ):
        row.due_at -= back
    for row in session.scalars(select(Delivery).where(Delivery.state == DeliveryState.SENDING)):
        row.lease_until = row.lease_until - back if row.lease_until else now
    for row in session.scalars(select(Delivery).where(Delivery.sweep_at > now)):
        row.sweep_at = row.sweep_at - back if row.sweep_at else None
    for pace in session.scalars(select(Pace).where(Pace.free_at > now)):
        pace.free_at -= back
    for trouble in open_troubles(session):
        trouble.since, trouble.next_try_at = trouble.since - back, trouble.next_try_at - back
    heartbeat.at = now
    session.flush()
    return back
