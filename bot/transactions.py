"""Runs units of work off the event loop, each in one transaction.

On SQLite there is one writer at a time, so writes go through one thread which commits those that wait together, and
none is answered before that commit (docs/decisions.md has the measurement). On
PostgreSQL every write has a thread and a transaction of its own; one that lost a race is run again.
"""

import asyncio
import queue
import random
import threading
import time
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
# As many may meet on one row as there are writers in a few processes; each round, one of them wins.
_MOST_RUNS = 20


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

    def version(self) -> int | None:
        """Changes whenever the database does; None where the database does not tell."""
        return self._database.version()

    def _read(self, work: Work[T]) -> T:
        with self._database.read() as session:
            return work(session)

    def _write(self, work: Work[T]) -> T:
        for run in range(1, _MOST_RUNS):
            try:
                with self._database.write(quick=True) as session:
                    return work(session)
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in _LOST_RACE:
                    raise
                time.sleep(random.uniform(0, 0.002 * run))  # noqa: S311 - to part those who met, no secret
        with self._database.write(quick=True) as session:
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
        self._waiting: queue.SimpleQueue[_Unit | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="sqlite-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Work[T]) -> "Future[T]":
        unit = _Unit(work)
        with self._lock:
            if self._closed:
                raise RuntimeError("the program is stopping")
            self._waiting.put(unit)
        return unit.future

    def close(self) -> None:
        """Finishes what waits, takes nothing more."""
        with self._lock:
            self._closed = True
            self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        while first := self._waiting.get():
            batch, is_last = self._more([first], LARGEST_BATCH)
            self._commit(batch)
            if is_last:
                return

    def _more(self, batch: "list[_Unit]", most: int) -> "tuple[list[_Unit], bool]":
        """Adds what waits, and says whether the end was reached."""
        while len(batch) < most:
            try:
                unit = self._waiting.get_nowait()
            except queue.Empty:
                break
            if unit is None:
                return batch, True
            batch.append(unit)
        return batch, False

    def _commit(self, batch: "list[_Unit]") -> None:
        # Whoever asked may have gone; one that has begun can no longer be called off.
        batch = [unit for unit in batch if unit.future.set_running_or_notify_cancel()]
        outcomes: list[tuple[bool, Any]] = []
        begun = False
        try:
            with self._database.write(quick=True) as session:
                session.connection()
                begun = True
                outcomes.extend((True, unit.work(session)) for unit in batch)
        except Exception as error:
            if begun and len(batch) > 1:
                # One of them failed and takes the whole transaction with it. That is rare, and cheaper than a savepoint
                # for each: the others are run again, each in a transaction of its own.
                outcomes = [self._alone(unit.work) for unit in batch]
            else:
                outcomes = [(False, error)] * len(batch)
            if not begun:
                self._fail_waiting(error)
        for unit, (fine, result) in zip(batch, outcomes, strict=True):
            if fine:
                unit.future.set_result(result)
            else:
                unit.future.set_exception(result)

    def _alone(self, work: Work[Any]) -> tuple[bool, Any]:
        try:
            with self._database.write(quick=True) as session:
                return True, work(session)
        except Exception as error:
            return False, error

    def _fail_waiting(self, error: Exception) -> None:
        """The database did not let us begin, for as long as one waits for it. Those who queued meanwhile have waited as
        long: they hear it now, not one after the other."""
        rest, is_last = self._more([], self._waiting.qsize())
        for unit in rest:
            if unit.future.set_running_or_notify_cancel():
                unit.future.set_exception(error)
        if is_last:
            self._waiting.put(None)


class _Unit:
    """A unit of work and the future of who waits for it."""

    def __init__(self, work: Work[Any]) -> None:
        self.work = work
        self.future: Future[Any] = Future()
