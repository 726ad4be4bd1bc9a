"""Storing a people file: people are matched by address, nobody is removed, and a second import changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, select
from sqlalchemy.orm import Session

from imports.faults import Fault
from imports.people.check import check_people
from imports.people.file import PersonRow
from imports.people.match import new_addresses
from imports.people.owners import RowWithoutOwner, rows_without_owner
from imports.registers import Units
from models.operations.audit import record
from models.people.addresses import change_addresses
from models.people.directory_cache import load_directory, raise_revision
from models.people.import_changes import record_people_changes
from models.tables import Member, Person, PersonUnit
from models.vocabulary.people import Membership

_ACCOUNTS = ("slack_user_id", "teams_aad_object_id")


@dataclass(frozen=True)
class PeopleResult:
    """What an import did, by addresses. `missing` are stored people that the file lacks; they are left as they are.
    `moved` are people who have a new address, as (old, new), and `closed` those for whom the file names an account that
    is closed, while another one with their address is used instead.
    `without_owner` are the plan's rows that nobody answers for afterwards. With `faults` nothing was changed."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    without_owner: tuple[RowWithoutOwner, ...] = ()
    moved: tuple[tuple[str, str], ...] = ()
    closed: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()

    def counts(self) -> dict[str, int]:
        """The number of persons of each kind, and of rows without an owner, by its name."""
        kinds = ("added", "changed", "unchanged", "missing", "without_owner")
        return {name: len(getattr(self, name)) for name in kinds}


def apply_people(session: Session, rows: Sequence[PersonRow], now: datetime) -> PeopleResult:
    """Stores the rows of `read_people`, in the caller's transaction; `now` dates the audit.

    Leaves one audit row, and raises the revision `people` when something changed. With a fault nothing is changed.
    """
    result = store_people(session, rows, now)
    if not result.faults:
        record(session, now, "people.imported", "people", after=result.counts())
        session.flush()
    return result


def store_people(session: Session, rows: Sequence[PersonRow], now: datetime) -> PeopleResult:
    """What an import stores, of any number of people; the audit has a line for each that is changed."""
    faults = check_people(session, rows) or (() if rows else (Fault(None, None, "the file has no rows"),))
    if faults:
        return PeopleResult(faults=faults)
    before = load_directory(session)
    moved = new_addresses(session, rows)
    change_addresses(session, moved, now)
    people = {person.email: person for person in session.scalars(select(Person))}
    known = {email for email, person in people.items() if person.removed_at is None}
    emails = {row.email for row in rows}
    gone = {old: new for old, new in moved.items() if old not in emails}
    rows = [
        replace(row, deputy_email=gone.get(row.deputy_email or "", row.deputy_email),
                manager_email=gone.get(row.manager_email or "", row.manager_email))
        for row in rows
    ]  # fmt: skip
    closed = _still_closed(session, rows, people)
    rows = [replace(row, slack_user_id=None) if row.email in closed else row for row in rows]
    changed = _store(session, rows, people) | set(moved.values())
    result = PeopleResult(
        added=tuple(sorted(emails - known)),
        changed=tuple(sorted(changed & known)),
        unchanged=tuple(sorted((emails & known) - changed)),
        missing=tuple(sorted(known - emails)),
        without_owner=tuple(rows_without_owner(session)),
        moved=tuple(sorted(moved.items())),
        closed=tuple(sorted(closed)),
    )
    if result.added or result.changed:
        raise_revision(session, "people")
        record_people_changes(session, before, now)
    session.flush()
    return result


def _still_closed(session: Session, rows: Sequence[PersonRow], people: Mapping[str, Person]) -> set[str]:
    """The addresses of those for whom the file names a closed account, while they have another one that was found by
    their address: the file is older than what Slack says."""
    named = {row.email: row.slack_user_id for row in rows
             if row.slack_user_id and (person := people.get(row.email)) and person.slack_by_email
             and person.slack_user_id != row.slack_user_id}  # fmt: skip
    is_closed = and_(Member.platform == "slack", Member.membership == Membership.DEACTIVATED)
    closed = set(session.scalars(select(Member.account).where(is_closed, Member.account.in_(named.values()))))
    return {email for email, account in named.items() if account in closed}


def _store(session: Session, rows: Sequence[PersonRow], people: dict[str, Person]) -> set[str]:
    """Stores every row. Returns the addresses of the people that differ from what was stored."""
    changed = set()
    in_file = {name: {getattr(row, name) for row in rows} for name in _ACCOUNTS}
    accounts = {row.email: _accounts(row, people.get(row.email), in_file) for row in rows}
    with session.no_autoflush:
        for row in rows:
            person = people.get(row.email)
            if person is None:
                person = people[row.email] = Person(email=row.email)
                session.add(person)
            person.removed_at = None
            # A language chosen in the chat is kept as long as the file names none.
            values = _values(row) | {"language": row.language or person.language} | accounts[row.email]
            for account, by_address in (("slack_user_id", "slack_by_email"), ("teams_aad_object_id", "teams_by_email")):
                values[by_address] = getattr(row, account) is None and accounts[row.email][account] is not None
            if person.deputy_email != row.deputy_email:
                values["chosen_deputy_email"] = None  # the file is newer than the choice in the chat
            if any(getattr(person, name) != value for name, value in values.items()):
                changed.add(row.email)
            # An account that moves to another person must be cleared first: the column is unique.
            for name, value in values.items():
                setattr(person, name, None if name in _ACCOUNTS and getattr(person, name) != value else value)
        session.flush()
        for row in rows:
            for name, value in accounts[row.email].items():
                setattr(people[row.email], name, value)
    session.flush()
    return changed | _store_units(session, rows, people) | _store_unit_deputies(session, rows)


def _values(row: PersonRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "roles": [role.value for role in row.roles],
        "language": row.language,
        "timezone": row.timezone,
        "deputy_email": row.deputy_email,
        "manager_email": row.manager_email,
        "activities": None if row.activities is None else list(row.activities),
    }


def _accounts(row: PersonRow, person: Person | None, in_file: dict[str, set[str | None]]) -> dict[str, str | None]:
    """The person's accounts, by column. An empty cell keeps the stored account (it may have been linked by e-mail)
    unless the file gives it to somebody else. `in_file` has all accounts in the file, by column."""
    accounts: dict[str, str | None] = {}
    for name in _ACCOUNTS:
        stored = getattr(person, name) if person else None
        accounts[name] = getattr(row, name) or (None if stored in in_file[name] else stored)
    return accounts


def _store_units(session: Session, rows: Sequence[PersonRow], people: dict[str, Person]) -> set[str]:
    """Stores which units each person belongs to. Returns the addresses of those where that changed."""
    units = Units(session)
    stored: dict[int, set[int]] = {}
    for person_id, unit_id in session.execute(select(PersonUnit.person_id, PersonUnit.unit_id)):
        stored.setdefault(person_id, set()).add(unit_id)
    changed = set()
    for row in rows:
        person_id = people[row.email].id
        wanted = {unit.id for unit in map(units.find, row.units) if unit is not None}
        before = stored.get(person_id, set())
        if wanted != before:
            changed.add(row.email)
            if before:
                session.execute(delete(PersonUnit).where(PersonUnit.person_id == person_id))
            session.add_all(PersonUnit(person_id=person_id, unit_id=unit_id) for unit_id in sorted(wanted))
    session.flush()
    return changed


def _store_unit_deputies(session: Session, rows: Sequence[PersonRow]) -> set[str]:
    """Stores the units' deputies. Returns the addresses of those whose units changed. A deputy chosen in the chat stays
    until the file has another one for the unit than at its last import."""
    units, changed = Units(session), set[str]()
    for row in rows if any(row.deputy_for is not None for row in rows) else ():
        wanted = {unit.id for unit in map(units.find, row.deputy_for or ()) if unit is not None}
        for unit in units:
            if (unit.id in wanted) is not (unit.deputy_email == row.email):
                unit.deputy_email = row.email if unit.id in wanted else None
                unit.chosen_deputy_email = None
                changed.add(row.email)
    session.flush()
    return changed
