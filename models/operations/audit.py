"""Writing the audit: who changed what, and when. Never the text of a comment."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from models.operations.tables import AuditEvent

_ADD = insert(AuditEvent)


def record(
    session: Session, now: datetime, what: str, subject: str, person_id: int | None = None, **details: Any
) -> None:
    """Adds an event to the audit, e.g. `record(session, now, "round.closed", "Halvår 2022")`. `subject` is the name of
    what was changed, `details` are numbers and names of fields, as JSON."""
    values = {"at": now, "what": what, "subject": subject, "person_id": person_id, "details": details}
    session.connection().execute(_ADD, values)
