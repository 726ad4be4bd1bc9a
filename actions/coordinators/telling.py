"""Notices to the coordinators: queued with ids, built for each of them when sent (`messages.coordinators`)."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models.options import Options
from models.outbox import keys
from models.outbox.destinations import to_person
from models.outbox.queue import queue_all, row_of
from models.people.directory_cache import load_directory
from models.people.views import PersonView
from models.vocabulary.outbox import CoordinatorNotice, DeliveryKind


def tell_coordinators(
    session: Session, notice: CoordinatorNotice, subject: str, now: datetime, options: Options,
    round_id: int | None = None, **ids: Any,
) -> None:  # fmt: skip
    """Queues a direct message to each coordinator. `subject` begins the natural key: the same subject is queued once.
    `ids` go into the payload, from which `messages.coordinators` builds the message."""
    queue_all(session, [
        row_of(keys.coordinator(subject, person.id), DeliveryKind.COORDINATOR, platform_of(person, options),
               to_person(person.id), now, round_id=round_id, person_id=person.id,
               payload={"notice": notice.value, **ids})
        for person in load_directory(session).coordinators()
    ])  # fmt: skip


def platform_of(person: PersonView, options: Options) -> str:
    """The enabled platform that a person gets messages on."""
    return person.platform_among(options.platforms)
