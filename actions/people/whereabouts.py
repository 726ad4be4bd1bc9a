"""On which of several chat platforms a person is asked: the one that they chose, else where they were last heard."""

from datetime import datetime

from sqlalchemy.orm import Session

from models.operations.audit import record
from models.people.directory_cache import load_directory, raise_revision
from models.people.tables import Person
from models.people.views import PersonView


def note_heard(session: Session, platform: str, account: str) -> None:
    """Stores that the person of an account was heard on a platform."""
    person = load_directory(session).by_account(platform, account)
    if person is not None and person.heard_on != platform:
        session.get_one(Person, person.id).heard_on = platform
        raise_revision(session, "people")
        session.flush()


def choose_platform(session: Session, person: PersonView, platform: str, now: datetime) -> None:
    """The person wants to be asked on a platform from now on."""
    if person.chosen_platform == platform:
        return
    session.get_one(Person, person.id).chosen_platform = platform
    raise_revision(session, "people")
    session.flush()
    record(session, now, "person.platform", "", person.id, about_id=person.id,
           before={"platform": person.chosen_platform}, after={"platform": platform})  # fmt: skip
