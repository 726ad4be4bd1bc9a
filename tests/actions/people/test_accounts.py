"""Whose account it is, whichever way the platform tells of it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select, update

from actions.people.accounts import Change, settle_accounts
from actions.people.members import Account, remember_accounts
from models.operations.tables import AuditEvent
from models.options import Options
from models.outbox.tables import Delivery
from models.people.accounts import accounts_of, unsettled
from models.people.directory_cache import load_directory, raise_revision
from models.people.tables import Member, Person
from models.storage.database import Database
from models.vocabulary.outbox import DeliveryKind
from models.vocabulary.people import AccountMatter, Membership
from tests.conftest import OPENING, STOCKHOLM

EMAIL, OTHER = "agare.folkhalsa@example.se", "agare.hallbarhet@example.se"
OPTIONS = Options(STOCKHOLM)
FULL, GUEST, CLOSED = Membership.FULL, Membership.GUEST, Membership.DEACTIVATED


@pytest.fixture
def database(stocked_url: str) -> Iterator[Database]:
    opened = Database(stocked_url)
    yield opened
    opened.close()


def give(database: Database, email: str, account: str | None, by_email: bool = True) -> None:
    with database.write() as session:
        values = {"slack_user_id": account, "slack_by_email": by_email}
        session.execute(update(Person).where(Person.email == email).values(values))
        raise_revision(session, "people")


def see(database: Database, *accounts: Account) -> list[Change]:
    with database.write() as session:
        earlier = remember_accounts(session, "slack", accounts, OPENING)
        return settle_accounts(session, OPENING, OPTIONS, "slack", accounts, earlier)


def account_of(database: Database, email: str) -> str | None:
    with database.read() as session:
        return load_directory(session).by_email[email].slack_user_id


def told(database: Database) -> list[tuple[str, str]]:
    """What the first coordinator is told: the matter, and the address."""
    with database.read() as session:
        query = select(Delivery.payload).where(Delivery.kind == DeliveryKind.COORDINATOR).order_by(Delivery.id)
        coordinators = len(load_directory(session).coordinators())
        return [(each["matter"], each["address"]) for each in list(session.scalars(query))[::coordinators] if each]


def matters(database: Database) -> dict[str, tuple[AccountMatter, str | None]]:
    with database.read() as session:
        people = load_directory(session).people
        found = unsettled(accounts_of(session, "slack", people, people), people)
    return {each.person.email: (each.matter, each.other.email if each.other else None) for each in found}


@pytest.mark.parametrize("address", [EMAIL, EMAIL.upper(), f" {EMAIL} "])
def test_a_person_without_an_account_gets_the_one_with_their_address(database: Database, address: str) -> None:
    give(database, EMAIL, None)
    see(database, Account("U0NEW", FULL, address))
    assert account_of(database, EMAIL) == "U0NEW"
    with database.read() as session:
        [event] = session.scalars(select(AuditEvent).where(AuditEvent.what == "person.linked"))
        assert (event.before, event.after) == ({"slack_user_id": None}, {"slack_user_id": "U0NEW"})
    assert told(database) == []


@pytest.mark.parametrize("membership", [each for each in Membership if each is not FULL])
def test_only_a_full_member_is_found_by_the_address(database: Database, membership: Membership) -> None:
    give(database, EMAIL, None)
    assert see(database, Account("U0NEW", membership, EMAIL)) == []
    assert account_of(database, EMAIL) is None


@pytest.mark.parametrize("email", ["other@example.se", ""])
def test_an_address_of_another_or_none_links_nobody(database: Database, email: str) -> None:
    give(database, EMAIL, None)
    assert see(database, Account("U0NEW", FULL, email)) == []


def test_somebody_who_came_into_the_people_file_later_is_found_among_those_already_seen(database: Database) -> None:
    give(database, EMAIL, "U0ELSE", by_email=False)
    see(database, Account("U0NEW", FULL, EMAIL))
    give(database, EMAIL, None)
    with database.write() as session:
        settle_accounts(session, OPENING, OPTIONS, "slack")
    assert account_of(database, EMAIL) == "U0NEW"


@pytest.mark.parametrize("membership", [GUEST, Membership.EXTERNAL, Membership.BOT])
def test_a_link_by_address_ends_with_the_membership_and_what_the_file_names_stays(
    database: Database, membership: Membership
) -> None:
    see(database, Account("UAGFOLK01", FULL, EMAIL))
    see(database, Account("UAGFOLK01", membership, EMAIL))
    assert account_of(database, EMAIL) == "UAGFOLK01"
    assert told(database) == []
    assert matters(database) == {EMAIL: (AccountMatter.OUTSIDE_BY_FILE, None)}
    give(database, EMAIL, "UAGFOLK01")
    see(database, Account("UAGFOLK01", membership, EMAIL))
    assert account_of(database, EMAIL) is None
    assert told(database) == [("link_ended", "")]
    assert matters(database) == {EMAIL: (AccountMatter.OUTSIDE, None)}
    see(database, Account("UAGFOLK01", FULL, EMAIL))
    assert account_of(database, EMAIL) == "UAGFOLK01"


@pytest.mark.parametrize("by_email", [True, False])
def test_a_new_address_of_an_account_changes_nobody_and_is_told_once(database: Database, by_email: bool) -> None:
    see(database, Account("UAGFOLK01", FULL, EMAIL))
    give(database, EMAIL, "UAGFOLK01", by_email)
    for _ in range(2):
        see(database, Account("UAGFOLK01", FULL, "Nytt.Namn@example.se"))
    assert account_of(database, EMAIL) == "UAGFOLK01"
    assert told(database) == [("other_address", "nytt.namn@example.se")]
    expected = {EMAIL: (AccountMatter.OTHER_ADDRESS, None)} if by_email else {}
    assert matters(database) == expected


def test_an_account_that_the_file_names_may_always_have_had_another_address(database: Database) -> None:
    see(database, Account("UAGFOLK01", FULL, "privat@example.org"))
    assert (told(database), matters(database)) == ([], {})


@pytest.mark.parametrize("has_account", [True, False])
def test_an_account_that_gets_the_address_of_somebody_else_stays_whose_it_was(
    database: Database, has_account: bool
) -> None:
    """The same human with a second row in the file, or an address that was given to somebody else: only a coordinator
    knows."""
    give(database, EMAIL, "UAGFOLK01")
    give(database, OTHER, "UAGHALL01" if has_account else None)
    see(database, Account("UAGFOLK01", FULL, EMAIL))
    see(database, Account("UAGFOLK01", FULL, OTHER))
    assert account_of(database, EMAIL) == "UAGFOLK01"
    assert account_of(database, OTHER) == ("UAGHALL01" if has_account else None)
    assert told(database) == [("other_address", OTHER)]
    mine = {EMAIL: (AccountMatter.OTHER_ADDRESS, None)}
    theirs = AccountMatter.TWO_ACCOUNTS if has_account else AccountMatter.SHARED
    assert matters(database) == mine | {OTHER: (theirs, EMAIL)}


def test_two_accounts_that_swap_addresses_stay_whose_they_were(database: Database) -> None:
    first, second = ("UAGFOLK01", EMAIL), ("UAGHALL01", OTHER)
    for account, email in (first, second):
        give(database, email, account)
        see(database, Account(account, FULL, email))
    see(database, Account("UAGFOLK01", FULL, OTHER))
    see(database, Account("UAGHALL01", FULL, EMAIL))
    assert (account_of(database, EMAIL), account_of(database, OTHER)) == ("UAGFOLK01", "UAGHALL01")
    assert told(database) == [("other_address", OTHER), ("other_address", EMAIL)]


ORDERS = {
    "closed first": [[("U0OLD", CLOSED)], [("U0NEW", FULL)]],
    "the new one first": [[("U0NEW", FULL)], [("U0OLD", CLOSED)]],
    "on one page": [[("U0NEW", FULL), ("U0OLD", CLOSED)]],
}


@pytest.mark.parametrize("by_email", [True, False])
@pytest.mark.parametrize("order", ORDERS)
def test_a_closed_account_is_replaced_by_a_new_one_with_the_address(
    database: Database, order: str, by_email: bool
) -> None:
    give(database, EMAIL, "U0OLD", by_email)
    see(database, Account("U0OLD", FULL, EMAIL))
    for page in ORDERS[order]:
        see(database, *(Account(account, membership, EMAIL) for account, membership in page))
    assert account_of(database, EMAIL) == "U0NEW"
    assert (told(database), matters(database)) == ([("new_account", "")], {})


def test_a_closed_account_is_not_replaced_by_a_guest_and_is_named(database: Database) -> None:
    see(database, Account("UAGFOLK01", CLOSED), Account("U0NEW", GUEST, EMAIL))
    assert account_of(database, EMAIL) == "UAGFOLK01"
    assert matters(database) == {EMAIL: (AccountMatter.CLOSED, None)}


def test_the_closed_account_of_another_is_not_taken_over_with_an_address_that_was_passed_on(database: Database) -> None:
    see(database, Account("UAGFOLK01", CLOSED), Account("UAGHALL01", FULL, EMAIL))
    assert (account_of(database, EMAIL), account_of(database, OTHER)) == ("UAGFOLK01", "UAGHALL01")
    assert matters(database) == {EMAIL: (AccountMatter.CLOSED, OTHER)}


def test_of_two_accounts_with_one_address_the_one_that_was_just_described_counts(database: Database) -> None:
    see(database, Account("U0FIRST", FULL, EMAIL), Account("U0SECOND", FULL, EMAIL))
    give(database, EMAIL, None)
    with database.write() as session:
        settle_accounts(session, OPENING, OPTIONS, "slack")
    assert account_of(database, EMAIL) is None
    see(database, Account("U0SECOND", FULL, EMAIL))
    assert account_of(database, EMAIL) == "U0SECOND"


def test_the_newest_membership_of_an_account_is_stored_and_no_address(database: Database) -> None:
    member, closed = Account("U0A", FULL, "a@example.se"), Account("U0A", CLOSED)
    for account in (member, closed, member, closed):
        see(database, account)
    see(database, Account("U0B", FULL, "b@example.se"), Account("U0B", GUEST, "b@example.se"))
    with database.read() as session:
        stored = {member.account: member for member in session.scalars(select(Member))}
    assert (stored["U0A"].membership, stored["U0A"].address_mark) == (CLOSED, None)
    assert (stored["U0B"].membership, len(stored["U0B"].address_mark or "")) == (GUEST, 64)
