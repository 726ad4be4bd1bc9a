"""Runs units of work off the event loop, each in one transaction.

On SQLite there is one writer at a time, so writes go through one thread which commits those that wait together: each
is a savepoint of one commit, and none is answered before that commit (docs/decisions.md has the measurement). On
PostgreSQL every write has a thread and a transaction of its own; one that lost a race is run once more.
"""

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models.database import Database

T = TypeVar("T")
Work = Callable[[Session], T]

READERS = 4
WRITERS = 8
LARGEST_BATCH = 32
# serialization_failure, deadlock_detected, unique_violation (PostgreSQL manual, appendix A): two at the same moment.
_LOST_RACE = {"40001", "40P01", "23505"}


class Transactions:
    """`read` and `write` a unit of work; exceptions of the work come out as they are, after the rollback."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="read")
        self._writers = ThreadPoolExecutor(WRITERS, thread_name_prefix="write")
        self._group = _GroupWriter(database) if database.is_sqlite else None

    async def read(self, work: Work[T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    async def write(self, work: Work[T]) -> T:
        if self._group is not None:
            return await asyncio.wrap_future(self._group.submit(work))
        return await asyncio.get_running_loop().run_in_executor(self._writers, self._write, work)

    def _read(self, work: Work[T]) -> T:
        with self._database.read() as session:
            return work(session)

    def _write(self, work: Work[T]) -> T:
        try:
            with self._database.write() as session:
                return work(session)
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) not in _LOST_RACE:
                raise
        with self._database.write() as session:
            return work(session)

    def close(self) -> None:
        """Finishes what runs and stops the threads."""
        if self._group is not None:
            self._group.close()
        self._readers.shutdown(wait=True)
        self._writers.shutdown(wait=True)


class _GroupWriter:
    """One thread that drains a queue of writes and commits each batch once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: queue.SimpleQueue[tuple[Work[Any], Future[Any]] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="sqlite-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Work[T]) -> "Future[T]":
        future: Future[T] = Future()
        self._waiting.put((work, future))
        return future

    def close(self) -> None:
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        while True:
            first = self._waiting.get()
            if first is None:
                return
            batch = [first]
            stop = False
            while len(batch) < LARGEST_BATCH and not stop:
                try:
                    more = self._waiting.get_nowait()
                except queue.Empty:
                    break
                stop = more is None
                if more is not None:
                    batch.append(more)
            self._commit(batch)
            if stop:
                return

    def _commit(self, batch: list[tuple[Work[Any], "Future[Any]"]]) -> None:
        outcomes: list[tuple[bool, Any]] = []
        try:
            with self._database.write() as session:
                outcomes.extend(_attempt(session, work) for work, _ in batch)
        except Exception as error:
            outcomes = [(False, error)] * len(batch)
        for (_, future), (fine, result) in zip(batch, outcomes, strict=True):
            if fine:
                future.set_result(result)
            else:
                future.set_exception(result)


def _attempt(session: Session, work: Work[Any]) -> tuple[bool, Any]:
    """Runs one unit as a savepoint, so that its failure takes nothing else of the batch with it."""
    try:
        with session.begin_nested():
            return True, work(session)
    except Exception as error:
        return False, error
