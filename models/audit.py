"""Writing the audit. It holds who did what to which thing, and numbers; never a comment's text."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from models.database import at_commit, send
from models.ledger import AuditEvent
from models.prepared import Prepared

_add = Prepared(lambda _dialect: insert(AuditEvent), columns=("at", "what", "subject", "person_id", "details"))


def record(
    session: Session, now: datetime, what: str, subject: str, person_id: int | None = None, **details: Any
) -> None:
    """One line of the audit, e.g. `record(session, now, "round.closed", "Halvår 2022")`."""
    values = {"at": now, "what": what, "subject": subject, "person_id": person_id, "details": details}
    at_commit(session, _write, values)


def _write(session: Session, lines: list[dict[str, Any]]) -> None:
    session.flush()
    send(session, _add, lines)
