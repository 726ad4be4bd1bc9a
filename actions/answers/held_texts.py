"""Texts that could not be stored as an answer: kept for the buttons that go on with them."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models.answers.tables import HeldText

# The message that has the buttons shows the whole text too, so nothing is lost when it is gone here.
KEPT = timedelta(days=30)


def hold_text(session: Session, person_id: int, text: str, now: datetime) -> int:
    """Keeps the text and returns its id. Deletes those that have been kept long enough."""
    session.execute(delete(HeldText).where(HeldText.at < now - KEPT))
    held = HeldText(person_id=person_id, text=text, at=now)
    session.add(held)
    session.flush()
    return held.id


def held_text(session: Session, person_id: int, held_id: int) -> str | None:
    """The person's text with this id; None when it is gone or somebody else's."""
    query = select(HeldText.text).where(HeldText.id == held_id, HeldText.person_id == person_id)
    return session.scalars(query).one_or_none()
