"""What is kept in memory of the registers and rounds is what a transaction would read."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from handlers.context import Options
from handlers.round_work import NewRound, close_round, create_round, open_round
from models.database import Database, connection_of
from models.directory import load_directory, raise_revision, registers
from models.organisation import Person
from models.questions import ask
from models.round import Round
from models.unpublished import has_earlier_round, unpublished
from models.vocabulary import RoundState

NOW = datetime(2022, 6, 8, 7, 0, tzinfo=UTC)
OPTIONS = Options(zone=ZoneInfo("Europe/Stockholm"))


@pytest.fixture
def database(stocked_url: str) -> Iterator[Database]:
    made = Database(stocked_url)
    yield made
    made.close()


def make_round(session: Session, name: str, days: int) -> Round:
    new = NewRound(name, date(2022, 1, 1), date(2022, 6, 30), NOW, NOW + timedelta(days=days), ())
    return create_round(session, new, NOW)


def test_rounds_are_kept_until_one_changes(database: Database) -> None:
    with database.write() as session:
        make_round(session, "Halvår", 14)
    with database.read() as session:
        [before] = unpublished.of(session).rounds
        core = session.scalars(select(Round)).one()
        names = [column.name for column in Round.__table__.columns]
        assert [getattr(before, name) for name in names] == [getattr(core, name) for name in names]
    with database.write() as session:
        assert unpublished.of(session).rounds[0] is before
        # As another process would.
        session.execute(update(Round).values(name="Helår"))
    with database.read() as session:
        assert [found.name for found in unpublished.of(session).rounds] == ["Helår"]
    assert before.name == "Halvår"


def test_a_transaction_sees_its_own_change_of_a_round_at_once(database: Database) -> None:
    with database.write() as session:
        found = make_round(session, "Halvår", 14)
        assert [each.state for each in unpublished.of(session).rounds] == [RoundState.PLANNED]
        open_round(session, found, NOW, OPTIONS, timedelta(days=14))
        assert [each.state for each in unpublished.of(session).rounds] == [RoundState.OPEN]
        close_round(session, found, NOW, OPTIONS)
        # Not a word to the database since.
        found.closed_late_seconds = 7
        [seen] = unpublished.of(session).rounds
        assert (seen.state, seen.closed_late_seconds) == (RoundState.CLOSED, 7)
        session.rollback()
    with database.read() as session:
        assert unpublished.of(session).rounds == ()


def test_a_change_that_is_rolled_back_leaves_nothing_for_the_next_one_of_its_number(database: Database) -> None:
    def rename(session: Session, name: str) -> str:
        raise_revision(session, "people")
        session.scalars(select(Person).order_by(Person.id)).first().name = name  # type: ignore[union-attr]
        return load_directory(session).people[0].name

    with database.write() as session:
        assert rename(session, "Förvaltningschef") == "Förvaltningschef"
        session.rollback()
    with database.write() as session:
        assert rename(session, "Enhetschef") == "Enhetschef"
    with database.read() as session:
        assert load_directory(session).people[0].name == "Enhetschef"


def test_several_are_looked_at_in_one_journey(database: Database) -> None:
    with database.write() as session:
        make_round(session, "Halvår", 14)
        make_round(session, "Helår", 28)
    with database.read() as session:
        ask(connection_of(session), [registers.question(session), unpublished.question(session)])
        assert [found.name for found in unpublished.of(session).rounds] == ["Halvår", "Helår"]
        assert load_directory(session).people


def test_an_earlier_round_counts_when_it_is_published(database: Database) -> None:
    with database.write() as session:
        assert not has_earlier_round(session, NOW + timedelta(days=99))
        first = make_round(session, "Halvår", 14)
        assert not has_earlier_round(session, first.deadline)
        second = make_round(session, "Helår", 28)
        assert has_earlier_round(session, second.deadline)
        first.state = second.state = RoundState.PUBLISHED
        assert not has_earlier_round(session, first.deadline)
        assert has_earlier_round(session, second.deadline)
