"""Reminding the coordinators of the registers' days: what is coming, and what has passed. Never commits."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.coordinators.telling import platform_of
from actions.deviations.daily_looks import Look, claim_look, today_of
from models.options import Options
from models.outbox import keys
from models.outbox.destinations import to_person
from models.outbox.queue import queue
from models.people.directory_cache import load_directory
from models.registers.occasions import to_tell, told_before
from models.registers.tables import RegisterLine
from models.storage.database import fetch
from models.vocabulary.outbox import DeliveryKind

_LINE = select(RegisterLine.id).limit(1)


def has_lines(session: Session) -> bool:
    """Whether any register has a line to look at."""
    return fetch(session, _LINE).first() is not None


def remind_of_dates(session: Session, now: datetime, options: Options) -> int:
    """Queues one message to each coordinator with what they ought to have been told and have not, unless another worker
    has looked today. When it may be sent is up to `models.rules.courtesy`. Returns the number of messages."""
    today = today_of(now, options)
    if not claim_look(session, Look.DATES, today):
        return 0
    due = to_tell(session, today, options.zone)
    number = 0
    for person in load_directory(session).coordinators() if due else ():
        told = told_before(session, person.id, now)
        if new := [mark for mark in due if mark not in told]:
            number += queue(
                session, keys.dates(person.id, today), DeliveryKind.DATES, platform_of(person, options),
                to_person(person.id), now, person_id=person.id, payload={"about": [list(mark) for mark in new]},
            )  # fmt: skip
    return number
