"""People whose e-mail address changes: they stay the same person, with their answers, drafts and questions."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.operations.audit import record
from models.people.tables import Person, Unit


def change_addresses(session: Session, moved: Mapping[str, str], now: datetime) -> None:
    """Gives people new addresses, by their old ones, wherever an address stands for a person: as a deputy or a manager,
    too. Two people may swap. The caller raises the revision of the people. Somebody who was removed and had one of the
    new addresses has none afterwards."""
    if not moved:
        return
    people = session.scalars(select(Person)).all()
    for person in people:
        if person.removed_at is not None and person.email in moved.values():
            person.email = f"removed-{person.id}"
    moving = [person for person in people if person.email in moved]
    old = {person.id: person.email for person in moving}
    for person in moving:
        # Cleared first, because the column is unique.
        person.email = f"moving-{person.id}"
    session.flush()
    for person in moving:
        person.email = moved[old[person.id]]
        record(session, now, "person.new_address", "", about_id=person.id, before={"email": old[person.id]},
               after={"email": person.email})  # fmt: skip
    for person in people:
        person.manager_email = moved.get(person.manager_email or "", person.manager_email)
    for each in (*people, *session.scalars(select(Unit))):
        each.deputy_email = moved.get(each.deputy_email or "", each.deputy_email)
        if each.chosen_deputy_email is not None:
            each.chosen_deputy_email = moved.get(each.chosen_deputy_email, each.chosen_deputy_email)
    session.flush()
