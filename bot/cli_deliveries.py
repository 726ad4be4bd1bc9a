"""`malvakten deliveries`: the outbox as a log."""

from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from models.database import Database
from models.delivery import Delivery
from models.organisation import Person
from models.round import Round


def _instant(value: datetime | None) -> str | None:
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if value else None


def listed(database: Database, limit: int = 0) -> list[dict[str, Any]]:
    """Every row, oldest first; with a limit the newest."""
    query = (
        select(Delivery, Person.email, Round.name)
        .outerjoin(Person, Person.id == Delivery.person_id)
        .outerjoin(Round, Round.id == Delivery.round_id)
        .order_by(Delivery.id.desc())
    )
    with database.read() as session:
        found = session.execute(query.limit(limit) if limit else query).all()
    return [_row(delivery, email, name) for delivery, email, name in reversed(found)]


def _row(d: Delivery, email: str | None, round_name: str | None) -> dict[str, Any]:
    return {
        "id": d.id, "key": d.key, "kind": d.kind.value, "round": round_name, "to": email or d.destination,
        "platform": d.platform, "state": d.state.value, "attempts": d.attempt, "looks": d.looks,
        "platform_channel": d.platform_channel, "platform_id": d.platform_message,
        "created_at": _instant(d.created_at), "due_at": _instant(d.due_at),
        "first_tried_at": _instant(d.first_tried_at), "sent_at": _instant(d.sent_at), "why": d.error,
    }  # fmt: skip


def table(rows: list[dict[str, Any]]) -> None:
    """For people."""
    drawn = Table("id", "kind", "to", "state", "attempts", "sent", "why")
    for row in rows:
        drawn.add_row(str(row["id"]), row["kind"], row["to"], row["state"], str(row["attempts"]),
                      row["sent_at"] or "", row["why"] or "")  # fmt: skip
    Console().print(drawn if rows else "No messages yet.")
