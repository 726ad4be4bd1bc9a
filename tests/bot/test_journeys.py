"""What an answer sends to PostgreSQL and when it waits; and a wire that is cut at the worst moment."""

import asyncio
import itertools
import statistics
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from bot.dispatch import Dispatcher, Incoming
from bot.transactions import Transactions
from handlers.context import Options, Said
from handlers.message import Message, plain_words
from handlers.round_work import NewRound, create_round, open_round
from models.answer import Answer
from models.database import Database
from tests.postgres import NoPostgreSQL, postgresql
from tests.stock import stocked
from tests.wire import Wire, wire

NOW = datetime(2022, 6, 8, 7, 0, tzinfo=UTC)
OPTIONS = Options(zone=ZoneInfo("Europe/Stockholm"))
ROWS = (12, 13, 14, 16, 17, 25)
STORED, SORRY = "Tack, ditt svar är sparat", "Det går inte just nu"


@dataclass
class Desk:
    database: Database
    front: Dispatcher
    wire: Wire

    async def say(self, row: int, key: str | None) -> str:
        incoming = Incoming("slack", "UAGFOLK01", Said("report", f"{row} grön Arbetet går enligt plan."), key)
        reply = await self.front.run(incoming)
        assert isinstance(reply, Message)
        return plain_words(reply)

    def journeys(self, work: Callable[[], Coroutine[Any, Any, list[str]]]) -> int:
        before = self.wire.journeys
        assert all(words.startswith(STORED) for words in asyncio.run(work()))
        return self.wire.journeys - before

    def stored(self) -> int:
        with self.database.read() as session:
            return session.scalar(select(func.count()).select_from(Answer)) or 0


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    try:
        postgresql()
    except NoPostgreSQL as error:
        pytest.skip(str(error))
    with stocked("postgresql", tmp_path) as url, wire(url) as between:
        database = Database(between.url)
        transactions = Transactions(database)
        new = NewRound("Halvår 2022", date(2022, 1, 1), date(2022, 6, 30), NOW, NOW + timedelta(days=20))
        with database.write() as session:
            open_round(session, create_round(session, new, NOW), NOW, OPTIONS, timedelta(days=7))
        yield Desk(database, Dispatcher(transactions, OPTIONS, lambda: NOW), between)
        transactions.close()
        database.close()


def test_an_answer_makes_three_journeys_and_so_do_many_together(desk: Desk) -> None:
    keys = itertools.count()

    async def one() -> list[str]:
        return [await desk.say(12, f"key-{next(keys)}")]

    async def many() -> list[str]:
        return await asyncio.gather(*(desk.say(row, f"key-{next(keys)}") for row in ROWS))

    # The registers are read, and psycopg prepares what it has seen some times.
    for _ in range(6):
        desk.journeys(one)
        desk.journeys(many)
    # What is on the wire while it is counted may count for the next one.
    for work in (one, many):
        assert statistics.median(desk.journeys(work) for _ in range(9)) == 3


def test_what_is_no_answer_makes_no_journey_for_answers(desk: Desk) -> None:
    said, made = "", list[int]()
    for number in range(12):
        before = desk.wire.journeys
        said = asyncio.run(desk.say(999, f"key-{number}"))
        made.append(desk.wire.journeys - before)
    assert said.startswith("Det finns ingen rad 999")
    assert statistics.median(made) == 2


@pytest.mark.parametrize("arrives", [False, True])
@pytest.mark.parametrize("rows", [ROWS[:1], ROWS], ids=["one", "many"])
def test_a_wire_cut_at_the_commit_loses_nothing_and_stores_nothing_twice(
    desk: Desk, rows: tuple[int, ...], arrives: bool
) -> None:
    async def say(key: str | None) -> list[str]:
        return await asyncio.gather(*(desk.say(row, key and f"{key}-{row}") for row in rows))

    # Each is run again, and finds by its key whether it has been committed.
    desk.wire.arrives, desk.wire.cut_at = arrives, b"COMMIT"
    assert all(words.startswith(STORED) for words in asyncio.run(say("key")))
    assert desk.wire.cut_at == b""
    assert desk.stored() == len(rows)
    # Without one it cannot be known.
    desk.wire.cut_at = b"COMMIT"
    assert all(words.startswith(SORRY) for words in asyncio.run(say(None)))
    assert desk.stored() == len(rows) * (2 if arrives else 1)


def test_one_that_was_answered_before_takes_no_other_with_it(desk: Desk) -> None:
    first = asyncio.run(desk.say(12, "key-12"))

    async def together() -> list[str]:
        return await asyncio.gather(*(desk.say(row, f"key-{row}") for row in ROWS))

    said = asyncio.run(together())
    assert said[0] == first
    assert all(words.startswith(STORED) for words in said)
    assert desk.stored() == len(ROWS)
