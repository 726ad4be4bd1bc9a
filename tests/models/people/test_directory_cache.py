"""The registers that are kept in memory are what a transaction would read."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from models.people.directory_cache import load_directory, raise_revision
from models.people.tables import Person, Unit
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


BEFORE, AFTER = ("Enhetschef", "Enheten"), ("Förvaltningschef", "Förvaltningen")


def move(session: Session, names: tuple[str, str]) -> None:
    """Renames the first person and the first unit: together, as an import does."""
    raise_revision(session, "people")
    person, unit = session.get_one(Person, 1), session.get_one(Unit, 1)
    person.name, unit.name = names


def names_in(session: Session) -> tuple[str, str]:
    directory = load_directory(session)
    return directory.by_id[1].name, next(unit.name for unit in directory.units if unit.id == 1)


@contextmanager
def once_after(database: Database, table: str, do: Callable[[], None]) -> Iterator[list[str]]:
    """Does something right after the first statement that reads a table, and before the next statement."""
    done: list[str] = []

    def look(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if f"FROM {table}" in statement and not done:
            done.append(statement)
            do()

    event.listen(database.engine, "after_cursor_execute", look)
    yield done
    event.remove(database.engine, "after_cursor_execute", look)


def transactions(database: Database) -> dict[str, Callable[[], AbstractContextManager[Session]]]:
    return {"read": database.read, "write": database.write}


@pytest.mark.parametrize("table", ["revision", "unit_alias", "unit", "person_unit", "person", "absence"])
@pytest.mark.parametrize("kind", ["read", "write"])
def test_a_change_between_two_statements_gives_no_mixture(database: Database, kind: str, table: str) -> None:
    """The change is committed at this very place, by another process."""
    if database.is_sqlite and kind == "write":
        pytest.skip("SQLite has one writer at a time")
    with database.write() as session:
        move(session, BEFORE)
    other = Database(database.url.render_as_string(hide_password=False))

    def change() -> None:
        with other.write() as session:
            move(session, AFTER)

    with once_after(database, table, change) as done, transactions(database)[kind]() as session:
        found = names_in(session)
    assert done, "the change was made in between"
    assert found in (BEFORE, AFTER)
    with database.read() as session:
        assert names_in(session) == AFTER
    other.close()


def test_an_object_that_was_read_before_the_change_gives_no_mixture(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    with database.write() as session:
        move(session, BEFORE)
    other = Database(database.url.render_as_string(hide_password=False))
    with database.write() as session:
        seen = session.get_one(Person, 1)
        with other.write() as another:
            move(another, AFTER)
        assert seen.name == BEFORE[0]
        assert names_in(session) == AFTER
    other.close()
