"""Putting messages into the outbox. Nothing here sends; `scheduler.delivery` does, after the commit."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Insert, and_, bindparam, case, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.delivery import Delivery
from models.vocabulary import DeliveryKind, DeliveryState

# The contract: an owner's opening message is rewritten at most every 5 s.
UPDATE_PAUSE = timedelta(seconds=5)


def insert_once(session: Session, table: Any) -> Any:
    """An INSERT that can be told `.on_conflict_do_nothing()`, which both databases know under one spelling."""
    dialect = session.get_bind().dialect.name
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def queue(
    session: Session, key: str, kind: DeliveryKind, platform: str, destination: str, now: datetime, **more: Any
) -> bool:
    """Queues a message unless one with this natural key exists. True when it is new.

    `more` are further columns of `Delivery`, `due_at` among them (`now` by default).
    """
    values = {
        "key": key, "kind": kind, "platform": platform, "destination": destination, "token": uuid4().hex,
        "state": DeliveryState.PENDING, "created_at": now, "due_at": now, "revision": 1, "sent_revision": 0,
        "attempt": 0, "looks": 0, **more,
    }  # fmt: skip
    statement: Insert = insert_once(session, Delivery).values(**values).on_conflict_do_nothing(index_elements=["key"])
    return session.connection().execute(statement).rowcount == 1


def wish_update(session: Session, prompt: Delivery, now: datetime) -> None:
    """Asks for the opening message of an owner to be rewritten with the figures of the moment it is sent.

    One row per prompt holds the wish; wishes within `UPDATE_PAUSE` of the last rewriting become one.
    """
    key = f"update:{prompt.id}"
    if queue(
        session, key, DeliveryKind.PROMPT_UPDATE, prompt.platform, prompt.destination, now,
        round_id=prompt.round_id, person_id=prompt.person_id, target_id=prompt.id,
    ):  # fmt: skip
        return
    session.connection().execute(_again, {"wanted": key, "at": now})


def _make_again() -> Any:
    at = bindparam("at", type_=Delivery.due_at.type)
    idle = Delivery.state.in_([DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.CANCELLED])
    return (
        update(Delivery)
        .where(Delivery.key == bindparam("wanted"))
        .values(
            revision=Delivery.revision + 1,
            state=case((idle, DeliveryState.PENDING.value), else_=Delivery.state),
            # A rewriting that was sent has its next possible moment in `due_at` (see `scheduler.delivery`).
            due_at=case((and_(idle, Delivery.due_at < at), at), else_=Delivery.due_at),
        )
    )


_again = _make_again()


def prompts_of(session: Session, round_id: int, person_ids: list[int]) -> list[Delivery]:
    """The opening messages of a round to these persons."""
    query = select(Delivery).where(
        Delivery.round_id == round_id, Delivery.person_id.in_(person_ids), Delivery.kind == DeliveryKind.PROMPT
    )
    return list(session.scalars(query))
