"""Runs units of work off the event loop, each in one transaction (writes that wait together share one)."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy.orm import Session

from bot.batch import Ahead
from bot.group_writer import GroupWriter
from models.database import Database

T = TypeVar("T")
Work = Callable[[Session], T]

READERS = 4


class Transactions:
    """`read` and `write` a unit of work; exceptions of the work come out as they are, after the rollback."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="read")
        self._group = GroupWriter(database)

    async def read(self, work: Work[T], brief: bool = False) -> T:
        """What is `brief` takes some milliseconds at most, and is done in the event loop on SQLite, which lets readers
        in at any time: to a thread and back takes as long."""
        if brief and self._database.is_sqlite:
            return self._read(work)
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    async def write(
        self, work: Work[T], brief: bool = False, ahead: Ahead | None = None, is_repeatable: bool = True
    ) -> T:
        """Commits before it returns. The work may be run more than once, of which one run counts. What is `brief` takes
        some milliseconds at most, and may be done in the event loop; `ahead` may be done before it, for several at
        once. What is not `is_repeatable` is not run again when nobody knows whether it has been committed."""
        done: T = await self._group.submit(work, brief, ahead, is_repeatable)
        return done

    def _read(self, work: Work[T]) -> T:
        with self._database.read() as session:
            return work(session)

    def close(self) -> None:
        """Finishes what runs and stops the threads."""
        self._group.close()
        self._readers.shutdown(wait=True)
