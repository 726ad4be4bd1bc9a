"""Runs units of work off the event loop, each in a transaction of its own (on SQLite several may share one)."""

import asyncio
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from bot.group_commit import GroupCommit
from models.storage.database import Database

T = TypeVar("T")
Work = Callable[[Session], T]

READERS = 4
WRITERS = 8
# serialization_failure, deadlock_detected, unique_violation (PostgreSQL manual, appendix A): two at the same moment.
_LOST_RACE = {"40001", "40P01", "23505"}
# As many may meet on one row as there are writers in a few processes; each run, one of them wins.
_MOST_RUNS = 20


class Transactions:
    """`read` and `write` a unit of work; exceptions of the work come out as they are, after the rollback."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="read")
        self._writers = ThreadPoolExecutor(WRITERS, thread_name_prefix="write")
        self._group_commit = GroupCommit(database) if database.is_sqlite else None

    async def read(self, work: Work[T]) -> T:
        """Runs the work in a transaction whose changes are rolled back."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    async def write(self, work: Work[T], is_repeatable: bool = True) -> T:
        """Commits before it returns. The work may be run more than once, of which one run counts. What is not
        `is_repeatable` is not run again when the connection was lost at the COMMIT, which may have been done."""
        if self._group_commit is not None:
            result: T = await asyncio.wrap_future(self._group_commit.submit(work))
            return result
        return await asyncio.get_running_loop().run_in_executor(self._writers, self._write, work, is_repeatable)

    def version(self) -> int | None:
        """`Database.version`."""
        return self.database.version()

    def _read(self, work: Work[T]) -> T:
        with self.database.read() as session:
            return work(session)

    def _write(self, work: Work[T], is_repeatable: bool) -> T:
        for run in range(1, _MOST_RUNS):
            try:
                with self.database.write() as session:
                    return work(session)
            except DBAPIError as error:
                is_lost = error.connection_invalidated and is_repeatable and run == 1
                if not (is_lost or lost_race(error)):
                    raise
            time.sleep(random.uniform(0, 0.002 * run))  # noqa: S311 - to part those who met, no secret
        with self.database.write() as session:
            return work(session)

    def close(self) -> None:
        """Finishes what runs and stops the threads."""
        if self._group_commit is not None:
            self._group_commit.close()
        self._writers.shutdown(wait=True)
        self._readers.shutdown(wait=True)


def lost_race(error: DBAPIError) -> bool:
    """Whether two transactions met on one row, of which the other one won."""
    return getattr(error.orig, "sqlstate", None) in _LOST_RACE
