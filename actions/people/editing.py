"""One person added to the people file, or changed in it: the checks and the storing of an import, for one row. Never
commits."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from actions.people.accounts import settle_all_accounts
from imports.faults import Fault, FaultKind, in_order
from imports.people.check import check_people
from imports.people.file import PersonRow, read_person
from imports.people.store import PeopleResult, store_people
from models.options import Options
from models.people.addresses import change_addresses
from models.people.directory_cache import load_directory, raise_revision
from models.people.tables import Person
from models.people.views import PersonView
from reports.content.exports.people import people_rows


def add_person(session: Session, values: Mapping[str, str], now: datetime, options: Options) -> PeopleResult:
    """Adds somebody, or brings back who was removed. `values` are by the names of the people file's columns. With a
    fault nothing is changed."""
    row, faults = read_person(values)
    if row.email in load_directory(session).by_email:
        words = f"{row.email} is in the people file already: change that person instead"
        faults = (*faults, Fault(1, "email", words, FaultKind.KNOWN, row.email))
    if faults := _with_stored(session, row, faults):
        return PeopleResult(faults=faults)
    result = store_people(session, [row], now)
    settle_all_accounts(session, now, options)
    return result


def _with_stored(session: Session, row: PersonRow, faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
    """The faults of what was written, and those that show when it is compared with what is stored: all at once, one for
    each field that could be read."""
    told = {fault.column for fault in faults}
    return in_order([*faults, *(fault for fault in check_people(session, [row]) if fault.column not in told)])


def change_person(
    session: Session, person: PersonView, changed: Mapping[str, str], now: datetime, options: Options
) -> PeopleResult:
    """Changes what is in `changed`, by the names of the columns, and leaves the rest as it is by now: somebody else may
    have changed that. Another address is the same person's. With a fault nothing is changed."""
    stored = next(each for each in people_rows(session) if each["email"] == person.email)
    own_account = {} if not person.slack_by_email else {"slack_user_id": None}
    row, faults = read_person({**stored, **own_account, **changed})
    is_moving = row.email != person.email
    if is_moving and row.email in load_directory(session).by_email:
        words = f"{row.email} is in the people file already: write another address, or remove one of the two"
        faults = (*faults, Fault(1, "email", words, FaultKind.KNOWN, row.email))
    # Checked by the stored address, which is the one that the person is found by.
    if faults := _with_stored(session, replace(row, email=person.email), faults):
        return PeopleResult(faults=faults)
    if is_moving:
        change_addresses(session, {person.email: row.email}, now)
    if "deputy_email" in changed:
        # Also when it is the file's: what the coordinator writes is newer than what was chosen in the chat.
        session.get_one(Person, person.id).chosen_deputy_email = None
    raise_revision(session, "people")
    result = store_people(session, [row], now)
    settle_all_accounts(session, now, options)
    return replace(result, moved=((person.email, row.email),)) if is_moving else result
