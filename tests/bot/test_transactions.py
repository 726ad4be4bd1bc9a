"""Units of work: committed together, failing alone, whoever or whatever goes away."""

import asyncio
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from bot.transactions import Transactions
from models.database import Database
from models.ledger import InboundRequest
from models.schema import upgrade

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


BRIEF = pytest.mark.parametrize("brief", [False, True], ids=["", "brief"])


@BRIEF
def test_one_that_fails_takes_no_other_with_it(transactions: Transactions, brief: bool) -> None:
    async def run() -> list[Any]:
        await transactions.write(add("taken"))
        keys = ["a", "b", "taken", "c", "d"]
        return await asyncio.gather(*(transactions.write(add(key), brief) for key in keys), return_exceptions=True)

    found = asyncio.run(run())
    assert [kept for kept in found if isinstance(kept, str)] == ["a", "b", "c", "d"]
    assert isinstance(found[2], IntegrityError)
    assert asyncio.run(transactions.read(count)) == 5


def test_whoever_stops_waiting_stops_nobody_else(transactions: Transactions) -> None:
    """A request whose client has gone, while its write is queued or under way."""
    begun, go_on = threading.Event(), threading.Event()

    def slow(session: Session) -> None:
        add("slow")(session)
        begun.set()
        go_on.wait(5)

    async def run() -> str:
        first = asyncio.ensure_future(transactions.write(slow))
        await asyncio.to_thread(begun.wait, 5)
        second = asyncio.ensure_future(transactions.write(add("queued")))
        await asyncio.sleep(0.01)
        first.cancel()
        second.cancel()
        go_on.set()
        await asyncio.sleep(0.05)
        kept: str = await asyncio.wait_for(transactions.write(add("later")), 5)
        return kept

    assert asyncio.run(run()) == "later"


def test_what_is_called_off_before_it_began_is_not_done(transactions: Transactions) -> None:
    done: list[str] = []

    async def run() -> None:
        units = [asyncio.ensure_future(transactions.write(lambda _s: done.append("gone"), True)) for _ in range(2)]
        units.append(asyncio.ensure_future(transactions.write(lambda _s: done.append("stayed"), True)))
        await asyncio.sleep(0)
        for unit in units[:2]:
            unit.cancel()
        await units[2]

    asyncio.run(run())
    assert done == ["stayed"]


@pytest.mark.one_database
def test_one_that_fails_makes_the_others_run_twice_at_most(on_sqlite: Transactions) -> None:
    runs = Counter[int]()

    def unit(number: int) -> Any:
        def work(_session: Session) -> int:
            runs[number] += 1
            if number == 3:
                raise LookupError
            return number

        return work

    async def run() -> list[Any]:
        return await asyncio.gather(*(on_sqlite.write(unit(n), True) for n in range(8)), return_exceptions=True)

    found = asyncio.run(run())
    assert [result for result in found if isinstance(result, int)] == [0, 1, 2, 4, 5, 6, 7]
    assert runs == {0: 2, 1: 2, 2: 2, 3: 2, 4: 1, 5: 1, 6: 1, 7: 1}


@BRIEF
def test_what_fails_by_itself_fails_once(transactions: Transactions, brief: bool) -> None:
    runs: list[str] = []

    def wrong(_session: Session) -> None:
        runs.append("wrong")
        raise LookupError

    with pytest.raises(LookupError):
        asyncio.run(transactions.write(wrong, brief))
    assert runs == ["wrong"]


def test_what_is_brief_is_committed_together(transactions: Transactions) -> None:
    sessions: list[Session] = []

    async def come(number: int) -> None:
        # As requests do: one is read from its connection, the next one a look at the sockets later.
        for _ in range(number // 5):
            await asyncio.sleep(0)
        await transactions.write(sessions.append, True)

    async def run() -> None:
        await asyncio.gather(*(come(number) for number in range(30)))

    asyncio.run(run())
    assert len(sessions) == 30
    assert len({id(session) for session in sessions}) == 1

    async def crowd() -> None:
        await asyncio.gather(*(transactions.write(sessions.append, True) for _ in range(100)))

    sessions.clear()
    asyncio.run(crowd())
    # However many come, the loop is given back in between.
    assert max(Counter(map(id, sessions)).values()) == 32
    assert len(sessions) == 100


@BRIEF
@pytest.mark.one_database
def test_a_locked_database_is_said_to_everybody_at_once(on_sqlite: Transactions, tmp_path: Path, brief: bool) -> None:
    """Within the three seconds that Slack allows, however many have queued; and nothing of it is stored later."""

    async def run() -> tuple[list[Any], float]:
        began = time.monotonic()
        units = [on_sqlite.write(add(f"k{n}"), brief) for n in range(100)]
        found = await asyncio.gather(*units, return_exceptions=True)
        return found, time.monotonic() - began

    with locked(tmp_path, "EXCLUSIVE") as other:
        found, seconds = asyncio.run(run())
        assert all(isinstance(error, OperationalError) for error in found)
        # Two, and what a busy machine takes; one after the other would be two hundred.
        assert seconds < 12
        other.execute("ROLLBACK")
    assert asyncio.run(on_sqlite.write(add("after"))) == "after"
    assert asyncio.run(on_sqlite.read(count)) == 1


@pytest.mark.one_database
def test_the_loop_never_waits_for_anothers_lock(on_sqlite: Transactions, tmp_path: Path) -> None:
    async def run(other: sqlite3.Connection) -> list[float]:
        waiting = asyncio.ensure_future(on_sqlite.write(add("k"), True))
        waits: list[float] = []
        for _ in range(20):
            began = time.monotonic()
            await asyncio.sleep(0.01)
            waits.append(time.monotonic() - began)
        assert not waiting.done()
        other.execute("ROLLBACK")
        await waiting
        return waits

    with locked(tmp_path) as other:
        # Two seconds is what the thread waits.
        assert max(asyncio.run(run(other))) < 1.7


@pytest.mark.one_database
@pytest.mark.parametrize("is_let_go", [True, False])
def test_what_is_brief_is_ended_too_when_the_program_stops(
    on_sqlite: Transactions, tmp_path: Path, is_let_go: bool
) -> None:
    """Done when the lock is let go; else all hear that it is not, after the time of one."""

    async def run(other: sqlite3.Connection) -> list[Any]:
        waiting = [asyncio.ensure_future(on_sqlite.write(add(f"k{n}"), True)) for n in range(5)]
        await asyncio.sleep(0)
        on_sqlite.close()
        if is_let_go:
            threading.Timer(0.3, other.execute, ["ROLLBACK"]).start()
        began = time.monotonic()
        found = await asyncio.gather(*waiting, return_exceptions=True)
        assert time.monotonic() - began < 8
        return found

    with locked(tmp_path) as other:
        found = asyncio.run(run(other))
    assert found == [f"k{n}" for n in range(5)] if is_let_go else all(isinstance(e, OperationalError) for e in found)


@BRIEF
def test_what_waits_is_finished_at_the_end_and_nothing_more_is_taken(transactions: Transactions, brief: bool) -> None:
    async def run() -> list[Any]:
        units = [asyncio.ensure_future(transactions.write(add(f"k{n}"), brief)) for n in range(50)]
        await asyncio.sleep(0)
        closing = asyncio.ensure_future(asyncio.to_thread(transactions.close))
        found = await asyncio.gather(*units, return_exceptions=True)
        await closing
        return found

    assert asyncio.run(run()) == [f"k{n}" for n in range(50)]
    with pytest.raises(RuntimeError):
        asyncio.run(transactions.write(add("too late"), brief))
