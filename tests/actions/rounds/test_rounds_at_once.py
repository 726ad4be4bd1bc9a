"""Several coordinators and owners act on one round at the same moment, and a process dies in the midst of a lock."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from textwrap import dedent
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions.rounds.life_cycle import RoundFault, close_round
from actions.rounds.locking import lock_round
from actions.rounds.reopening import reopen_round
from bot.dispatch import Dispatcher
from bot.requests.incoming import Incoming
from bot.transactions import Transactions
from handlers.context import Said
from messages.parts import Message, plain_words
from models.operations.tables import AuditEvent
from models.people.directory_cache import load_directory
from models.review.queries import snapshot_of
from models.rounds.tables import Round
from models.storage.database import Database
from models.vocabulary.answers import Status
from models.vocabulary.rounds import RoundState
from tests.actions.rounds.test_locking import close_and_lock, frozen, the_round
from tests.conftest import OPENING
from tests.handlers.conftest import Office
from tests.until import PATIENCE_SECONDS

NOW = OPENING + timedelta(days=1)
MANY = 30
Act = Callable[[Session, Round], object]


@pytest.fixture
def database(stocked_url: str) -> Iterator[Database]:
    """With an open round."""
    opened = Database(stocked_url)
    with opened.write() as session:
        office = Office(session)
        office.ask(office.open("Halvår 2022"))
    yield opened
    opened.close()


def close(session: Session, round_: Round) -> None:
    close_round(session, round_, NOW, Office(session).options, by_hand=True)


def lock(session: Session, round_: Round) -> None:
    lock_round(session, round_, NOW, Office(session).options, why="Prövning.")


def reopen(session: Session, round_: Round) -> None:
    reopen_round(session, round_, "Fel.", NOW, Office(session).options)


def at_once(url: str, *acts: Act) -> list[str]:
    """Each with a connection of its own, begun together. Returns the refusals."""
    ready = Barrier(len(acts))

    def run(act: Act) -> str:
        own = Database(url)
        try:
            ready.wait(PATIENCE_SECONDS)
            with own.write() as session:
                act(session, the_round(session))
        except RoundFault as fault:
            return str(fault)
        finally:
            own.close()
        return ""

    with ThreadPoolExecutor(len(acts)) as pool:
        return [refusal for refusal in pool.map(run, acts) if refusal]


def standing(database: Database) -> tuple[RoundState, bool]:
    """The round's state, and whether it has a frozen record."""
    with database.read() as session:
        round_ = the_round(session)
        return round_.state, snapshot_of(session, round_.id) is not None


def test_two_close_lock_and_reopen_at_once(database: Database, stocked_url: str) -> None:
    """One of the same two things is done; of a lock and a reopening the first, and the other is refused."""
    assert at_once(stocked_url, close, close) == ["Halvår 2022 is already closed."]
    refusals = at_once(stocked_url, lock, reopen)
    state, is_frozen = standing(database)
    assert len(refusals) == 1
    assert is_frozen is (state is RoundState.LOCKED)
    if state is RoundState.OPEN:
        assert refusals == ["Halvår 2022 is open; it must be closed first."]
        assert at_once(stocked_url, close) == []
        assert at_once(stocked_url, lock) == []
    else:
        assert refusals[0].startswith("Halvår 2022 was locked on")
    [refused] = at_once(stocked_url, lock, reopen)[:1]
    assert refused.startswith("Halvår 2022 was locked on")
    assert standing(database) == (RoundState.LOCKED, True)
    with database.read() as session:
        locks = select(func.count()).select_from(AuditEvent).where(AuditEvent.what == "round.locked")
        assert session.scalar(locks) == 1


def test_of_thirty_answers_that_arrive_at_a_lock_each_is_frozen_or_comes_back(
    database: Database, stocked_url: str
) -> None:
    """By text, through the front door: the round is closed and locked while they come."""
    with database.read() as session:
        directory = load_directory(session)
        rows = [(row.row, directory.owners(row)[0].slack_user_id or "") for row in directory.plans[0].rows[:MANY]]
    transactions = Transactions(Database(stocked_url))
    door = Dispatcher(transactions, Office(Session()).options, lambda: NOW)

    async def answer(row: int, account: str) -> tuple[int, str]:
        said = Said("report", f"{row} grön Svaret på {row}.")
        reply = await door.run(Incoming("slack", account, said, f"key-{row}"))
        assert isinstance(reply, Message)
        return row, plain_words(reply)

    async def all_together() -> list[tuple[int, str]]:
        locking = asyncio.to_thread(close_and_lock, database, NOW)
        *answered, _ = await asyncio.gather(*(answer(*each) for each in rows), locking)
        return [each for each in answered if each is not None]

    replies = asyncio.run(all_together())
    transactions.close()
    transactions.database.close()
    kept = {row for row, words in replies if words.startswith("Tack")}
    assert frozen(database) == kept
    for row, words in replies:
        assert row in kept or ("låstes" in words and f"Svaret på {row}." in words), words


@pytest.mark.parametrize("dies", ["before", "after"])
def test_a_process_killed_at_a_lock_has_done_all_of_it_or_nothing(
    database: Database, stocked_url: str, dies: str
) -> None:
    """Killed before the lock is committed, nothing has happened and it can be done again; killed after it and before
    anything is said, the round is locked with its record, and says so to whoever tries again."""
    with database.write() as session:
        office = Office(session, NOW)
        office.answer("UAGFOLK01", 12, Status.GREEN)
        office.close(the_round(session))
    program = f"""
        import os, signal
        from models.storage.database import Database
        from tests.actions.rounds.test_rounds_at_once import lock, the_round
        with Database({stocked_url!r}).write() as session:
            lock(session, the_round(session))
            {"os.kill(os.getpid(), signal.SIGKILL)" if dies == "before" else ""}
        os.kill(os.getpid(), signal.SIGKILL)
    """
    command = [sys.executable, "-c", dedent(program)]
    ended = subprocess.run(command, cwd=Path(__file__).parents[3], env=os.environ, capture_output=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    if dies == "before":
        assert standing(database) == (RoundState.CLOSED, False)
        assert at_once(stocked_url, lock) == []
    else:
        [refused] = at_once(stocked_url, lock)
        assert refused.startswith("Halvår 2022 was locked on")
    assert standing(database) == (RoundState.LOCKED, True)
    assert frozen(database) == {12}
