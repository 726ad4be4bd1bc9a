"""`malvakten deliveries`: the outbox as a log."""

import sys
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Column, Table
from sqlalchemy import select

from models.outbox.tables import Delivery
from models.people.tables import Person
from models.rounds.tables import Round
from models.storage.database import Database

# Column headings, and the keys of the rows.
_COLUMNS = {
    "id": "id", "kind": "kind", "to": "to", "state": "state", "attempts": "attempts", "due": "due_at",
    "sent": "sent_at", "platform's id": "platform_id", "why": "why",
}  # fmt: skip
_WIDE = 200


def _instant(value: datetime | None) -> str | None:
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if value else None


def listed(database: Database, limit: int = 0) -> list[dict[str, Any]]:
    """The outbox's rows as JSON objects, oldest first; with a limit only so many of the newest."""
    query = (
        select(Delivery, Person.email, Round.name)
        .outerjoin(Person, Person.id == Delivery.person_id)
        .outerjoin(Round, Round.id == Delivery.round_id)
        .order_by(Delivery.id.desc())
    )
    with database.read() as session:
        newest_first = session.execute(query.limit(limit) if limit else query).all()
    return [_row(delivery, email, name) for delivery, email, name in reversed(newest_first)]


def _row(d: Delivery, email: str | None, round_name: str | None) -> dict[str, Any]:
    return {
        "id": d.id, "key": d.key, "kind": d.kind.value, "round": round_name, "to": email or d.destination,
        "platform": d.platform, "state": d.state.value, "attempts": d.attempt, "looks": d.looks,
        "platform_channel": d.platform_channel, "platform_id": d.platform_message,
        "created_at": _instant(d.created_at), "due_at": _instant(d.due_at),
        "first_tried_at": _instant(d.first_tried_at), "sent_at": _instant(d.sent_at), "why": d.error,
    }  # fmt: skip


def table(rows: list[dict[str, Any]]) -> None:
    """Prints the rows as a table. Nothing is cut: a narrow terminal wraps, a file gets wide lines."""
    grid = Table(*(Column(name, overflow="fold") for name in _COLUMNS))
    for row in rows:
        grid.add_row(*("" if row[name] is None else str(row[name]) for name in _COLUMNS.values()))
    Console(width=None if sys.stdout.isatty() else _WIDE).print(grid if rows else "No messages yet.")
