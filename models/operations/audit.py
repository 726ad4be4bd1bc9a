"""Writing the audit. It holds who did what to which thing, and numbers; never a comment's text."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from models.operations.tables import AuditEvent

_ADD = insert(AuditEvent)


def record(
    session: Session, now: datetime, what: str, subject: str, person_id: int | None = None, **details: Any
) -> None:
    """One line of the audit, e.g. `record(session, now, "round.closed", "Halvår 2022")`."""
    values = {"at": now, "what": what, "subject": subject, "person_id": person_id, "details": details}
    session.connection().execute(_ADD, values)
