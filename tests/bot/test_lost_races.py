"""Two processes at the same moment on PostgreSQL: who loses is run again, at the edge, and nobody hears of it."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from bot.transactions import Transactions
from models.operations.tables import InboundRequest
from models.storage.database import Database
from tests.postgres import NoPostgreSQL, postgresql
from tests.until import PATIENCE_SECONDS

NOW = datetime(2022, 6, 8, 9, 0, tzinfo=UTC)

Pair = tuple[Transactions, Transactions]


@pytest.fixture
def pair() -> Iterator[Pair]:
    """What two processes have of one database with two rows, a and b, that hold nothing."""
    try:
        server = postgresql()
    except NoPostgreSQL as error:
        pytest.skip(str(error))
    with server.database() as url:
        databases = [Database(url), Database(url)]
        with databases[0].write() as session:
            session.add_all([InboundRequest(key=key, at=NOW, reply={}) for key in "ab"])
        one, two = (Transactions(database) for database in databases)
        yield one, two
        for transactions, database in zip((one, two), databases, strict=True):
            transactions.close()
            database.close()


def add(session: Session, key: str, name: str) -> None:
    """One reads, then writes: what another has written in between would be lost."""
    kept = session.scalars(select(InboundRequest.reply).where(InboundRequest.key == key)).one()
    session.execute(update(InboundRequest).where(InboundRequest.key == key).values(reply={**(kept or {}), name: True}))


def stored(transactions: Transactions, key: str) -> list[str]:
    query = select(InboundRequest.reply).where(InboundRequest.key == key)
    found = asyncio.run(transactions.read(lambda session: session.scalars(query).one()))
    return sorted(found or {})


def test_of_two_that_wait_for_each_other_one_is_run_again(pair: Pair) -> None:
    both_hold_one = threading.Barrier(2)
    runs: list[str] = []

    def crosswise(name: str, first: str, second: str, session: Session) -> None:
        runs.append(name)
        hold = update(InboundRequest).where(InboundRequest.key == first)
        session.execute(hold.values(at=NOW))
        if runs.count(name) == 1:
            both_hold_one.wait(PATIENCE_SECONDS)
        add(session, second, name)

    async def meet() -> None:
        await asyncio.gather(
            pair[0].write(lambda session: crosswise("one", "a", "b", session)),
            pair[1].write(lambda session: crosswise("two", "b", "a", session)),
        )

    asyncio.run(meet())
    assert len(runs) == 3
    assert {key: stored(pair[0], key) for key in "ab"} == {"a": ["two"], "b": ["one"]}


def test_what_cannot_be_serialized_is_run_again_on_what_is_there_then(pair: Pair) -> None:
    seen, changed = threading.Event(), threading.Event()
    runs: list[str] = []

    def slow(session: Session) -> None:
        runs.append("slow")
        session.connection().exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        session.scalars(select(InboundRequest.reply)).all()
        seen.set()
        assert changed.wait(PATIENCE_SECONDS)
        add(session, "a", "slow")

    async def meet() -> None:
        late = asyncio.ensure_future(pair[0].write(slow))
        await asyncio.to_thread(seen.wait, PATIENCE_SECONDS)
        await pair[1].write(lambda session: add(session, "a", "quick"))
        changed.set()
        await late

    asyncio.run(meet())
    assert runs == ["slow", "slow"]
    assert stored(pair[0], "a") == ["quick", "slow"]


def test_any_other_fault_of_the_database_is_told_at_once(pair: Pair) -> None:
    runs: list[str] = []

    def wrong(session: Session) -> None:
        runs.append("wrong")
        session.connection().exec_driver_sql("SELECT nothing_like_it FROM inbound_request")

    with pytest.raises(ProgrammingError):
        asyncio.run(pair[0].write(wrong))
    assert runs == ["wrong"]


def test_a_request_that_waits_for_another_process_holds_up_nobody_else(pair: Pair) -> None:
    ours, theirs = pair
    locked, let_go = threading.Event(), threading.Event()

    def hold(session: Session) -> None:
        add(session, "a", "theirs")
        session.flush()
        locked.set()
        assert let_go.wait(PATIENCE_SECONDS)

    async def run() -> None:
        holding = asyncio.ensure_future(theirs.write(hold))
        await asyncio.to_thread(locked.wait, PATIENCE_SECONDS)
        stuck = asyncio.ensure_future(ours.write(lambda session: add(session, "a", "ours")))
        await asyncio.wait_for(ours.write(lambda session: add(session, "b", "ours")), PATIENCE_SECONDS)
        assert not stuck.done()
        let_go.set()
        await asyncio.wait_for(asyncio.gather(stuck, holding), PATIENCE_SECONDS)

    asyncio.run(run())
    assert stored(ours, "b") == ["ours"]
