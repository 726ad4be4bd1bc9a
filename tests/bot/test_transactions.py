"""Units of work: committed together on SQLite, failing alone, whatever goes away."""

import asyncio
import sqlite3
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from bot.group_commit import LARGEST_GROUP
from bot.transactions import Transactions
from models.operations.tables import InboundRequest
from models.storage.database import Database
from models.storage.schema import upgrade
from tests.until import PATIENCE_SECONDS

NOW = datetime(2022, 6, 8, 9, 0, tzinfo=UTC)


@pytest.fixture
def transactions(database_url: str) -> Iterator[Transactions]:
    database = Database(database_url)
    upgrade(database)
    made = Transactions(database)
    yield made
    made.close()
    database.close()


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Iterator[Transactions]:
    """In a file of its own, `sqlite.db`; may be closed before the end."""
    database = Database(f"sqlite:///{tmp_path}/sqlite.db")
    upgrade(database)
    made = Transactions(database)
    yield made
    made.close()
    database.close()


@contextmanager
def locked(folder: Path, how: str = "IMMEDIATE") -> Iterator[sqlite3.Connection]:
    """Another program that writes to the file of `on_sqlite`, until ROLLBACK."""
    other = sqlite3.connect(folder / "sqlite.db", isolation_level=None, check_same_thread=False)
    other.execute(f"BEGIN {how}")
    yield other
    other.close()


def add(key: str) -> Any:
    def work(session: Session) -> str:
        session.add(InboundRequest(key=key, at=NOW))
        session.flush()
        return key

    return work


def count(session: Session) -> int:
    return session.execute(select(func.count()).select_from(InboundRequest)).scalar_one()


class Gate:
    """Keeps a writer busy with a unit of work until the test lets go."""

    def __init__(self) -> None:
        self.entered, self.open = threading.Event(), threading.Event()

    def pass_through(self, _session: Session) -> None:
        self.entered.set()
        assert self.open.wait(PATIENCE_SECONDS)


async def queued(transactions: Transactions, units: Callable[[], list[Awaitable[Any]]]) -> list[Any]:
    """The results, or exceptions, of units that all wait while the writer is busy: on SQLite they are one group."""
    gate = Gate()
    busy = asyncio.ensure_future(transactions.write(gate.pass_through))
    await asyncio.to_thread(gate.entered.wait, PATIENCE_SECONDS)
    waiting = [asyncio.ensure_future(unit) for unit in units()]
    await asyncio.sleep(0)
    gate.open.set()
    await busy
    return await asyncio.gather(*waiting, return_exceptions=True)


def test_one_that_fails_takes_no_other_with_it(transactions: Transactions) -> None:
    asyncio.run(transactions.write(add("taken")))
    keys = ["a", "b", "taken", "c", "d"]
    found = asyncio.run(queued(transactions, lambda: [transactions.write(add(key)) for key in keys]))
    assert [kept for kept in found if isinstance(kept, str)] == ["a", "b", "c", "d"]
    assert isinstance(found[2], IntegrityError)
    assert asyncio.run(transactions.read(count)) == 5


@pytest.mark.one_database
def test_what_waits_is_committed_together_and_what_fails_runs_twice_at_most(on_sqlite: Transactions) -> None:
    runs, sessions = Counter[int](), set[Session]()

    def unit(number: int) -> Callable[[Session], int]:
        def work(session: Session) -> int:
            runs[number] += 1
            sessions.add(session)
            if number == 3:
                raise LookupError
            return number

        return work

    found = asyncio.run(queued(on_sqlite, lambda: [on_sqlite.write(unit(n)) for n in range(8)]))
    assert [result for result in found if isinstance(result, int)] == [0, 1, 2, 4, 5, 6, 7]
    assert runs == {0: 2, 1: 2, 2: 2, 3: 2, 4: 1, 5: 1, 6: 1, 7: 1}
    assert len(sessions) == 1 + 8


@pytest.mark.one_database
def test_a_group_has_a_limit(on_sqlite: Transactions) -> None:
    sessions: list[Session] = []
    asyncio.run(queued(on_sqlite, lambda: [on_sqlite.write(sessions.append) for _ in range(LARGEST_GROUP + 5)]))
    assert [len(list(group)) for _, group in groupby(sessions, id)] == [LARGEST_GROUP, 5]


def test_a_request_that_has_gone_stops_nobody_else(transactions: Transactions) -> None:
    """Its write is called off while it is queued; one under way is finished."""
    gate, done = Gate(), list[str]()

    async def run() -> None:
        first = asyncio.ensure_future(transactions.write(gate.pass_through))
        await asyncio.to_thread(gate.entered.wait, PATIENCE_SECONDS)
        others = [
            asyncio.ensure_future(transactions.write(lambda _s: done.append("gone"))),
            asyncio.ensure_future(transactions.write(lambda _s: done.append("stayed"))),
        ]
        await asyncio.sleep(0)
        first.cancel()
        others[0].cancel()
        gate.open.set()
        await others[1]
        assert await transactions.write(add("later")) == "later"

    asyncio.run(run())
    assert "stayed" in done


@pytest.mark.one_database
def test_what_is_called_off_before_it_began_is_not_done(on_sqlite: Transactions) -> None:
    gate, done = Gate(), list[str]()

    async def run() -> None:
        busy = asyncio.ensure_future(on_sqlite.write(gate.pass_through))
        await asyncio.to_thread(gate.entered.wait, PATIENCE_SECONDS)
        gone = asyncio.ensure_future(on_sqlite.write(lambda _s: done.append("gone")))
        stayed = asyncio.ensure_future(on_sqlite.write(lambda _s: done.append("stayed")))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0)
        gate.open.set()
        await asyncio.gather(busy, stayed)

    asyncio.run(run())
    assert done == ["stayed"]


def test_what_fails_by_itself_fails_once(transactions: Transactions) -> None:
    runs: list[str] = []

    def wrong(_session: Session) -> None:
        runs.append("wrong")
        raise LookupError

    with pytest.raises(LookupError):
        asyncio.run(transactions.write(wrong))
    assert runs == ["wrong"]


@pytest.mark.one_database
def test_a_locked_database_is_told_to_all_who_wait(on_sqlite: Transactions, tmp_path: Path) -> None:
    """After the time of one, however many have queued; and nothing of it is stored later."""
    all_wait, begun = threading.Event(), list[object]()

    def begin(connection: object, *_: object) -> None:
        begun.append(connection)
        assert all_wait.wait(PATIENCE_SECONDS)

    async def run() -> list[Any]:
        units = [asyncio.ensure_future(on_sqlite.write(add(f"k{n}"))) for n in range(3 * LARGEST_GROUP)]
        await asyncio.sleep(0)
        all_wait.set()
        return await asyncio.gather(*units, return_exceptions=True)

    event.listen(on_sqlite.database.engine, "checkout", begin)
    with locked(tmp_path, "EXCLUSIVE") as other:
        found = asyncio.run(run())
        assert all(isinstance(error, OperationalError) for error in found)
        assert len(begun) == 1
        other.execute("ROLLBACK")
    assert asyncio.run(on_sqlite.write(add("after"))) == "after"
    assert asyncio.run(on_sqlite.read(count)) == 1


@pytest.mark.one_database
def test_the_loop_goes_on_while_another_program_holds_the_lock(on_sqlite: Transactions, tmp_path: Path) -> None:
    begins = threading.Event()

    async def run(other: sqlite3.Connection) -> str:
        waiting = asyncio.ensure_future(on_sqlite.write(add("k")))
        # The lock is let go by the loop itself: if the loop waited for it, the write would fail.
        await asyncio.to_thread(begins.wait, PATIENCE_SECONDS)
        assert not waiting.done()
        other.execute("ROLLBACK")
        result: str = await waiting
        return result

    event.listen(on_sqlite.database.engine, "checkout", lambda *_: begins.set())
    with locked(tmp_path) as other:
        assert asyncio.run(run(other)) == "k"


def test_what_waits_is_finished_at_the_end_and_nothing_more_is_taken(transactions: Transactions) -> None:
    async def run() -> list[Any]:
        units = [asyncio.ensure_future(transactions.write(add(f"k{n}"))) for n in range(50)]
        await asyncio.sleep(0)
        closing = asyncio.ensure_future(asyncio.to_thread(transactions.close))
        found = await asyncio.gather(*units, return_exceptions=True)
        await closing
        return found

    assert asyncio.run(run()) == [f"k{n}" for n in range(50)]
    with pytest.raises(RuntimeError):
        asyncio.run(transactions.write(add("too late")))
