"""Putting messages into the outbox. Nothing here sends; `scheduler.delivery` does, after the commit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any
from uuid import uuid4

from sqlalchemy import ARRAY, JSON, Insert, Integer, Update, and_, bindparam, case, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from models.database import at_commit, connection_of, end_notes, send
from models.delivery import Delivery
from models.prepared import Prepared
from models.questions import Question, Rows
from models.vocabulary import DeliveryKind, DeliveryState

# The contract: an owner's opening message is rewritten at most every 5 s.
UPDATE_PAUSE = timedelta(seconds=5)


@dataclass(frozen=True)
class Prompt:
    """An owner's opening message in a round, as far as others refer to it. `is_cancelled` when there was nothing to ask
    when it was to be sent; `has_wish` when it has been asked for anew before."""

    id: int
    round_id: int
    person_id: int
    platform: str
    destination: str
    is_cancelled: bool = False
    has_wish: bool = False


def insert_once(session: Session, table: Any) -> Any:
    """An INSERT that can be told `.on_conflict_do_nothing()`, which both databases know under one spelling."""
    return insert_for(session.get_bind().dialect.name, table)


def insert_for(dialect: str, table: Any) -> Any:
    """`insert_once` by the dialect's name."""
    # Each database's part of SQLAlchemy takes some megabytes, of which one is needed.
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table)


def row_of(key: str, kind: DeliveryKind, platform: str, destination: str, now: datetime, **more: Any) -> dict[str, Any]:
    """A message to be queued. `more` are further columns of `Delivery`, `due_at` among them (`now` by default)."""
    return {
        **_EMPTY, "key": key, "kind": kind, "platform": platform, "destination": destination, "token": uuid4().hex,
        "created_at": now, "due_at": now, **more,
    }  # fmt: skip


def queue(
    session: Session, key: str, kind: DeliveryKind, platform: str, destination: str, now: datetime, **more: Any
) -> bool:
    """Queues a message unless one with this natural key exists. True when it is new."""
    values = row_of(key, kind, platform, destination, now, **more)
    # Not `rowcount`: SQLAlchemy does not tell it for an INSERT on PostgreSQL.
    new = session.connection().execute(_insert_and_tell(session.get_bind().dialect.name), values)
    return new.scalar_one_or_none() is not None


def queue_all(session: Session, rows: list[dict[str, Any]]) -> None:
    """Queues many messages made by `row_of`, each unless one with its key exists."""
    if not rows:
        return
    if end_notes(session) is None:
        # There may be an opening message among them.
        _ahead(session).clear()
    send(session, _add, rows)


_EMPTY: dict[str, Any] = {
    **dict.fromkeys(
        ("round_id", "person_id", "placement_id", "answer_id", "parent_id", "target_id", "payload", "thread")
    ),
    "state": DeliveryState.PENDING, "revision": 1, "sent_revision": 0, "attempt": 0, "looks": 0,
}  # fmt: skip
_FILLED = (*_EMPTY, "key", "kind", "platform", "destination", "token", "created_at", "due_at")


@cache
def _insert(dialect: str) -> Insert:
    """One statement for every message, built once: building it costs more than running it."""
    statement: Insert = insert_for(dialect, Delivery).on_conflict_do_nothing(index_elements=["key"])
    return statement


_add = Prepared(_insert, columns=_FILLED)


@cache
def _insert_and_tell(dialect: str) -> Any:
    return _insert(dialect).returning(Delivery.id)


def wish_updates(session: Session, round_id: int, person_ids: list[int], now: datetime) -> None:
    """Asks for the opening messages of these persons to be rewritten with the figures of the moment they are sent.

    One row per prompt holds the wish; wishes of one transaction, and within `UPDATE_PAUSE` of the last rewriting,
    become one.
    """
    at_commit(session, _wish, (round_id, person_ids, now))


def _wish(session: Session, wishes: list[tuple[int, list[int], datetime]]) -> None:
    session.flush()
    persons: dict[int, set[int]] = {}
    for round_id, person_ids, _ in wishes:
        persons.setdefault(round_id, set()).update(person_ids)
    now = max(at for _, _, at in wishes)
    for round_id, ids in sorted(persons.items()):
        _wish_in(session, round_id, sorted(ids), now)


def _wish_in(session: Session, round_id: int, person_ids: list[int], now: datetime) -> None:
    prompts = prompts_of(session, round_id, person_ids)
    wishing = dict.fromkeys(prompt.person_id for prompt in prompts if prompt.has_wish)
    if wishing:
        send(session, _again, [{"of_round": round_id, "of_person": person, "at": now} for person in wishing])
    for prompt in prompts:
        if not prompt.has_wish and not queue(
            session, f"update:{prompt.id}", DeliveryKind.PROMPT_UPDATE, prompt.platform, prompt.destination, now,
            round_id=round_id, person_id=prompt.person_id, target_id=prompt.id,
        ):  # fmt: skip
            # On PostgreSQL somebody else's first wish was stored between the two statements.
            wish = {"of_round": round_id, "of_person": prompt.person_id, "at": now}
            _again.many(connection_of(session), [wish])


_IDLE = (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.CANCELLED)


def wished_again() -> Update:
    """A new wish, at the instant `at`, on rows that hold one: of a message to be rewritten, a page to be drawn."""
    at = bindparam("at", type_=Delivery.due_at.type)
    # A list of varying length could not be prepared.
    idle = or_(*(Delivery.state == state for state in _IDLE))
    return update(Delivery).values(
        revision=Delivery.revision + 1,
        state=case((idle, DeliveryState.PENDING.value), else_=Delivery.state),
        # What was shown has its next possible moment in `due_at` (see `scheduler.results`).
        due_at=case((and_(idle, Delivery.due_at < at), at), else_=Delivery.due_at),
    )


_is_update = and_(Delivery.round_id == bindparam("of_round"), Delivery.kind == DeliveryKind.PROMPT_UPDATE.value)
_again = Prepared(lambda _dialect: wished_again().where(_is_update, Delivery.person_id == bindparam("of_person")))

_holder = aliased(Delivery)


def _make_prompts(dialect: str) -> Any:
    persons: Any
    # Lists of any length under one text.
    if dialect == "postgresql":
        persons = func.any(bindparam("persons", type_=ARRAY(Integer)))
        is_asked = Delivery.person_id == persons
    else:
        persons = func.json_each(bindparam("persons", type_=JSON)).table_valued("value")
        is_asked = Delivery.person_id.in_(select(persons.c.value))
    return (
        select(
            Delivery.id, Delivery.person_id, Delivery.platform, Delivery.destination, Delivery.state,
            _holder.id.is_not(None).label("has_wish"),
        )
        .outerjoin(_holder, and_(
            _holder.round_id == Delivery.round_id, _holder.person_id == Delivery.person_id,
            _holder.target_id == Delivery.id, _holder.kind == DeliveryKind.PROMPT_UPDATE,
        ))
        .where(Delivery.round_id == bindparam("round_id"), is_asked, Delivery.kind == DeliveryKind.PROMPT)
        .order_by(Delivery.id)
    )  # fmt: skip


_prompts = Prepared(_make_prompts)
_Known = dict[tuple[int, int], list[Prompt]]


def prompts_of(session: Session, round_id: int, person_ids: list[int]) -> list[Prompt]:
    """The opening messages of a round to these persons; in one order, so that no two writers wait for each other. At
    the end of a transaction each person is asked for once."""
    notes = end_notes(session)
    known: _Known = {} if notes is None else notes.setdefault("prompts", _ahead(session))
    if new := [person for person in person_ids if (round_id, person) not in known]:
        rows = _prompts.rows(connection_of(session), {"round_id": round_id, "persons": new})
        _note_prompts(known, round_id, new, rows)
    found = [prompt for person in dict.fromkeys(person_ids) for prompt in known[round_id, person]]
    return sorted(found, key=lambda prompt: prompt.id)


def prompts_question(session: Session, round_id: int, person_ids: list[int]) -> Question:
    """Asks ahead what `prompts_of` will be asked at the end of the transaction."""
    values = {"round_id": round_id, "persons": person_ids}
    return Question(_prompts, values, partial(_note_prompts, _ahead(session), round_id, person_ids))


def _ahead(session: Session) -> _Known:
    found: _Known = session.info.setdefault("prompts", {})
    return found


def _note_prompts(known: _Known, round_id: int, person_ids: list[int], rows: Rows) -> None:
    for person in person_ids:
        known[round_id, person] = []
    for number, person, platform, destination, state, has_wish in rows:
        is_cancelled = state is DeliveryState.CANCELLED
        prompt = Prompt(number, round_id, person, platform, destination, is_cancelled, bool(has_wish))
        known[round_id, person].append(prompt)


def send_after_all(session: Session, prompts: Iterable[Prompt], now: datetime) -> None:
    """Opening messages that were not sent because there was nothing to ask are to be sent now, with what continues
    them."""
    ids = [prompt.id for prompt in prompts if prompt.is_cancelled]
    if not ids:
        return
    page = and_(Delivery.parent_id.in_(ids), Delivery.kind == DeliveryKind.PAGE)
    cancelled = and_(or_(Delivery.id.in_(ids), page), Delivery.state == DeliveryState.CANCELLED)
    statement = update(Delivery).where(cancelled).values(state=DeliveryState.PENDING, due_at=now, error=None)
    session.connection().execute(statement)
