"""`malvakten deliveries`: the outbox as a log."""

import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import typer
from rich.console import Console
from rich.table import Column, Table
from sqlalchemy import select

from bot.cli.support import now, refuse
from models.options import Options
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
_MOST_DIGITS = 18  # what fits a database's integer


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


def read_ids(words: Sequence[str]) -> list[int]:
    """The ids of `retry ID …`; none for no words. Ends the process with status 2 for anything else."""
    if not words:
        return []
    verb, *ids = words
    if verb != "retry" or not ids or not all(each.isdecimal() and len(each) <= _MOST_DIGITS for each in ids):
        raise typer.BadParameter(
            "write nothing to see the log, or retry and the ids of failed messages, for example: "
            "malvakten deliveries retry 12 15"
        )
    return [int(each) for each in dict.fromkeys(ids)]


def retry_all(database: Database, ids: Sequence[int], options: Options) -> None:
    """Queues these failed messages again, or refuses and changes nothing."""
    from actions.coordinators.retrying import RetryFault, retry

    faults: list[str] = []
    with database.write() as session:
        for each in ids:
            try:
                retry(session, each, now(), options)
            except RetryFault as fault:
                faults.append(f"Message {each}: {fault}")
        if faults:
            refuse(*faults)  # which rolls back


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
