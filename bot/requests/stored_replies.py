"""Replies stored under their request's key, in the transaction of the request's effect: a retry of the same request
gets the same reply, and has no second effect."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from messages.parts import Done, Reply
from messages.stored import from_data, to_data
from models.operations.tables import InboundRequest
from models.storage.database import dialect_of, insert_for


class AlreadyHandled(Exception):
    """An earlier run of the same request has had its effect; this transaction is to be rolled back."""


def stored_reply(session: Session, key: str | None) -> Reply | None:
    """The reply stored under a key; `Done` when the reply was posted in a conversation, None when there is none."""
    row = session.execute(select(InboundRequest.reply).where(InboundRequest.key == key)).first()
    if row is None:
        return None
    reply: Reply = from_data(row.reply) if row.reply else Done()
    return reply


def store_reply(session: Session, key: str, at: datetime, reply: Reply | None) -> None:
    """Stores a reply under its request's key; None for one that was posted in a conversation. Raises AlreadyHandled
    when the key is taken."""
    values = {"key": key, "at": at, "reply": to_data(reply) if reply is not None else None}
    if session.connection().execute(_insert(dialect_of(session)), values).first() is None:
        raise AlreadyHandled


@cache
def _insert(dialect: str) -> Any:
    return insert_for(dialect, InboundRequest).on_conflict_do_nothing().returning(InboundRequest.key)
