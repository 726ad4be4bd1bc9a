"""How a send, a look or a sweep ended, stored on its row. Each function is one step of a transaction.

Every change is fenced by the attempt number under which the row was claimed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, assert_never

from sqlalchemy import ColumnElement, and_, case, select, update
from sqlalchemy.orm import Session

from models.delivery import Delivery
from models.outbox import UPDATE_PAUSE
from models.vocabulary import DeliveryState
from scheduler.messenger import History, MessageRef, Outcome, Permanent, Sent, Temporary, Uncertain
from scheduler.pace import (
    PaceRules,
    backoff,
    conversation_key,
    looks_key,
    park,
    park_workspace,
    wait_asked,
)  # fmt: skip

MOST_LOOKS = 8


@dataclass(frozen=True)
class Result:
    """A claimed row, how its send ended, and when the call began."""

    row: Delivery
    outcome: Outcome
    began: datetime


def finish(session: Session, results: Sequence[Result], now: datetime, rules: PaceRules) -> int:
    """Stores how sends ended. Returns how many still belonged to their attempt; the others are dropped."""
    return sum(_finish(session, result, now, rules) for result in results)


def _finish(session: Session, result: Result, now: datetime, rules: PaceRules) -> int:
    row, outcome = result.row, result.outcome
    values: dict[str, Any] = {"lease_until": None}
    sending: tuple[DeliveryState, ...] = (DeliveryState.SENDING,)
    match outcome:
        case Sent(ref):
            values |= _sent_values(row, ref, now, rules)
            # A success is believed even when the lease has run out meanwhile, as long as nobody has tried again.
            sending = (DeliveryState.SENDING, DeliveryState.UNCERTAIN)
            _rest(session, result, now, rules)
        case Permanent(error):
            values |= {"state": DeliveryState.FAILED, "error": error}
        case Temporary(error, retry_after, everywhere):
            due = now + (backoff(row.attempt) if retry_after is None else wait_asked(retry_after))
            if everywhere:
                park_workspace(session, row.platform, due, rules)
            elif retry_after is not None:
                park(session, [conversation_key(row.platform, row.destination)], due)
            values |= {"state": DeliveryState.PENDING, "error": error, "due_at": due}
        case Uncertain(error) if row.target_id is not None:
            # Rewriting once more is harmless; `looks` remembers that an old version may still come through.
            due = now + backoff(row.attempt)
            values |= {"state": DeliveryState.PENDING, "error": error, "due_at": due, "looks": row.looks + 1}
        case Uncertain(error):
            due = now + timedelta(seconds=rules.settle)
            values |= {"state": DeliveryState.UNCERTAIN, "error": error, "due_at": due}
        case _:
            assert_never(outcome)
    return session.connection().execute(update(Delivery).where(_mine(row, sending)).values(values)).rowcount


def _mine(row: Delivery, states: Sequence[DeliveryState]) -> ColumnElement[bool]:
    return and_(Delivery.id == row.id, Delivery.attempt == row.attempt, Delivery.state.in_(states))


def _sent_values(row: Delivery, ref: MessageRef, now: datetime, rules: PaceRules) -> dict[str, Any]:
    values = {
        "state": DeliveryState.SENT, "platform_channel": ref.channel, "platform_message": ref.message,
        "sent_at": now, "error": None, "sent_revision": row.revision,
    }  # fmt: skip
    settled = now + timedelta(seconds=rules.settle)
    if row.target_id is None:
        # After a look that found nothing, an earlier attempt may still turn up in the conversation.
        return values | ({"sweep_at": now + timedelta(seconds=2 * rules.settle)} if row.looks else {})
    if row.looks:
        return values | {"state": DeliveryState.PENDING, "due_at": settled, "looks": 0}
    # Wishes that came while this was under way are kept: one statement, so that none can come in between.
    newer = Delivery.revision > row.revision
    state = case((newer, DeliveryState.PENDING.value), else_=DeliveryState.SENT.value)
    return values | {"state": state, "due_at": now + UPDATE_PAUSE}


def _rest(session: Session, result: Result, now: datetime, rules: PaceRules) -> None:
    """The pause in a conversation counts from the call, which may have come a while after the claim."""
    lease_began = (result.row.lease_until or now) - timedelta(seconds=rules.lease)
    if rules.per_conversation and result.began - lease_began > timedelta(milliseconds=50):
        free_at = result.began + timedelta(seconds=rules.per_conversation)
        park(session, [conversation_key(result.row.platform, result.row.destination)], free_at)


def give_back(session: Session, rows: Sequence[Delivery], now: datetime) -> None:
    """Claimed rows that were not tried after all: at once claimable again."""
    for row in rows:
        values = {"state": DeliveryState.PENDING, "due_at": now, "lease_until": None}
        mine = _mine(row, (DeliveryState.SENDING,))
        session.connection().execute(update(Delivery).where(mine).values(values))


def drop(session: Session, row: Delivery, state: DeliveryState, reason: str) -> None:
    """A claimed row with nothing to say, or one whose message cannot be built."""
    values = {"state": state, "error": reason, "lease_until": None}
    session.connection().execute(update(Delivery).where(_mine(row, (DeliveryState.SENDING,))).values(values))


def looked(session: Session, row: Delivery, history: History, now: datetime, rules: PaceRules) -> DeliveryState | None:
    """Stores what a look found: sent; not there, so it is sent again; or unclear, which is tried again. A conversation
    that may not be read is given up after some looks.

    Returns the new state, None when a newer attempt has taken the row over.
    """
    mine = select(Delivery).where(_mine(row, (DeliveryState.UNCERTAIN,))).with_for_update()
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


def swept(session: Session, row: Delivery, history: History, removed: bool, now: datetime) -> None:
    """Marks a sweep as done; one that did not succeed is left for the time set when it was claimed, unless the
    conversation may not be read."""
    if history.found is None and history.retry_after is not None:
        park(session, [looks_key(row.platform)], now + wait_asked(history.retry_after))
    hopeless = history.refused and row.looks >= MOST_LOOKS
    if hopeless or (history.found is not None and removed):
        session.execute(update(Delivery).where(Delivery.id == row.id).values(sweep_at=None))
