"""Runs units of work in threads, each in a transaction of its own (on SQLite several may share one)."""

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

READERS = 2
WRITERS = 8
# serialization_failure, deadlock_detected, unique_violation (PostgreSQL manual, appendix A): another transaction won.
_LOST_RACE = {"40001", "40P01", "23505"}
# At most all writers of a few processes conflict on one row, and in each run one of them succeeds.
_MOST_RUNS = 64


class Transactions:
    """Runs units of work that `read` and `write`. An exception in the work is raised unchanged, after the rollback."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="read")
        self._writers = ThreadPoolExecutor(WRITERS, thread_name_prefix="write")
        self._group_commit = GroupCommit(database) if database.is_sqlite else None

    async def read(self, work: Work[T]) -> T:
        """Runs the work in a transaction whose changes are rolled back."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    async def write(self, work: Work[T], is_repeatable: bool = True) -> T:
        """Runs the work and commits. After a conflict with another transaction the work is run again; only the last run
        is committed. When the connection is lost at the COMMIT, which may have succeeded, it is run again only if a
        second commit does no harm (`is_repeatable`)."""
        if self._group_commit is not None:
            result: T = await asyncio.wrap_future(self._group_commit.submit(work))
            return result
        return await asyncio.get_running_loop().run_in_executor(self._writers, self._write, work, is_repeatable)

    def version(self) -> int | None:
        """`Database.version`: a number that changes with the database; None when the database cannot tell."""
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
            time.sleep(random.uniform(0, 0.002 * run))  # noqa: S311 - jitter, no secret
        with self.database.write() as session:
            return work(session)

    def close(self) -> None:
        """Waits for the work that is running, and stops the threads."""
        if self._group_commit is not None:
            self._group_commit.close()
        self._writers.shutdown(wait=True)
        self._readers.shutdown(wait=True)


def lost_race(error: DBAPIError) -> bool:
    """Whether the error is a conflict with a concurrent transaction that won, so that the work may be run again."""
    return getattr(error.orig, "sqlstate", None) in _LOST_RACE
