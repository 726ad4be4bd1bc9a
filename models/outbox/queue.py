"""Adds messages to the outbox. `scheduler.outbox.sender` sends them after the commit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Insert, Update, and_, bindparam, case, or_, select, update
from sqlalchemy.orm import Session

from models.outbox import keys
from models.outbox.tables import Delivery
from models.storage.database import dialect_of, fetch, insert_for
from models.vocabulary.outbox import DeliveryKind, DeliveryState

# The contract: an owner's opening message is rewritten at most every 5 s.
UPDATE_PAUSE = timedelta(seconds=5)


@dataclass(frozen=True)
class Prompt:
    """An owner's opening message in a round, with what other messages need to refer to it. `is_cancelled` when it was
    not sent because nothing was left to ask."""

    id: int
    round_id: int
    person_id: int
    platform: str
    destination: str
    is_cancelled: bool = False


def row_of(key: str, kind: DeliveryKind, platform: str, destination: str, now: datetime, **more: Any) -> dict[str, Any]:
    """The columns of a message to be queued. `more` are further columns of `Delivery`; `due_at` is `now` by default."""
    return {
        **_EMPTY, "key": key, "kind": kind, "platform": platform, "destination": destination, "token": uuid4().hex,
        "created_at": now, "due_at": now, **more,
    }  # fmt: skip


_EMPTY: dict[str, Any] = {
    **dict.fromkeys(
        ("round_id", "person_id", "placement_id", "answer_id", "parent_id", "target_id", "payload", "thread")
    ),
    "state": DeliveryState.PENDING, "revision": 1, "sent_revision": 0, "attempt": 0, "looks": 0,
}  # fmt: skip


@cache
def _insert(dialect: str) -> Insert:
    """Cached, like the statements below, because building one takes longer than running it."""
    statement: Insert = insert_for(dialect, Delivery).on_conflict_do_nothing(index_elements=["key"])
    return statement


@cache
def _insert_returning_id(dialect: str) -> Any:
    return _insert(dialect).returning(Delivery.id)


@cache
def _insert_or_redraw(dialect: str) -> Insert:
    new = insert_for(dialect, Delivery)
    again = {**_redrawn(new.excluded.due_at), "person_id": new.excluded.person_id}
    statement: Insert = new.on_conflict_do_update(index_elements=["key"], set_=again)
    return statement


def queue(
    session: Session, key: str, kind: DeliveryKind, platform: str, destination: str, now: datetime, **more: Any
) -> bool:
    """Queues a message unless one with this natural key exists. True when it is new."""
    # SQLAlchemy has no `rowcount` for an INSERT on PostgreSQL.
    values = row_of(key, kind, platform, destination, now, **more)
    result = session.connection().execute(_insert_returning_id(dialect_of(session)), values)
    return result.scalar_one_or_none() is not None


def queue_all(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Queues messages that were made by `row_of`, leaving out those whose key exists already."""
    if rows:
        session.connection().execute(_insert(dialect_of(session)), rows)


def request_redraw(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Requests redraws, i.e. messages whose content is built when they are sent: rewrites and home pages. `rows` are
    made by `row_of`. There is one row per key; requests within `UPDATE_PAUSE` of the last redraw are merged into
    one."""
    if rows:
        session.connection().execute(_insert_or_redraw(dialect_of(session)), rows)


_IDLE = (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.CANCELLED)


def _redrawn(at: Any) -> dict[str, Any]:
    """The changed columns of a row that is to be redrawn at an instant."""
    # `in_` cannot be used in a statement that is executed for many rows at once.
    idle = or_(*(Delivery.state == state for state in _IDLE))
    return {
        "revision": Delivery.revision + 1,
        "state": case((idle, DeliveryState.PENDING.value), else_=Delivery.state),
        # `due_at` of a row that has been shown is the earliest time of its next redraw (`scheduler.outbox.results`).
        "due_at": case((and_(idle, Delivery.due_at < at), at), else_=Delivery.due_at),
    }


def redraw_again(*which: ColumnElement[bool]) -> Update:
    """A statement that requests another redraw of existing rows, at the instant of its parameter `at`."""
    return update(Delivery).where(*which).values(_redrawn(bindparam("at", type_=Delivery.due_at.type)))


def request_prompt_updates(session: Session, prompts: Iterable[Prompt], now: datetime) -> None:
    """Requests rewrites of opening messages, whose figures are read when the rewrite is sent."""
    request_redraw(session, [
        row_of(keys.prompt_update(prompt.id), DeliveryKind.PROMPT_UPDATE, prompt.platform, prompt.destination, now,
               round_id=prompt.round_id, person_id=prompt.person_id, target_id=prompt.id)
        for prompt in prompts
    ])  # fmt: skip


def request_page_updates(session: Session, prompts: Iterable[Prompt], now: datetime) -> None:
    """The same of the pages in their threads that have been sent; the others are built when they are."""
    by_id = {prompt.id: prompt for prompt in prompts}
    query = select(Delivery).where(
        Delivery.parent_id.in_(by_id), Delivery.kind == DeliveryKind.PAGE, Delivery.state == DeliveryState.SENT
    )
    pages = [page for page in session.scalars(query.order_by(Delivery.id)) if "page" in (page.payload or {})]
    request_redraw(session, [
        row_of(keys.prompt_update(page.id), DeliveryKind.PROMPT_UPDATE, page.platform, page.destination, now,
               round_id=page.round_id, person_id=page.person_id, target_id=page.id, payload=page.payload)
        for page in pages
    ])  # fmt: skip


# Messages that show what an answer says.
_ABOUT_ANSWER = (DeliveryKind.ALERT, DeliveryKind.ALERT_CHANGE, DeliveryKind.NOTICE, DeliveryKind.SUMMARY_CHANGE)
_GONE = (DeliveryState.FAILED, DeliveryState.CANCELLED)


def request_rewrites(session: Session, about_id: int, answer_id: int, now: datetime) -> None:
    """Requests that every message about one version of an answer says in its place what the version `answer_id` does,
    which may be the same. A rewrite has the kind of what it rewrites, and waits until that has been sent."""
    query = select(Delivery).where(
        Delivery.answer_id == about_id, Delivery.kind.in_(_ABOUT_ANSWER), Delivery.state.not_in(_GONE)
    )
    # A message that has been rewritten already is about this version, too.
    rewritten = {each.target_id or each.id: each for each in session.scalars(query.order_by(Delivery.id))}
    request_redraw(session, [
        row_of(keys.rewrite(sent_id, answer_id), each.kind, each.platform, each.destination, now,
               round_id=each.round_id, person_id=each.person_id, placement_id=each.placement_id, answer_id=answer_id,
               target_id=sent_id)
        for sent_id, each in rewritten.items()
    ])  # fmt: skip


def request_summary_rewrites(session: Session, round_id: int, now: datetime) -> None:
    """The same of a round's summaries. What goes on in their threads is rewritten with them."""
    query = select(Delivery).where(
        Delivery.round_id == round_id, Delivery.kind == DeliveryKind.SUMMARY, Delivery.target_id.is_(None),
        Delivery.state.not_in(_GONE),
    )  # fmt: skip
    request_redraw(session, [
        row_of(keys.rewrite(sent.id, 0), sent.kind, sent.platform, sent.destination, now, round_id=round_id,
               target_id=sent.id, payload=sent.payload)
        for sent in session.scalars(query)
    ])  # fmt: skip


_PROMPTS = (
    select(Delivery.id, Delivery.round_id, Delivery.person_id, Delivery.platform, Delivery.destination, Delivery.state)
    .where(
        Delivery.round_id == bindparam("round_id"),
        Delivery.person_id.in_(bindparam("persons", expanding=True)),
        Delivery.kind == DeliveryKind.PROMPT,
    )
    .order_by(Delivery.id)
)


def prompts_of(session: Session, round_id: int, person_ids: Iterable[int]) -> list[Prompt]:
    """The opening messages of a round to these persons, by id: a common order keeps writers from deadlocking."""
    records = fetch(session, _PROMPTS, {"round_id": round_id, "persons": sorted(person_ids)})
    return [
        Prompt(row.id, row.round_id, row.person_id, row.platform, row.destination, row.state is DeliveryState.CANCELLED)
        for row in records
    ]


def sent_prompts(
    session: Session, round_id: int, states: Sequence[DeliveryState] = (DeliveryState.SENT,)
) -> list[Prompt]:
    """The opening messages of a round that have been sent, or are in one of the states."""
    sent = select(Delivery.person_id).where(
        Delivery.round_id == round_id, Delivery.kind == DeliveryKind.PROMPT, Delivery.state.in_(states)
    )
    return prompts_of(session, round_id, [person for person in session.scalars(sent) if person is not None])


def revive_cancelled(session: Session, prompts: Iterable[Prompt], now: datetime) -> None:
    """Queues cancelled opening messages again, with their continuations, to be sent now. Others are left as they
    are."""
    ids = [prompt.id for prompt in prompts if prompt.is_cancelled]
    if not ids:
        return
    page = and_(Delivery.parent_id.in_(ids), Delivery.kind == DeliveryKind.PAGE)
    cancelled = and_(or_(Delivery.id.in_(ids), page), Delivery.state == DeliveryState.CANCELLED)
    again = {"state": DeliveryState.PENDING, "due_at": now, "error": None, "first_tried_at": None}
    statement = update(Delivery).where(cancelled).values(again)
    session.connection().execute(statement)
