"""`status GOAL` in a database with a thousand answers and in one with a million, through dispatch, without its cache.

The plan is the same (500 rows, 25 goals of 20); the rounds and versions grow. The time is that of the whole request:
the asker's rights, the registers, the round, every current answer, the deviations and their earlier status.
"""

import asyncio
import time
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import make_url

from bench.answers import databases
from bench.bulk import Size, after, fill
from bench.table import Line, Run, Sample, against, at_most, interleaved
from bot.dispatch import Dispatcher
from bot.requests.incoming import Incoming
from bot.telemetry.logs import set_up_logs
from bot.transactions import Transactions
from handlers.context import Said
from models.options import Options
from models.storage.database import Database
from models.vocabulary.people import Membership

FEW = Size(goals=25, activities=500, rounds=2, versions=1)
MANY = Size(goals=25, activities=500, rounds=20, versions=100)
ASKED = 40


class _Asker:
    """Asks with a new dispatcher each time, so that no reply comes from its cache."""

    def __init__(self, database: Database, now: datetime) -> None:
        self._transactions = Transactions(database)
        self._options = Options(zone=ZoneInfo("Europe/Stockholm"))
        self._now = now

    async def _member(self, _account: str) -> Membership:
        return Membership.FULL

    async def ask(self, words: str) -> float:
        """How long the reply took, in milliseconds. Raises AssertionError when it is not a status of twenty rows."""
        dispatcher = Dispatcher(self._transactions, self._options, lambda: self._now)
        start = time.perf_counter()
        reply = await dispatcher.run(Incoming("slack", "U0BENCH", Said("status", words)), self._member)
        took = (time.perf_counter() - start) * 1e3
        assert "20 aktiviteter" in str(reply), str(reply)[:200]
        return took

    def close(self) -> None:
        self._transactions.close()


def _sample(asker: _Asker) -> Sample:
    async def ask_all() -> list[float]:
        return sorted([await asker.ask(f"Ett starkare {goal}") for goal in _goals()])

    before = time.process_time()
    took = asyncio.run(ask_all())
    cpu = (time.process_time() - before) / ASKED * 1e6
    return Sample(took[len(took) // 2], cpu, None, took[-1])


def _goals() -> list[str]:
    return [f"a{letter * 3}" for letter in "bcdefghijk"] * (ASKED // 10)


def lines(run: Run) -> list[Line]:
    set_up_logs("error")
    table = []
    for name, server in databases(run):
        opened: list[Database] = []
        askers: list[_Asker] = []
        for size in (FEW, MANY):
            if server:
                url = make_url(server).set(database=f"bench_{size.answers}")
                _create(server, str(url.database))
                database = Database(url.render_as_string(hide_password=False))
            else:
                database = Database(f"sqlite:///{run.folder}/{size.answers}.db")
            run.say(f"growth, {name}: {size.answers} answers are being made")
            fill(database, size)
            opened.append(database)
            askers.append(_Asker(database, after(size)))
        few, many = askers
        contenders = {"few": lambda few=few: _sample(few), "many": lambda many=many: _sample(many)}
        series = interleaved(run, f"growth, {name}", contenders)
        table.append(
            against(f"status at a million answers against a thousand, {name}", series["many"], series["few"],
                    at_most(1.5 if server else 4), " ms")
        )  # fmt: skip
        for asker in askers:
            asker.close()
        for database in opened:
            database.close()
    return table


def _create(server: str, name: str) -> None:
    database = Database(server)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    database.close()
