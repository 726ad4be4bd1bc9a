"""How a send, a look or a sweep ended, stored on its row. Each function is one step of a transaction.

Every change is fenced by the attempt number under which the row was claimed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, assert_never

import structlog
from sqlalchemy import BindParameter, Boolean, ColumnElement, Update, and_, bindparam, case, or_, select, update
from sqlalchemy.orm import Session

from models.operations.trouble import CHANNEL_GONE, MANAGEMENT, WORKSPACE, open_trouble, trouble_closed_since
from models.outbox.destinations import MANAGEMENT as MANAGEMENT_CHANNEL
from models.outbox.queue import UPDATE_PAUSE
from models.outbox.tables import Delivery, conversation_key, looks_key
from models.vocabulary import DeliveryState
from scheduler.outbox.messenger import History, MessageRef, Outcome, Permanent, Sent, Temporary, Uncertain
from scheduler.outbox.pace import PaceRules, backoff, park, park_each, park_workspace, wait_asked

log = structlog.get_logger()
MOST_LOOKS = 8


@dataclass(frozen=True)
class Result:
    """A claimed row, how its send ended, when the call began, and by which address the receiver was looked for."""

    row: Delivery
    outcome: Outcome
    began: datetime
    address: str = ""


def finish(session: Session, results: Sequence[Result], now: datetime, rules: PaceRules) -> int:
    """Stores how sends ended, any number of them in a few statements. Returns how many still belonged to their attempt;
    the others are dropped."""
    changes: dict[Any, list[dict[str, Any]]] = {}
    rests: dict[str, datetime] = {}
    # In one order, so that no two writers wait for each other.
    for result in sorted(results, key=lambda each: each.row.id):
        statement, values = _change(session, result, now, rules, rests)
        fence = {"of": result.row.id, "by": result.row.attempt, "address": result.address}
        changes.setdefault(statement, []).append({**fence, **values})
    connection = session.connection()
    kept = sum(connection.execute(statement, many).rowcount for statement, many in changes.items())
    park_each(session, rests)
    return kept


def _change(
    session: Session, result: Result, now: datetime, rules: PaceRules, rests: dict[str, datetime]
) -> tuple[Any, dict[str, Any]]:
    """The statement and its values for one result. Adds to `rests` until when its conversation is left alone."""
    row, outcome = result.row, result.outcome
    match outcome:
        case Sent(ref):
            _rest(result, now, rules, rests)
            return _sent(row, ref, now, rules)
        case Permanent(error) if _management_is_gone(row, error):
            # It may come back, and what waited goes out then.
            due = _refused(session, result, MANAGEMENT, error, now)
            _later(rests, conversation_key(row.platform, row.destination), due)
            return _UNSENT, _unsent(row, DeliveryState.PENDING, error, due)
        case Permanent(error):
            return _UNSENT, _unsent(row, DeliveryState.FAILED, error)
        case Temporary(error, retry_after, everywhere):
            due = now + (backoff(row.attempt) if retry_after is None else wait_asked(retry_after))
            if everywhere:
                due = _refused(session, result, WORKSPACE, error, now)
                park_workspace(session, row.platform, due, rules)
            elif retry_after is not None:
                _later(rests, conversation_key(row.platform, row.destination), due)
            return _UNSENT, _unsent(row, DeliveryState.PENDING, error, due)
        case Uncertain(error) if row.is_redraw:
            # Rewriting once more is harmless; `looks` remembers that an old version may still come through.
            return _UNSENT, _unsent(row, DeliveryState.PENDING, error, now + backoff(row.attempt), row.looks + 1)
        case Uncertain(error):
            return _UNSENT, _unsent(row, DeliveryState.UNCERTAIN, error, now + timedelta(seconds=rules.settle))
    assert_never(outcome)


def _management_is_gone(row: Delivery, error: str) -> bool:
    return row.destination == MANAGEMENT_CHANNEL and row.target_id is None and error in CHANNEL_GONE


def _refused(session: Session, result: Result, subject: str, error: str, now: datetime) -> datetime:
    """When to try again, what the trouble `subject` holds up. A workspace's is said in the log once."""
    platform = result.row.platform
    if trouble_closed_since(session, platform, subject, result.began):
        return now
    due, is_new = open_trouble(session, platform, subject, error, now)
    if is_new and subject == WORKSPACE:
        log.warning("trouble.not_let_in", platform=platform, code=error)
    return due


def _unsent(
    row: Delivery, state: DeliveryState, error: str, due: datetime | None = None, looks: int | None = None
) -> dict[str, Any]:
    return {"now_is": state, "why": error, "due": due or row.due_at, "looked": row.looks if looks is None else looks}


def _sent(row: Delivery, ref: MessageRef, now: datetime, rules: PaceRules) -> tuple[Any, dict[str, Any]]:
    values = {"channel": ref.channel, "message": ref.message, "at": now, "shown": row.revision}
    settle = timedelta(seconds=rules.settle)
    if not row.is_redraw:
        # After a look that found nothing, an earlier attempt may still turn up in the conversation.
        return _SENT, values | {"sweep": now + 2 * settle if row.looks else None}
    if row.looks:
        return _SHOWN, values | {"again": True, "due": now + settle}
    return _SHOWN, values | {"again": False, "due": now + UPDATE_PAUSE}


def _later(rests: dict[str, datetime], key: str, free_at: datetime) -> None:
    rests[key] = max(free_at, rests.get(key, free_at))


def _rest(result: Result, now: datetime, rules: PaceRules, rests: dict[str, datetime]) -> None:
    """The pause in a conversation counts from the call, which may have come a while after the claim."""
    lease_began = (result.row.lease_until or now) - timedelta(seconds=rules.lease)
    if rules.per_conversation and result.began - lease_began > timedelta(milliseconds=50):
        free_at = result.began + timedelta(seconds=rules.per_conversation)
        _later(rests, conversation_key(result.row.platform, result.row.destination), free_at)


def _statements() -> tuple[Update, Update, Update]:
    def param(name: str, column: Any) -> BindParameter[Any]:
        return bindparam(name, type_=column.type)

    def mine(*states: DeliveryState) -> Update:
        fenced = (Delivery.id == param("of", Delivery.id), Delivery.attempt == param("by", Delivery.attempt))
        # Not `in_`, which cannot be run for many rows at once.
        tried = param("address", Delivery.tried_address)
        return (
            update(Delivery)
            .where(*fenced, or_(*(Delivery.state == state for state in states)))
            .values(tried_address=tried)
        )

    done: dict[str, Any] = {
        "platform_channel": param("channel", Delivery.platform_channel), "lease_until": None, "error": None,
        "platform_message": param("message", Delivery.platform_message), "sent_at": param("at", Delivery.sent_at),
        "sent_revision": param("shown", Delivery.sent_revision),
    }  # fmt: skip
    # A success is believed even when the lease has run out meanwhile, as long as nobody has tried again.
    sent = mine(DeliveryState.SENDING, DeliveryState.UNCERTAIN).values(
        state=DeliveryState.SENT, sweep_at=param("sweep", Delivery.sweep_at), **done
    )
    # Wishes that came while this was under way are kept: one statement, so that none can come in between.
    newer = or_(bindparam("again", type_=Boolean()), Delivery.revision > param("shown", Delivery.revision))
    shown = mine(DeliveryState.SENDING, DeliveryState.UNCERTAIN).values(
        state=case((newer, DeliveryState.PENDING.value), else_=DeliveryState.SENT.value), looks=0,
        due_at=param("due", Delivery.due_at), **done,
    )  # fmt: skip
    unsent = mine(DeliveryState.SENDING).values(
        state=param("now_is", Delivery.state), error=param("why", Delivery.error), lease_until=None,
        due_at=param("due", Delivery.due_at), looks=param("looked", Delivery.looks),
    )  # fmt: skip
    return sent, shown, unsent


# Built once: building them costs more than running them.
_SENT, _SHOWN, _UNSENT = _statements()


def _mine(row: Delivery, states: Sequence[DeliveryState]) -> ColumnElement[bool]:
    return and_(Delivery.id == row.id, Delivery.attempt == row.attempt, Delivery.state.in_(states))


def give_back(session: Session, rows: Sequence[Delivery], now: datetime) -> None:
    """Claimed rows that were not tried after all: at once claimable again."""
    for row in rows:
        values = {"state": DeliveryState.PENDING, "due_at": now, "lease_until": None}
        mine = _mine(row, (DeliveryState.SENDING,))
        session.connection().execute(update(Delivery).where(mine).values(values))


def hold(session: Session, row: Delivery, until: datetime) -> None:
    """A claimed row that is not to reach its receiver before an instant."""
    values = {"state": DeliveryState.PENDING, "due_at": until, "lease_until": None}
    session.connection().execute(update(Delivery).where(_mine(row, (DeliveryState.SENDING,))).values(values))


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
