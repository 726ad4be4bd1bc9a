"""Taking rows out of the outbox (docs/architecture.md draws its states). Each function is one step of a transaction.

A claim raises the row's attempt number, which fences every later change: a worker that was thought dead and comes back
with an older attempt changes nothing.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Table,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.orm import Session, aliased

from models.outbox.tables import Delivery, Pace, looks_key
from models.vocabulary import UNSETTLED, DeliveryKind, DeliveryState
from scheduler.outbox.pace import PaceRules, spend, workspace_free

_FEWEST_CANDIDATES = 64
_MOST_ROUNDS = 8


def anything_due(session: Session, now: datetime) -> bool:
    """A glance before a transaction that writes: an idle worker takes no locks."""
    return session.execute(_ANYTHING_DUE, {"now": now}).first() is not None


def anything_stale(session: Session, now: datetime) -> bool:
    """Whether a lease has run out, or a message is to be looked for or swept: what a claim seldom finds."""
    return session.execute(_ANYTHING_STALE, {"now": now}).first() is not None


def _anything(with_waiting: bool) -> Select[int]:
    now = bindparam("now", type_=Delivery.due_at.type)
    # Each question has its own index.
    questions = [
        and_(Delivery.state == DeliveryState.SENDING.value, Delivery.lease_until < now),
        and_(Delivery.state == DeliveryState.UNCERTAIN.value, Delivery.due_at <= now),
        Delivery.sweep_at <= now,
    ]
    if with_waiting:
        questions.insert(0, and_(Delivery.state == DeliveryState.PENDING.value, Delivery.due_at <= now))
    return select(literal(1)).where(or_(*(select(Delivery.id).where(each).exists() for each in questions)))


def release_expired(session: Session, now: datetime, rules: PaceRules) -> int:
    """A row whose worker no longer answers is uncertain: it may have been sent. Rewriting again is harmless. The settle
    time counts from the end of the lease, since nothing is sent after that, however late it is noticed."""
    found = session.execute(_EXPIRED, {"now": now}).all()
    if not found:
        return 0
    again = [row.id for row in found if row.target_id is not None or row.kind is DeliveryKind.HOME]
    unsure = [row.id for row in found if row.id not in again]
    connection = session.connection()
    connection.execute(update(Delivery).where(Delivery.id.in_(again)).values(state=DeliveryState.PENDING, due_at=now))
    for lease in {row.lease_until for row in found if row.lease_until}:
        connection.execute(
            update(Delivery)
            .where(Delivery.id.in_(unsure), Delivery.lease_until == lease)
            .values(
                state=DeliveryState.UNCERTAIN, due_at=lease + timedelta(seconds=rules.settle), error="lease ran out"
            )
        )
    return len(found)


def claim_due(session: Session, now: datetime, rules: PaceRules, platforms: Sequence[str], most: int) -> list[Delivery]:
    """Takes up to `most` rows that may be sent now: state `sending`, one attempt more, a lease. Keeps both paces, and
    never has two messages to one conversation under way; a conversation that is parked holds up no other."""
    claimed: list[Delivery] = []
    for platform in platforms:
        room = min(most - len(claimed), workspace_free(session, platform, now, rules) if most > len(claimed) else 0)
        rows = _take(session, _choose(session, platform, now, room), now, rules) if room > 0 else []
        spend(session, platform, [row.destination for row in rows], now, rules)
        claimed += rows
    return claimed


def _choose(session: Session, platform: str, now: datetime, room: int) -> list[int]:
    """One row each of up to `room` conversations, the longest due first. Asks again, without the conversations it has,
    when few of them fill the answer."""
    chosen: dict[str, int] = {}
    asked: dict[str, Any] = {"platform": platform, "now": now, "most": max(2 * room, _FEWEST_CANDIDATES)}
    found = session.execute(_DUE_AT_ALL, asked).all()
    for _ in range(_MOST_ROUNDS):
        for row_id, destination in found:
            chosen.setdefault(destination, row_id)
        if len(found) < asked["most"] or len(chosen) >= room:
            break
        found = session.execute(_DUE_BESIDE, {**asked, "without": list(chosen)}).all()
    return list(chosen.values())[:room]


def _due(*more: ColumnElement[bool]) -> Select[int, str]:
    """What may be sent now. A message in a thread waits for the one it hangs on, and for those before it there."""
    now = bindparam("now", type_=Delivery.due_at.type)
    platform = bindparam("platform", type_=Delivery.platform.type)
    parent, target, elder, under_way = (aliased(Delivery) for _ in range(4))
    unsettled = elder.state.in_(UNSETTLED)
    elders = select(elder.id).where(elder.parent_id == Delivery.parent_id, elder.id < Delivery.id, unsettled)
    busy = select(under_way.destination).where(under_way.state == DeliveryState.SENDING, under_way.platform == platform)
    return (
        select(Delivery.id, Delivery.destination)
        .outerjoin(parent, parent.id == Delivery.parent_id)
        .outerjoin(target, target.id == Delivery.target_id)
        .outerjoin(Pace, Pace.key == Delivery.platform + ":" + Delivery.destination)
        .where(
            Delivery.state == DeliveryState.PENDING,
            Delivery.due_at <= now,
            Delivery.platform == platform,
            or_(Delivery.parent_id.is_(None), and_(parent.state == DeliveryState.SENT, ~elders.exists())),
            or_(Delivery.target_id.is_(None), target.state == DeliveryState.SENT),
            or_(Pace.key.is_(None), Pace.free_at <= now),
            Delivery.destination.not_in(busy),
            *more,
        )
        .order_by(Delivery.due_at, Delivery.id)
        .limit(bindparam("most"))
    )


def _is_now(state: DeliveryState) -> ColumnElement[bool]:
    """Among rows that are found by something else. SQLite would rather read every row in the state, of which there may
    be a million, by the index of what is due."""
    return type_coerce(Delivery.state, String).concat("") == state.value


def _taken() -> Any:
    now = bindparam("now", type_=Delivery.due_at.type)
    table = cast("Table", Delivery.__table__)
    # SQLite, which has one writer at a time, leaves the lock out.
    free = select(Delivery.id).where(Delivery.id.in_(bindparam("ids", expanding=True)), _is_now(DeliveryState.PENDING))
    taken = (
        update(table)
        .where(
            Delivery.id.in_(free.with_for_update(skip_locked=True).scalar_subquery()), _is_now(DeliveryState.PENDING)
        )
        .values(
            state=DeliveryState.SENDING, attempt=Delivery.attempt + 1,
            lease_until=bindparam("until", type_=Delivery.lease_until.type),
            first_tried_at=func.coalesce(Delivery.first_tried_at, now),
        )
        .returning(*table.columns)
    )  # fmt: skip
    # An UPDATE of the mapped class would be worked out anew each time.
    return select(Delivery).from_statement(taken)


def _take(session: Session, ids: Sequence[int], now: datetime, rules: PaceRules) -> list[Delivery]:
    """Marks rows as being sent, unless another worker has just done so or is about to."""
    values = {"ids": ids, "now": now, "until": now + timedelta(seconds=rules.lease)}
    rows = session.scalars(_TAKEN, values, execution_options={"populate_existing": True})
    return sorted(rows, key=lambda row: (row.due_at, row.id))


def claim_uncertain(
    session: Session, now: datetime, rules: PaceRules, platforms: Sequence[str], most: int
) -> list[Delivery]:
    """Takes uncertain rows that have settled, to be looked for; a lease keeps others from looking at the same time."""
    rows = _to_look_at(session, _UNCERTAIN, now, platforms, most)
    for row in rows:
        row.attempt += 1
        row.looks += 1
        row.due_at = now + timedelta(seconds=rules.lease)
    session.flush()
    return rows


def claim_sweeps(
    session: Session, now: datetime, rules: PaceRules, platforms: Sequence[str], most: int
) -> list[Delivery]:
    """Takes sent rows whose conversation is to be searched for a second copy."""
    rows = _to_look_at(session, _UNSWEPT, now, platforms, most)
    for row in rows:
        row.looks += 1
        row.sweep_at = now + timedelta(seconds=rules.lease)
    session.flush()
    return rows


def _to_look_at(
    session: Session, question: Select[Delivery], now: datetime, platforms: Sequence[str], most: int
) -> list[Delivery]:
    """Rows of platforms whose conversations may be read just now."""
    keys = {looks_key(platform): platform for platform in platforms}
    resting = {key for (key,) in session.execute(_RESTING, {"now": now, "keys": list(keys)})}
    usable = [platform for key, platform in keys.items() if key not in resting]
    return list(session.scalars(question, {"now": now, "platforms": usable, "most": most}))


def _expired() -> Select[int, int | None, DeliveryKind, datetime | None]:
    now = bindparam("now", type_=Delivery.due_at.type)
    query = select(Delivery.id, Delivery.target_id, Delivery.kind, Delivery.lease_until).where(
        Delivery.state == DeliveryState.SENDING, Delivery.lease_until < now
    )
    return query.order_by(Delivery.id).with_for_update(skip_locked=True)


def _lookable(state: ColumnElement[bool], since: Any) -> Select[Delivery]:
    query = select(Delivery).where(
        Delivery.platform.in_(bindparam("platforms", expanding=True)), state,
        since <= bindparam("now", type_=Delivery.due_at.type),
    )  # fmt: skip
    return query.order_by(since, Delivery.id).limit(bindparam("most")).with_for_update(skip_locked=True)


# Built once: building them costs more than running them.
_ANYTHING_DUE = _anything(with_waiting=True)
_ANYTHING_STALE = _anything(with_waiting=False)
_DUE_AT_ALL = _due()
_DUE_BESIDE = _due(Delivery.destination.not_in(bindparam("without", expanding=True)))
_TAKEN, _EXPIRED = _taken(), _expired()
_RESTING = select(Pace.key).where(
    Pace.key.in_(bindparam("keys", expanding=True)), Pace.free_at > bindparam("now", type_=Pace.free_at.type)
)
_UNCERTAIN = _lookable(Delivery.state == DeliveryState.UNCERTAIN, Delivery.due_at)
_UNSWEPT = _lookable(_is_now(DeliveryState.SENT), Delivery.sweep_at)
