"""Sending a register's line as a drawing. Never commits."""

from datetime import datetime

from sqlalchemy.orm import Session

from models.outbox import keys
from models.outbox.destinations import to_person
from models.outbox.queue import queue
from models.registers.tables import RegisterLine
from models.vocabulary.outbox import DRAWING, DeliveryKind


def send_drawing(session: Session, line: RegisterLine, person_id: int, platform: str, now: datetime) -> None:
    """Queues the drawing of a change logic as a file, to a person. It is made when it is sent."""
    payload = {"file": DRAWING, "line": line.id, "person": person_id}
    queue(session, keys.drawing(line.id, person_id, now), DeliveryKind.FILE, platform, to_person(person_id), now,
          person_id=person_id, payload=payload)  # fmt: skip
