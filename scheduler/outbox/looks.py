"""Claims and results of looks and sweeps, within the caller's transaction. A message is looked for when it is uncertain
whether it was sent; after a message was sent again, its conversation is swept for a second copy."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select, update
from sqlalchemy.orm import Session

from models.outbox.tables import Delivery, Pace, looks_key
from models.vocabulary.outbox import DeliveryState
from scheduler.outbox.claims import is_now
from scheduler.outbox.messenger import History
from scheduler.outbox.pace import PaceRules, backoff, park, wait_asked
from scheduler.outbox.results import mine_in

MOST_LOOKS = 8


def claim_uncertain(
    session: Session, now: datetime, rules: PaceRules, platforms: Sequence[str], most: int
) -> list[Delivery]:
    """Claims uncertain rows whose settle time is over, to be looked for. `due_at` is moved as the lease of the look."""
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
    """Claims sent rows whose conversation is to be searched for a second copy. `sweep_at` is moved as the lease."""
    rows = _to_look_at(session, _UNSWEPT, now, platforms, most)
    for row in rows:
        row.looks += 1
        row.sweep_at = now + timedelta(seconds=rules.lease)
    session.flush()
    return rows


def _to_look_at(
    session: Session, query: Select[Delivery], now: datetime, platforms: Sequence[str], most: int
) -> list[Delivery]:
    """The rows of the query, of platforms whose limit on reading conversations allows it."""
    keys = {looks_key(platform): platform for platform in platforms}
    resting = {key for (key,) in session.execute(_RESTING, {"now": now, "keys": list(keys)})}
    usable = [platform for key, platform in keys.items() if key not in resting]
    return list(session.scalars(query, {"now": now, "platforms": usable, "most": most}))


def _lookable(state: ColumnElement[bool], since: Any) -> Select[Delivery]:
    query = select(Delivery).where(
        Delivery.platform.in_(bindparam("platforms", expanding=True)), state,
        since <= bindparam("now", type_=Delivery.due_at.type),
    )  # fmt: skip
    return query.order_by(since, Delivery.id).limit(bindparam("most")).with_for_update(skip_locked=True)


# Built once, because building a statement takes longer than running it.
_RESTING = select(Pace.key).where(
    Pace.key.in_(bindparam("keys", expanding=True)), Pace.free_at > bindparam("now", type_=Pace.free_at.type)
)
_UNCERTAIN = _lookable(Delivery.state == DeliveryState.UNCERTAIN, Delivery.due_at)
_UNSWEPT = _lookable(is_now(DeliveryState.SENT), Delivery.sweep_at)


def store_look(
    session: Session, row: Delivery, history: History, now: datetime, rules: PaceRules
) -> DeliveryState | None:
    """Stores the result of a look. A message that was found is sent; one that was not found is queued again; after a
    failed look there is another one. After `MOST_LOOKS` refused looks the message has failed.

    Returns the new state, None when the row belongs to a newer attempt.
    """
    mine = select(Delivery).where(mine_in(row, (DeliveryState.UNCERTAIN,))).with_for_update()
    current = session.execute(mine).scalar_one_or_none()
    if current is None:
        return None
    if history.found:
        current.state, current.sent_at = DeliveryState.SENT, now
        current.platform_channel, current.platform_message = history.found[0].channel, history.found[0].message
        current.sent_revision, current.error, current.lease_until = current.revision, None, None
        current.sweep_at = now + timedelta(seconds=2 * rules.settle)
    elif history.found is not None:
        current.state, current.due_at = DeliveryState.PENDING, now
    elif not history.refused:
        current.due_at = _look_again(session, current, history, now)
        current.looks -= 1
    elif current.looks >= MOST_LOOKS:
        current.state = DeliveryState.FAILED
        current.error = f"cannot tell whether it was sent ({history.error})"
    else:
        current.due_at = now + max(timedelta(seconds=rules.settle) / 3, backoff(current.looks))
    session.flush()
    return current.state


def _look_again(session: Session, row: Delivery, history: History, now: datetime) -> datetime:
    if history.retry_after is None:
        return now + backoff(row.attempt)
    due = now + wait_asked(history.retry_after)
    park(session, [looks_key(row.platform)], due)
    return due


def store_sweep(session: Session, row: Delivery, history: History, removed: bool, now: datetime) -> None:
    """Stores the result of a sweep. `removed` when every second copy was removed. A sweep that did not succeed is
    repeated at the time set by its claim, unless too many looks have been refused."""
    if history.found is None and history.retry_after is not None:
        park(session, [looks_key(row.platform)], now + wait_asked(history.retry_after))
    hopeless = history.refused and row.looks >= MOST_LOOKS
    if hopeless or (history.found is not None and removed):
        session.execute(update(Delivery).where(Delivery.id == row.id).values(sweep_at=None))
