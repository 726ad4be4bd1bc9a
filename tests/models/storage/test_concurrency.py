"""Several processes and threads at the same moment, on both databases."""

import asyncio
import contextlib
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from actions.rounds.life_cycle import NewRound, create_round, open_round
from bot.dispatch import Dispatcher
from bot.requests.incoming import Incoming
from bot.settings import DEFAULT_WHEEL
from bot.transactions import Transactions
from handlers.context import Said
from messages.parts import Message, Paragraph, plain_words
from messages.stored import to_data
from models.answers.tables import Answer
from models.operations.tables import AuditEvent, InboundRequest
from models.options import Options
from models.outbox.queue import queue_all, row_of
from models.outbox.tables import Delivery
from models.rounds.tables import Round
from models.rules.wheel import read_wheel
from models.storage.database import Database
from models.storage.schema import is_current
from models.vocabulary.outbox import DeliveryKind
from models.vocabulary.rounds import RoundState
from scheduler.outbox.claims import claim_due
from scheduler.outbox.pace import PaceRules
from scheduler.outbox.sender import Sender
from scheduler.wheel import Plans
from scheduler.worker import Worker
from tests.postgres import postgresql

NOW = datetime(2022, 6, 8, 7, 0, tzinfo=UTC)
OPTIONS = Options(zone=ZoneInfo("Europe/Stockholm"))
FAST = PaceRules(per_conversation=0, per_minute=600_000)


@contextmanager
def opened(url: str) -> Iterator[Transactions]:
    """What one process has of the database."""
    database = Database(url)
    transactions = Transactions(database)
    try:
        yield transactions
    finally:
        transactions.close()
        database.close()


@contextmanager
def empty(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder}/empty.db"
        return
    with postgresql().database(template="template1") as url:
        yield url


def test_four_processes_migrate_at_once(database_kind: str, tmp_path: Path) -> None:
    with empty(database_kind, tmp_path) as url:
        command = [sys.executable, "-m", "bot.cli.main", "db", "upgrade"]
        folder = Path(__file__).parents[3]
        environment = {**os.environ, "DATABASE_URL": url}
        started = [
            subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
            for _ in range(4)
        ]
        ended = [(process.communicate(timeout=300)[1].decode(), process.returncode) for process in started]
        assert ended == [("", 0)] * 4
        database = Database(url)
        assert is_current(database)
        database.close()


def test_two_workers_never_claim_the_same_row(stocked_url: str) -> None:
    payload = to_data(Message((Paragraph("Hej."),)))
    rows = [row_of(f"m{n}", DeliveryKind.REPLY, "slack", f"channel:C{n}", NOW, payload=payload) for n in range(300)]
    databases = [Database(stocked_url) for _ in range(3)]
    with databases[0].write() as session:
        queue_all(session, rows)

    def work(database: Database) -> list[int]:
        mine: list[int] = []
        for _ in range(1000):
            with database.write() as session:
                found = [row.id for row in claim_due(session, NOW, FAST, ["slack"], 7)]
            if not found:
                return mine
            mine += found
        raise AssertionError("endless")

    with ThreadPoolExecutor(3) as pool:
        claimed = list(pool.map(work, databases))
    assert sorted(row for mine in claimed for row in mine) == sorted({row for mine in claimed for row in mine})
    assert sum(map(len, claimed)) == 300
    with databases[0].read() as session:
        assert set(session.scalars(select(Delivery.attempt))) == {1}
    for database in databases:
        database.close()


def open_a_round(database: Database) -> None:
    with database.write() as session:
        new = NewRound("Halvår 2022", date(2022, 1, 1), date(2022, 6, 30), NOW, NOW + timedelta(days=20))
        open_round(session, create_round(session, new, NOW), NOW, OPTIONS, timedelta(days=7))


def test_owners_who_answer_one_row_at_the_same_moment_are_all_kept(stocked_url: str) -> None:
    """Both owners of a row, from two web processes, many times over."""
    with opened(stocked_url) as one, opened(stocked_url) as two:
        database = Database(stocked_url)
        open_a_round(database)
        front = [Dispatcher(transactions, OPTIONS, lambda: NOW) for transactions in (one, two)]
        people = ("UAGKULT01", "UAGKULT02")

        async def answer() -> list[str]:
            said = [
                front[n % 2].run(Incoming("slack", people[n % 2], Said("report", f"2 grön Svar {n}."), f"key-{n}"))
                for n in range(24)
            ]
            return [plain_words(reply) for reply in await asyncio.gather(*said) if isinstance(reply, Message)]

        receipts = asyncio.run(answer())
        assert [words for words in receipts if not words.startswith("Tack")] == []
        assert len(receipts) == 24
        with database.read() as session:
            kept = list(session.scalars(select(Answer).order_by(Answer.version)))
        assert [answer.version for answer in kept] == list(range(1, 25))
        assert {answer.comment for answer in kept} == {f"Svar {n}." for n in range(24)}
        database.close()


def test_the_same_request_several_times_at_once_has_one_effect(stocked_url: str) -> None:
    with opened(stocked_url) as one, opened(stocked_url) as two:
        database = Database(stocked_url)
        open_a_round(database)
        front = [Dispatcher(transactions, OPTIONS, lambda: NOW) for transactions in (one, two)]

        async def answer() -> list[Any]:
            request = Incoming("slack", "UAGFOLK01", Said("report", "12 grön Klart."), "the-same")
            return await asyncio.gather(*(front[n % 2].run(request) for n in range(8)))

        assert len(set(asyncio.run(answer()))) == 1
        with database.read() as session:
            assert len(list(session.scalars(select(Answer)))) == 1
            assert len(list(session.scalars(select(InboundRequest)))) == 1
        database.close()


def together(url: str, count: int, work: Callable[[Worker], Coroutine[Any, Any, int]], at: datetime) -> None:
    """Several workers do the same thing at the same moment, each with connections of its own."""

    async def until_done(worker: Worker) -> None:
        """A worker whose patience with SQLite's lock is over does it again at the next ring."""
        for _ in range(60):
            with contextlib.suppress(OperationalError):
                await work(worker)
                return
            await asyncio.sleep(0.2)
        raise AssertionError("the write lock was never free")

    async def run() -> None:
        programs = [Transactions(Database(url)) for _ in range(count)]
        plans = Plans(OPTIONS, timedelta(days=7), read_wheel(DEFAULT_WHEEL), "P7D", ("P7D",))
        workers = [Worker(t, plans, Sender(t, OPTIONS, {}, FAST, lambda: at), lambda: at) for t in programs]
        await asyncio.gather(*(until_done(worker) for worker in workers))
        for transactions in programs:
            transactions.close()
            transactions.database.close()

    asyncio.run(run())


def audit(url: str) -> Counter[str]:
    database = Database(url)
    with database.read() as session:
        found = Counter(session.scalars(select(AuditEvent.what)))
    database.close()
    return Counter({what: n for what, n in found.items() if what.startswith("round.")})


@pytest.mark.parametrize("workers", [2, 4])
def test_clocks_that_tick_at_once_make_everything_once(stocked_url: str, workers: int) -> None:
    """The wheel's round is created, opened, reminded of and closed, each once, however many clocks there are."""
    opening, deadline = datetime(2022, 6, 8, 6, 0, tzinfo=UTC), datetime(2022, 6, 30, 14, 0, tzinfo=UTC)
    for at in (opening - timedelta(days=6), opening, deadline - timedelta(days=7), deadline):
        together(stocked_url, workers, lambda worker, at=at: worker.tick(at), at)  # type: ignore[misc]
    assert audit(stocked_url) == {"round.created": 1, "round.opened": 1, "round.closed": 1}
    database = Database(stocked_url)
    with database.read() as session:
        [found] = session.scalars(select(Round))
        assert found.state is RoundState.CLOSED
        kinds = Counter(session.scalars(select(Delivery.kind)))
    assert kinds[DeliveryKind.PROMPT] == 11
    assert kinds[DeliveryKind.SUMMARY] == 1
    database.close()


def test_an_operator_and_the_clock_close_a_round_at_the_same_moment(stocked_url: str) -> None:
    from actions.rounds.life_cycle import RoundFault, close_round

    database = Database(stocked_url)
    open_a_round(database)
    refused: list[str] = []

    def close(_: int) -> None:
        own = Database(stocked_url)
        try:
            with own.write() as session:
                found = session.scalars(select(Round)).one()
                close_round(session, found, NOW + timedelta(days=1), OPTIONS)
        except RoundFault as fault:
            refused.append(str(fault))
        finally:
            own.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(close, range(4)))
    assert len(refused) == 3
    assert audit(stocked_url)["round.closed"] == 1
    database.close()
