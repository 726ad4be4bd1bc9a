"""People whose address changes between two files: the same person, or another, and never two of one."""

from typing import Any

import pytest
from sqlalchemy import select, update

from actions.people.members import Account, remember_accounts
from imports.people.file import PersonRow
from imports.people.store import PeopleResult, apply_people
from imports.plan.store import apply_plan
from models.people.directory_cache import load_directory, raise_revision
from models.storage.database import Database
from models.tables import AuditEvent, Person
from models.vocabulary.people import Membership, Role
from tests.imports.support import NOW, real_plan

FULL, CLOSED = Membership.FULL, Membership.DEACTIVATED


@pytest.fixture
def planned(database: Database) -> Database:
    with database.write() as session:
        apply_plan(session, real_plan(), 2022, NOW)
    return database


def row(login: str, name: str, account: str | None = None, **others: Any) -> PersonRow:
    values = {"units": ("Välfärd",), "roles": (Role.OWNER,), "slack_user_id": account, **others}
    return PersonRow(2, f"{login}@example.se", name, **values)


def store(database: Database, *rows: PersonRow) -> PeopleResult:
    with database.write() as session:
        return apply_people(session, rows, NOW)


def see(database: Database, account: str, login: str, membership: Membership = FULL) -> None:
    """What Slack says about an account."""
    with database.write() as session:
        remember_accounts(session, "slack", [Account(account, membership, f"{login}@example.se")], NOW)


def link(database: Database, login: str, account: str) -> None:
    """The account was found by the address."""
    with database.write() as session:
        values = {"slack_user_id": account, "slack_by_email": True}
        session.execute(update(Person).where(Person.email == f"{login}@example.se").values(values))
        raise_revision(session, "people")
    see(database, account, login)


def people_of(database: Database) -> dict[int, tuple[str, str, str | None]]:
    with database.read() as session:
        people = load_directory(session).people
        return {p.id: (p.email.partition("@")[0], p.name, p.slack_user_id) for p in people}


@pytest.mark.parametrize("account", ["U01", None])
def test_a_new_address_that_slack_has_too_is_the_same_person(planned: Database, account: str | None) -> None:
    store(planned, row("ek", "Anna Ek"), row("b", "Bo", deputy_email="ek@example.se"))
    link(planned, "ek", "U01")
    before = people_of(planned)
    see(planned, "U01", "berg")
    result = store(planned, row("berg", "Anna Berg", account))
    assert (result.faults, result.moved) == ((), (("ek@example.se", "berg@example.se"),))
    assert (result.added, result.changed, result.missing) == ((), ("berg@example.se",), ("b@example.se",))
    after = people_of(planned)
    assert after == {**before, min(before): ("berg", "Anna Berg", "U01")}
    with planned.read() as session:
        directory = load_directory(session)
        assert directory.by_email["b@example.se"].deputy_email == "berg@example.se"
        events = session.scalars(select(AuditEvent.about_id).where(AuditEvent.what == "person.new_address")).all()
    assert events == [min(before)]


def test_a_new_address_in_the_file_alone_is_the_same_person_when_account_and_name_are(planned: Database) -> None:
    store(planned, row("ek", "Anna Ek", "U01"), row("b", "Bo", "U02"))
    see(planned, "U01", "ek")
    result = store(planned, row("berg", "ANNA EK", "U01"), row("b", "Bo", "U02", deputy_email="ek@example.se"))
    assert (result.faults, result.added) == ((), ())
    assert sorted(people_of(planned).values()) == [("b", "Bo", "U02"), ("berg", "ANNA EK", "U01")]
    with planned.read() as session:
        assert load_directory(session).by_email["b@example.se"].deputy_email == "berg@example.se"


def test_an_account_under_another_name_is_refused_with_what_to_do(planned: Database) -> None:
    store(planned, row("ek", "Anna Ek", "U01"))
    result = store(planned, row("bo", "Bo", "U01"))
    [fault] = result.faults
    assert "malvakten people new-address ek@example.se bo@example.se" in fault.message
    assert "malvakten people remove ek@example.se" in fault.message
    assert [email for email, *_ in people_of(planned).values()] == ["ek"]


def test_a_name_alone_makes_nobody_the_same_person(planned: Database) -> None:
    store(planned, row("ek", "Anna Ek"))
    link(planned, "ek", "U01")
    result = store(planned, row("ek2", "Anna Ek"))
    assert (result.added, result.missing) == (("ek2@example.se",), ("ek@example.se",))


def test_both_addresses_in_one_file_are_two_people_and_the_account_is_the_first_ones(planned: Database) -> None:
    store(planned, row("ek", "Anna Ek"))
    link(planned, "ek", "U01")
    see(planned, "U01", "berg")
    store(planned, row("ek", "Anna Ek"), row("berg", "Anna Berg"))
    assert sorted(people_of(planned).values()) == [("berg", "Anna Berg", None), ("ek", "Anna Ek", "U01")]


@pytest.mark.parametrize("named", [True, False])
def test_two_addresses_that_are_swapped_in_slack_and_the_file_stay_with_their_people(
    planned: Database, named: bool
) -> None:
    store(planned, row("a", "Anna"), row("b", "Bo"))
    link(planned, "a", "U01")
    link(planned, "b", "U02")
    before = people_of(planned)
    see(planned, "U01", "b")
    see(planned, "U02", "a")
    store(planned, row("b", "Anna", "U01" if named else None), row("a", "Bo", "U02" if named else None))
    first, second = sorted(before)
    assert people_of(planned) == {first: ("b", "Anna", "U01"), second: ("a", "Bo", "U02")}


def test_two_addresses_that_are_swapped_in_the_file_alone_stay_with_accounts_and_names(planned: Database) -> None:
    store(planned, row("a", "Anna", "U01"), row("b", "Bo", "U02"))
    first, second = sorted(people_of(planned))
    store(planned, row("b", "Anna", "U01"), row("a", "Bo", "U02"))
    assert people_of(planned) == {first: ("b", "Anna", "U01"), second: ("a", "Bo", "U02")}


def test_an_address_that_a_third_person_still_has_is_not_taken(planned: Database) -> None:
    store(planned, row("a", "Anna", "U01"), row("b", "Bo", "U02"))
    see(planned, "U01", "b")
    result = store(planned, row("b", "Bo", "U02"))
    assert (result.unchanged, result.moved) == (("b@example.se",), ())


def test_an_account_is_handed_over_by_a_file_with_both_rows(planned: Database) -> None:
    store(planned, row("a", "Anna", "U01"))
    store(planned, row("a", "Anna"), row("b", "Bo", "U01"))
    assert sorted(people_of(planned).values()) == [("a", "Anna", None), ("b", "Bo", "U01")]


def test_an_old_file_does_not_bring_a_closed_account_back(planned: Database) -> None:
    store(planned, row("a", "Anna", "U0OLD"))
    link(planned, "a", "U0NEW")
    see(planned, "U0OLD", "a", CLOSED)
    result = store(planned, row("a", "Anna", "U0OLD"))
    assert (result.closed, result.unchanged) == (("a@example.se",), ("a@example.se",))
    assert [account for *_, account in people_of(planned).values()] == ["U0NEW"]
    assert store(planned, row("a", "Anna", "U0OTHER")).closed == ()
    assert [account for *_, account in people_of(planned).values()] == ["U0OTHER"]
