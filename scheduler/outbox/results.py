"""Stores the results of sends on their rows, within the caller's transaction.

A change applies only to the attempt under which the row was claimed (fencing).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, assert_never

from sqlalchemy import BindParameter, Boolean, ColumnElement, Update, and_, bindparam, case, or_, update
from sqlalchemy.orm import Session

from models.operations.log import log_of
from models.operations.trouble import CHANNEL_GONE, MANAGEMENT, WORKSPACE, open_trouble, trouble_closed_since
from models.outbox.destinations import MANAGEMENT as MANAGEMENT_CHANNEL
from models.outbox.queue import UPDATE_PAUSE
from models.outbox.tables import Delivery, conversation_key
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from scheduler.outbox.messenger import MessageRef, Outcome, Permanent, Sent, Temporary, Uncertain
from scheduler.outbox.pace import PaceRules, backoff, park_each, park_workspace, wait_asked

log = log_of(__name__)
LONGEST_FOR_PICTURE = timedelta(hours=1)


@dataclass(frozen=True)
class Result:
    """The outcome of sending a claimed row. `began` is when the call began, `address` the `Address.tried` that was
    used."""

    row: Delivery
    outcome: Outcome
    began: datetime
    address: str = ""


def finish(session: Session, results: Sequence[Result], now: datetime, rules: PaceRules) -> int:
    """Stores the outcomes of sends, in few statements however many they are. Returns how many were stored; the others
    belong to attempts that have been superseded."""
    changes: dict[Any, list[dict[str, Any]]] = {}
    rests: dict[str, datetime] = {}
    # Sorted, so that two writers cannot deadlock.
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
    """The statement for one result, and its values. Adds to `rests` until when its conversation is not written to."""
    row, outcome = result.row, result.outcome
    match outcome:
        case Sent(ref):
            _rest(result, now, rules, rests)
            return _sent(row, ref, now, rules)
        case Permanent(error) if _management_is_gone(row, error):
            # The channel may be restored, and then the waiting messages are sent.
            due = _refused(session, result, MANAGEMENT, error, now)
            _later(rests, conversation_key(row.platform, row.destination), due)
            return _UNSENT, _unsent(row, DeliveryState.PENDING, error, due)
        case Permanent(error):
            return _UNSENT, _unsent(row, DeliveryState.FAILED, error)
        case Temporary(error, everywhere=False) if _has_waited_enough(row, now):
            return _UNSENT, _unsent(row, DeliveryState.FAILED, error)
        case Temporary(error, retry_after, everywhere):
            due = now + (backoff(row.attempt) if retry_after is None else wait_asked(retry_after))
            if everywhere:
                due = _refused(session, result, WORKSPACE, error, now)
                park_workspace(session, row.platform, due, rules.of(row.platform))
            elif retry_after is not None:
                _later(rests, conversation_key(row.platform, row.destination), due)
            return _UNSENT, _unsent(row, DeliveryState.PENDING, error, due)
        case Uncertain(error) if row.is_redraw:
            # Rewriting again is harmless. `looks` counts that an older version may still arrive.
            return _UNSENT, _unsent(row, DeliveryState.PENDING, error, now + backoff(row.attempt), row.looks + 1)
        case Uncertain(error):
            return _UNSENT, _unsent(row, DeliveryState.UNCERTAIN, error, now + timedelta(seconds=rules.settle))
    assert_never(outcome)


def _has_waited_enough(row: Delivery, now: datetime) -> bool:
    """Whether a picture in a thread has been tried for so long that the words go on without it."""
    is_picture = row.kind is DeliveryKind.FILE and row.parent_id is not None
    return is_picture and row.first_tried_at is not None and now - row.first_tried_at > LONGEST_FOR_PICTURE


def _management_is_gone(row: Delivery, error: str) -> bool:
    return row.destination == MANAGEMENT_CHANNEL and row.target_id is None and error in CHANNEL_GONE


def _refused(session: Session, result: Result, subject: str, error: str, now: datetime) -> datetime:
    """Opens the trouble `subject`. Returns when to try again. A workspace's trouble is logged once."""
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
        # After a look without a match, the message of an earlier attempt may still appear.
        return _SENT, values | {"sweep": now + 2 * settle if row.looks else None}
    if row.looks:
        return _SHOWN, values | {"again": True, "due": now + settle}
    return _SHOWN, values | {"again": False, "due": now + UPDATE_PAUSE}


def _later(rests: dict[str, datetime], key: str, free_at: datetime) -> None:
    rests[key] = max(free_at, rests.get(key, free_at))


def _rest(result: Result, now: datetime, rules: PaceRules, rests: dict[str, datetime]) -> None:
    """Extends a conversation's pause: it counts from the call, which may have begun a while after the claim."""
    lease_began = (result.row.lease_until or now) - timedelta(seconds=rules.lease)
    pause = rules.of(result.row.platform).per_conversation
    if pause and result.began - lease_began > timedelta(milliseconds=50):
        free_at = result.began + timedelta(seconds=pause)
        _later(rests, conversation_key(result.row.platform, result.row.destination), free_at)


def _statements() -> tuple[Update, Update, Update]:
    def param(name: str, column: Any) -> BindParameter[Any]:
        return bindparam(name, type_=column.type)

    def mine(*states: DeliveryState) -> Update:
        fenced = (Delivery.id == param("of", Delivery.id), Delivery.attempt == param("by", Delivery.attempt))
        # `in_` cannot be used in a statement that is executed for many rows at once.
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
    # A success also counts when the lease has expired, as long as no newer attempt has begun.
    sent = mine(DeliveryState.SENDING, DeliveryState.UNCERTAIN).values(
        state=DeliveryState.SENT, sweep_at=param("sweep", Delivery.sweep_at), **done
    )
    # Redraws that were requested during the call are kept. One statement, so that no request can be lost in between.
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


# Built once, because building a statement takes longer than running it.
_SENT, _SHOWN, _UNSENT = _statements()


def mine_in(row: Delivery, states: Sequence[DeliveryState]) -> ColumnElement[bool]:
    """The condition that a row is in one of the states, and has not been claimed again since."""
    return and_(Delivery.id == row.id, Delivery.attempt == row.attempt, Delivery.state.in_(states))


def give_back(session: Session, rows: Sequence[Delivery], now: datetime) -> None:
    """Releases claimed rows that were not tried, so that they can be claimed again at once."""
    for row in rows:
        values = {"state": DeliveryState.PENDING, "due_at": now, "lease_until": None}
        mine = mine_in(row, (DeliveryState.SENDING,))
        session.connection().execute(update(Delivery).where(mine).values(values))


def hold(session: Session, row: Delivery, until: datetime) -> None:
    """Releases a claimed row that must not be sent before an instant. It was not tried, so it waits from then on."""
    values = {"state": DeliveryState.PENDING, "due_at": until, "lease_until": None, "first_tried_at": None,
              "error": None}  # fmt: skip
    session.connection().execute(update(Delivery).where(mine_in(row, (DeliveryState.SENDING,))).values(values))


def drop(session: Session, row: Delivery, state: DeliveryState, reason: str) -> None:
    """Ends a claimed row that is not sent: in state CANCELLED or FAILED, with the reason."""
    values = {"state": state, "error": reason, "lease_until": None}
    session.connection().execute(update(Delivery).where(mine_in(row, (DeliveryState.SENDING,))).values(values))
