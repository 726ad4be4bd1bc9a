"""The outbox's state machine in SQL (docs/architecture.md draws it). Each function is one step in one transaction.

Every change after a claim is fenced by the attempt number: a worker that was thought dead and comes back with an older
attempt changes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, assert_never

from sqlalchemy import Select, and_, or_, select, update
from sqlalchemy.orm import Session, aliased

from models.delivery import Delivery, Pace
from models.outbox import UPDATE_PAUSE, insert_once
from models.vocabulary import DeliveryKind, DeliveryState
from scheduler.messenger import MessageRef, Outcome, Permanent, Sent, Temporary, Uncertain

LONGEST_BACKOFF = timedelta(seconds=30)
MOST_LOOKS = 8


@dataclass(frozen=True)
class PaceRules:
    """How fast may be sent, and how long is waited. Seconds; `per_minute` to the whole workspace, with a burst of a
    quarter of a minute's worth (contract)."""

    per_conversation: float = 1.0
    per_minute: int = 200
    lease: float = 30.0
    settle: float = 45.0

    @property
    def interval(self) -> timedelta:
        return timedelta(seconds=60 / self.per_minute)

    @property
    def burst(self) -> timedelta:
        return self.interval * max(1, self.per_minute // 4)


def release_expired(session: Session, now: datetime, rules: PaceRules) -> int:
    """A row whose worker no longer answers is uncertain: it may have been sent. Rewriting again is harmless."""
    expired = and_(Delivery.state == DeliveryState.SENDING, Delivery.lease_until < now)
    rewriting = update(Delivery).where(expired, Delivery.target_id.is_not(None))
    again = session.connection().execute(rewriting.values(state=DeliveryState.PENDING, due_at=now))
    settle = now + timedelta(seconds=rules.settle)
    unsure = update(Delivery).where(expired).values(state=DeliveryState.UNCERTAIN, due_at=settle, error="lease ran out")
    return again.rowcount + session.connection().execute(unsure).rowcount


def claim_due(session: Session, now: datetime, rules: PaceRules, platforms: Sequence[str], most: int) -> list[Delivery]:
    """Takes up to `most` rows that may be sent now, at most one per conversation: state `sending`, one attempt more, a
    lease. Keeps both paces; a conversation that is parked holds up no other."""
    claimed: list[Delivery] = []
    for platform in platforms:
        free = _workspace_free(session, platform, now, rules)
        found: list[Delivery] = list(session.scalars(_due(session, platform, now, min(most, free) * 4))) if free else []
        taken: dict[str, Delivery] = {}
        for row in found:
            if len(taken) < min(most, free):
                taken.setdefault(row.destination, row)
        _mark(session, taken.values(), now, rules)
        _spend(session, platform, list(taken), now, rules)
        claimed += taken.values()
    return claimed


def _due(session: Session, platform: str, now: datetime, most: int) -> Select[Any]:
    parent, target = aliased(Delivery), aliased(Delivery)
    query = (
        select(Delivery)
        .outerjoin(parent, parent.id == Delivery.parent_id)
        .outerjoin(target, target.id == Delivery.target_id)
        .outerjoin(Pace, Pace.key == Delivery.platform + ":" + Delivery.destination)
        .where(
            Delivery.state == DeliveryState.PENDING,
            Delivery.due_at <= now,
            Delivery.platform == platform,
            or_(Delivery.parent_id.is_(None), parent.state == DeliveryState.SENT),
            or_(Delivery.target_id.is_(None), target.state == DeliveryState.SENT),
            or_(Pace.key.is_(None), Pace.free_at <= now),
        )
        .order_by(Delivery.due_at, Delivery.id)
        .limit(most)
    )
    if session.get_bind().dialect.name == "postgresql":
        return query.with_for_update(of=Delivery, skip_locked=True)
    return query


def _workspace_free(session: Session, platform: str, now: datetime, rules: PaceRules) -> int:
    """How many messages the workspace's pace allows now. Locks the pace row until the transaction ends."""
    key = f"{platform}:*"
    session.execute(insert_once(session, Pace).values(key=key, free_at=now).on_conflict_do_nothing())
    pace = session.execute(select(Pace).where(Pace.key == key).with_for_update()).scalar_one()
    return max(0, int((now + rules.burst - max(pace.free_at, now)) / rules.interval))


def _mark(session: Session, rows: Iterable[Delivery], now: datetime, rules: PaceRules) -> None:
    for row in rows:
        row.state = DeliveryState.SENDING
        row.attempt += 1
        row.lease_until = now + timedelta(seconds=rules.lease)
        row.first_tried_at = row.first_tried_at or now
    session.flush()


def _spend(session: Session, platform: str, destinations: Sequence[str], now: datetime, rules: PaceRules) -> None:
    if not destinations:
        return
    pace = session.get_one(Pace, f"{platform}:*")
    pace.free_at = max(pace.free_at, now) + rules.interval * len(destinations)
    free_at = now + timedelta(seconds=rules.per_conversation)
    park(session, [f"{platform}:{destination}" for destination in destinations], free_at)


def park(session: Session, keys: Sequence[str], free_at: datetime) -> None:
    """Leaves conversations (or the workspace, `PLATFORM:*`) alone until an instant."""
    statement = insert_once(session, Pace).values([{"key": key, "free_at": free_at} for key in keys])
    session.execute(
        statement.on_conflict_do_update(index_elements=["key"], set_={"free_at": statement.excluded.free_at})
    )


def finish(session: Session, row: Delivery, outcome: Outcome, now: datetime, rules: PaceRules) -> bool:
    """Stores how a send ended. False when a newer attempt has taken the row over."""
    values: dict[str, Any]
    match outcome:
        case Sent(ref):
            return _sent(session, row, ref, now, rules)
        case Permanent(error):
            values = {"state": DeliveryState.FAILED, "error": error, "lease_until": None}
        case Temporary(error, retry_after, everywhere):
            due = now + (backoff(row.attempt) if retry_after is None else timedelta(seconds=retry_after))
            if retry_after is not None:
                park(session, [f"{row.platform}:{'*' if everywhere else row.destination}"], due)
            values = {"state": DeliveryState.PENDING, "error": error, "due_at": due, "lease_until": None}
        case Uncertain(error) if row.target_id is not None:
            due = now + backoff(row.attempt)
            values = {"state": DeliveryState.PENDING, "error": error, "due_at": due, "lease_until": None}
        case Uncertain(error):
            due = now + timedelta(seconds=rules.settle)
            values = {"state": DeliveryState.UNCERTAIN, "error": error, "due_at": due, "lease_until": None}
        case _:
            assert_never(outcome)
    mine = and_(Delivery.id == row.id, Delivery.attempt == row.attempt, Delivery.state == DeliveryState.SENDING)
    return session.connection().execute(update(Delivery).where(mine).values(values)).rowcount == 1


def _sent(session: Session, row: Delivery, ref: MessageRef, now: datetime, rules: PaceRules) -> bool:
    """A success is believed even when the lease has run out meanwhile, as long as nobody has tried again."""
    current = session.execute(
        select(Delivery).where(
            Delivery.id == row.id,
            Delivery.attempt == row.attempt,
            Delivery.state.in_([DeliveryState.SENDING, DeliveryState.UNCERTAIN]),
        )
    ).scalar_one_or_none()
    if current is None:
        return False
    current.platform_channel, current.platform_message = ref.channel, ref.message
    current.sent_at, current.lease_until, current.error = now, None, None
    current.sent_revision = row.revision
    current.state = DeliveryState.SENT
    if current.target_id is not None:
        current.due_at = now + UPDATE_PAUSE
        if current.revision > row.revision:
            current.state = DeliveryState.PENDING
    elif row.attempt > 1:
        # An earlier attempt may still turn up in the conversation.
        current.sweep_at = now + timedelta(seconds=2 * rules.settle)
    session.flush()
    return True


def backoff(attempt: int) -> timedelta:
    """1, 2, 4 … seconds, at most 30."""
    return min(timedelta(seconds=2 ** min(attempt - 1, 5)), LONGEST_BACKOFF)


def claim_uncertain(session: Session, now: datetime, rules: PaceRules, most: int) -> list[Delivery]:
    """Takes uncertain rows that have settled, to be looked for; a lease keeps others from looking at the same time."""
    query = (
        select(Delivery)
        .where(Delivery.state == DeliveryState.UNCERTAIN, Delivery.due_at <= now)
        .order_by(Delivery.due_at, Delivery.id)
        .limit(most)
    )
    if session.get_bind().dialect.name == "postgresql":
        query = query.with_for_update(skip_locked=True)
    rows = list(session.scalars(query))
    for row in rows:
        row.attempt += 1
        row.looks += 1
        row.due_at = now + timedelta(seconds=rules.lease)
    session.flush()
    return rows


def looked(
    session: Session, row: Delivery, found: Sequence[MessageRef] | None, now: datetime, rules: PaceRules
) -> DeliveryState | None:
    """Stores what a look found: sent; not there, so it is sent again; or unclear, which after some looks is failed.

    Returns the new state, None when a newer attempt has taken the row over.
    """
    mine = and_(Delivery.id == row.id, Delivery.attempt == row.attempt, Delivery.state == DeliveryState.UNCERTAIN)
    current = session.execute(select(Delivery).where(mine)).scalar_one_or_none()
    if current is None:
        return None
    if found:
        current.state, current.sent_at = DeliveryState.SENT, now
        current.platform_channel, current.platform_message = found[0].channel, found[0].message
        current.sent_revision, current.error = current.revision, None
        current.sweep_at = now + timedelta(seconds=2 * rules.settle)
    elif found is not None:
        current.state, current.due_at = DeliveryState.PENDING, now
    elif current.looks >= MOST_LOOKS:
        current.state = DeliveryState.FAILED
        current.error = f"cannot tell whether it was sent ({current.error})"
    else:
        current.due_at = now + max(timedelta(seconds=rules.settle) / 3, backoff(current.looks))
    session.flush()
    return current.state


def claim_sweeps(session: Session, now: datetime, rules: PaceRules, most: int) -> list[Delivery]:
    """Takes sent rows that were tried more than once, to see whether a second copy has turned up."""
    query = select(Delivery).where(Delivery.sweep_at <= now, Delivery.state == DeliveryState.SENT).limit(most)
    if session.get_bind().dialect.name == "postgresql":
        query = query.with_for_update(skip_locked=True)
    rows = list(session.scalars(query))
    for row in rows:
        row.sweep_at = now + timedelta(seconds=rules.lease)
    session.flush()
    return rows


def swept(session: Session, row: Delivery, clear: bool) -> None:
    """Marks a sweep as done, or leaves it for the time set when it was claimed."""
    if clear:
        session.execute(update(Delivery).where(Delivery.id == row.id).values(sweep_at=None))


def cancel(session: Session, row: Delivery, reason: str, state: DeliveryState = DeliveryState.CANCELLED) -> None:
    """A claimed row with nothing to say, or one whose message cannot be built."""
    mine = and_(Delivery.id == row.id, Delivery.attempt == row.attempt)
    session.execute(update(Delivery).where(mine).values(state=state, error=reason, lease_until=None))


def give_up_orphans(session: Session) -> int:
    """Rows whose parent or target will never be sent."""
    lost = select(Delivery.id).where(Delivery.state.in_([DeliveryState.FAILED, DeliveryState.CANCELLED]))
    waiting = and_(
        Delivery.state == DeliveryState.PENDING,
        or_(
            Delivery.parent_id.in_(lost.where(Delivery.kind == DeliveryKind.PROMPT)),
            Delivery.target_id.in_(lost),
        ),
    )
    statement = update(Delivery).where(waiting).values(state=DeliveryState.CANCELLED, error="its first message failed")
    return session.connection().execute(statement.execution_options(synchronize_session=False)).rowcount
