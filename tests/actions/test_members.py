"""What is stored about a platform's accounts, and which person each is linked to."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from actions.members import Account, link_accounts, remember_accounts
from models.operations.tables import AuditEvent
from models.people.registers import load_directory, raise_revision
from models.people.tables import Member, Person
from models.storage.database import Database
from models.vocabulary import Membership
from tests.conftest import OPENING

EMAIL = "agare.folkhalsa@example.se"


@pytest.fixture
def database(stocked_url: str) -> Iterator[Database]:
    opened = Database(stocked_url)
    yield opened
    opened.close()


def without_account(session: Session) -> None:
    session.execute(update(Person).where(Person.email == EMAIL).values(slack_user_id=None))
    raise_revision(session, "people")


def linked(database: Database, account: Account) -> str | None:
    """The account of the person with `EMAIL` after `account` has been seen."""
    with database.write() as session:
        without_account(session)
    with database.write() as session:
        link_accounts(session, "slack", [account], OPENING)
    with database.read() as session:
        return next(person.slack_user_id for person in load_directory(session).people if person.email == EMAIL)


def test_a_person_without_an_account_gets_the_one_with_their_address(database: Database) -> None:
    assert linked(database, Account("U0NEW", Membership.FULL, EMAIL.upper())) == "U0NEW"
    with database.read() as session:
        [event] = session.scalars(select(AuditEvent).where(AuditEvent.what == "person.linked"))
        assert event.details == {"platform": "slack"}


@pytest.mark.parametrize(
    "account",
    [
        Account("U0NEW", Membership.DEACTIVATED, EMAIL), Account("U0NEW", Membership.FULL, "other@example.se"),
        Account("U0NEW", Membership.FULL),
    ],
    ids=["deactivated", "of another", "without address"],
)  # fmt: skip
def test_nobody_is_linked_to_an_account_that_is_not_theirs(database: Database, account: Account) -> None:
    assert linked(database, account) is None


def test_a_person_with_an_account_keeps_it(database: Database) -> None:
    with database.write() as session:
        link_accounts(session, "slack", [Account("U0NEW", Membership.FULL, EMAIL)], OPENING)
    with database.read() as session:
        assert session.scalar(select(Person.slack_user_id).where(Person.email == EMAIL)) == "UAGFOLK01"


def test_the_newest_membership_of_an_account_is_stored(database: Database) -> None:
    member, deactivated = Account("U0A", Membership.FULL), Account("U0A", Membership.DEACTIVATED)
    for account in (member, deactivated, member, deactivated):
        with database.write() as session:
            remember_accounts(session, "slack", [account], OPENING)
    with database.read() as session:
        assert session.scalars(select(Member.membership)).all() == [Membership.DEACTIVATED]
