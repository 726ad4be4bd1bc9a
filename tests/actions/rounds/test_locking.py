"""A round is locked while answers arrive (contract: each is in the frozen record, or refused)."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier, Event

import pytest
from sqlalchemy.orm import Session

from actions.rounds.life_cycle import RoundFault, close_round
from actions.rounds.locking import lock_round
from actions.rounds.reopening import reopen_round
from actions.rounds.review import approve
from handlers.access import access_row
from handlers.context import Refusal
from models.answers.queries import current_answers
from models.people.directory_cache import load_directory
from models.review.queries import snapshot_of
from models.rounds.queries import round_named
from models.rounds.tables import Round
from models.storage.database import Database
from models.vocabulary.answers import Status
from tests.conftest import OPENING
from tests.handlers.conftest import Office
from tests.until import PATIENCE_SECONDS

ANNA, ROWS = "UAGFOLK01", (12, 13, 14, 16, 17, 25, 28)
AFTER = OPENING + timedelta(days=31)


@pytest.fixture
def database(stocked_url: str) -> Iterator[Database]:
    """With a round that has been closed."""
    opened = Database(stocked_url)
    with opened.write() as session:
        office = Office(session)
        office.ask(office.open("Halvår 2022"))
    with opened.write() as session:
        Office(session, AFTER).close(the_round(session))
    yield opened
    opened.close()


def the_round(session: Session) -> Round:
    found = round_named(session, "halvår 2022")
    assert found
    return found


def lock(database: Database) -> None:
    with database.write() as session:
        lock_round(session, the_round(session), AFTER, Office(session).options, why="Prövning.")


def close_and_lock(database: Database, now: datetime = AFTER) -> None:
    with database.write() as session:
        close_round(session, the_round(session), now, Office(session).options, by_hand=True)
    lock(database)


def answer(database: Database, row: int) -> int | None:
    """The row, or None when the answer is refused."""
    with database.write() as session:
        try:
            Office(session, AFTER).answer(ANNA, row, Status.GREEN)
        except Refusal:
            return None
        return row


def frozen(database: Database) -> set[int]:
    with database.read() as session:
        snapshot = snapshot_of(session, the_round(session).id)
        assert snapshot
        goals = json.loads(snapshot.document)["goals"]
    return {row["row"] for goal in goals for row in goal["rows"] if row["status"]}


def test_each_answer_is_in_the_frozen_record_or_refused(database: Database) -> None:
    together = Barrier(len(ROWS) + 1)

    def answered(row: int) -> int | None:
        together.wait(PATIENCE_SECONDS)
        return answer(database, row)

    with ThreadPoolExecutor(len(ROWS)) as pool:
        stored = [pool.submit(answered, row) for row in ROWS]
        together.wait(PATIENCE_SECONDS)
        lock(database)
        assert frozen(database) == {row for each in stored if (row := each.result())}


def test_an_answer_that_was_begun_before_the_lock_and_ends_after_it_is_refused(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("one writes at a time")
    with database.write() as session:
        office = Office(session, AFTER)
        ctx = office.context(ANNA)
        place = access_row(ctx, 12, the_round(session))
        lock(database)
        with pytest.raises(Refusal, match=r"låstes .* av dem som sköter driften"):
            office.store(ctx, place, Status.GREEN, "För sent.")
    assert frozen(database) == set()


def test_an_answer_that_was_begun_before_the_round_was_closed_and_locked_is_refused(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("one writes at a time")
    with database.write() as session:
        reopen_round(session, the_round(session), "Fel.", AFTER, Office(session).options)
    with database.write() as session:
        office = Office(session, AFTER)
        ctx = office.context(ANNA)
        place = access_row(ctx, 12, the_round(session))
        close_and_lock(database)
        with pytest.raises(Refusal, match=r"låstes .* av dem som sköter driften"):
            office.store(ctx, place, Status.GREEN, "För sent.")
    assert frozen(database) == set()


def test_an_approval_that_was_begun_before_the_lock_and_ends_after_it_is_refused(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("one writes at a time")
    answer(database, 12)
    with database.write() as session:
        round_ = the_round(session)
        [placement_id, given] = next(iter(current_answers(session, round_.id, round_.plan_id or 0).items()))
        row = load_directory(session).plans[0].by_placement[placement_id]
        lock(database)
        with pytest.raises(RoundFault, match="was locked on"):
            approve(session, round_, [(row, given)], None, AFTER)


def test_a_lock_waits_for_an_answer_that_is_being_stored(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("one writes at a time")
    begun = Event()

    def locked() -> None:
        begun.set()
        lock(database)

    with ThreadPoolExecutor(1) as pool:
        with database.write() as session:
            Office(session, AFTER).answer(ANNA, 12, Status.GREEN)
            locking = pool.submit(locked)
            begun.wait(PATIENCE_SECONDS)
        locking.result(PATIENCE_SECONDS)
    assert frozen(database) == {12}
