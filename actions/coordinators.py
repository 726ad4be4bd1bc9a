"""Telling the coordinators: a notice with ids, worded for each of them when it is sent (`messages.coordinators`)."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models.options import Options
from models.outbox import keys
from models.outbox.destinations import to_person
from models.outbox.queue import queue_all, row_of
from models.people.registers import load_directory
from models.people.views import PersonView
from models.vocabulary import CoordinatorNotice, DeliveryKind


def tell_coordinators(
    session: Session, notice: CoordinatorNotice, subject: str, now: datetime, options: Options,
    round_id: int | None = None, **ids: Any,
) -> None:  # fmt: skip
    """Queues a direct message to each coordinator, once for this subject (the beginning of its natural key). `ids` is
    what the words are built from."""
    queue_all(session, [
        row_of(keys.coordinator(subject, person.id), DeliveryKind.COORDINATOR, platform_of(person, options),
               to_person(person.id), now, round_id=round_id, person_id=person.id,
               payload={"notice": notice.value, **ids})
        for person in load_directory(session).coordinators()
    ])  # fmt: skip


def platform_of(person: PersonView, options: Options) -> str:
    """The platform a person is asked on: the first that is on and where they have an account, else the first."""
    accounts = {"slack": person.slack_user_id, "teams": person.teams_aad_object_id}
    return next((p for p in options.platforms if accounts.get(p, True)), options.platforms[0])
