"""The registers that are kept in memory are what a transaction would read."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.people.registers import load_directory, raise_revision
from models.people.tables import Person
from models.storage.database import Database


@pytest.fixture
def database(stocked_url: str) -> Iterator[Database]:
    made = Database(stocked_url)
    yield made
    made.close()


def rename(session: Session, name: str) -> None:
    raise_revision(session, "people")
    session.scalars(select(Person).order_by(Person.id)).first().name = name  # type: ignore[union-attr]


def name_in(session: Session) -> str:
    return load_directory(session).people[0].name


def test_the_registers_are_kept_until_their_revision_changes(database: Database) -> None:
    with database.read() as session:
        before = load_directory(session)
    with database.read() as session:
        assert load_directory(session) is before
    with database.write() as session:
        rename(session, "Enhetschef")
    with database.read() as session:
        assert load_directory(session) is not before
        assert name_in(session) == "Enhetschef"


def test_a_transaction_sees_its_own_change_at_once_and_others_only_when_it_is_committed(database: Database) -> None:
    with database.write() as session:
        before = name_in(session)
        rename(session, "Förvaltningschef")
        assert name_in(session) == "Förvaltningschef"
        rename(session, "Enhetschef")
        assert name_in(session) == "Enhetschef"
        with database.read() as other:
            assert name_in(other) == before
    with database.read() as session:
        assert name_in(session) == "Enhetschef"


def test_a_change_that_is_rolled_back_leaves_nothing_for_the_next_one_of_its_number(database: Database) -> None:
    with database.write() as session:
        rename(session, "Förvaltningschef")
        assert name_in(session) == "Förvaltningschef"
        session.rollback()
    with database.write() as session:
        rename(session, "Enhetschef")
        assert name_in(session) == "Enhetschef"
    with database.read() as session:
        assert name_in(session) == "Enhetschef"
