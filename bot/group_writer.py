"""Commits together what waits together: one transaction for many requests, and none is answered before its commit.

SQLite has one writer at a time anyway. On PostgreSQL it spares most of the round trips; there, a transaction that
waits for another process's lock holds up nobody, since a second thread goes on with what comes meanwhile.
"""

import asyncio
import queue
import random
import threading
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models.database import Database

LARGEST_BATCH = 32
# A batch takes some milliseconds. One that has taken this long (in seconds) waits for a lock.
_STUCK_SECONDS = 0.25
_MOST_THREADS = 8
# serialization_failure, deadlock_detected, unique_violation (PostgreSQL manual, appendix A): two at the same moment.
_LOST_RACE = {"40001", "40P01", "23505"}
# As many may meet on one row as there are writers in a few processes; each round, one of them wins.
_MOST_RUNS = 20

Work = Callable[[Session], Any]
Outcome = tuple[bool, Any]


class _Unit:
    """A unit of work, and the future of who waits for it in which loop."""

    __slots__ = ("future", "loop", "work")

    def __init__(self, work: Work, loop: asyncio.AbstractEventLoop) -> None:
        self.work = work
        self.loop = loop
        self.future: asyncio.Future[Any] = loop.create_future()


class GroupWriter:
    """Drains a queue of writes and commits each batch once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: queue.SimpleQueue[_Unit | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._begun: dict[threading.Thread, float] = {}
        self._main = self._start()

    def submit(self, work: Work) -> "asyncio.Future[Any]":
        """Queues a unit of work of the running loop. Its exceptions come out as they are, after the rollback."""
        unit = _Unit(work, asyncio.get_running_loop())
        with self._lock:
            if self._closed:
                raise RuntimeError("the program is stopping")
            self._waiting.put(unit)
            if not self._database.is_sqlite and self._all_stuck():
                self._start()
        return unit.future

    def close(self) -> None:
        """Finishes what waits, takes nothing more."""
        with self._lock:
            self._closed = True
            self._waiting.put(None)
        self._main.join()
        for thread in list(self._begun):
            thread.join()

    def _start(self) -> threading.Thread:
        first = not self._begun
        thread = threading.Thread(target=self._run if first else self._relieve, name="group-writer", daemon=True)
        self._begun[thread] = float("inf")
        thread.start()
        return thread

    def _all_stuck(self) -> bool:
        late = time.monotonic() - _STUCK_SECONDS
        return len(self._begun) < _MOST_THREADS and all(begun < late for begun in self._begun.values())

    def _run(self) -> None:
        while first := self._waiting.get():
            batch, is_last = self._more([first], LARGEST_BATCH)
            self._commit(batch)
            if is_last:
                return

    def _relieve(self) -> None:
        """Goes on with what waits while the other threads are stuck, until nothing waits."""
        while True:
            batch, is_last = self._more([], LARGEST_BATCH)
            if is_last:
                self._waiting.put(None)
            if batch:
                self._commit(batch)
                continue
            with self._lock:
                if self._waiting.empty() or is_last:
                    del self._begun[threading.current_thread()]
                    return

    def _more(self, batch: list[_Unit], most: int) -> tuple[list[_Unit], bool]:
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

    def _commit(self, batch: list[_Unit]) -> None:
        thread = threading.current_thread()
        self._begun[thread] = time.monotonic()
        # Whoever asked may have gone; one that has begun is no longer called off.
        batch = [unit for unit in batch if not unit.future.cancelled()]
        _hand_out(batch, self._outcomes(batch))
        self._begun[thread] = float("inf")

    def _outcomes(self, batch: list[_Unit]) -> list[Outcome]:
        found: list[Outcome] = []
        begun = False
        try:
            with self._database.write(quick=True) as session:
                session.connection()
                begun = True
                found.extend((True, unit.work(session)) for unit in batch)
        except Exception as error:
            if not begun:
                self._fail_waiting(error)
                return [(False, error)] * len(batch)
            # One of them failed and takes the whole transaction with it. That is rare, and cheaper than a savepoint
            # for each: they are run again, each in a transaction of its own.
            if len(batch) > 1 or _lost_race(error):
                return [self._alone(unit.work) for unit in batch]
            return [(False, error)]
        return found

    def _alone(self, work: Work) -> Outcome:
        for run in range(1, _MOST_RUNS + 1):
            try:
                with self._database.write(quick=True) as session:
                    return True, work(session)
            except Exception as error:
                if run == _MOST_RUNS or not _lost_race(error):
                    return False, error
            time.sleep(random.uniform(0, 0.002 * run))  # noqa: S311 - to part those who met, no secret
        raise AssertionError("the last run returns")

    def _fail_waiting(self, error: Exception) -> None:
        """The database did not let us begin, for as long as one waits for it. Those who queued meanwhile have waited as
        long: they hear it now, not one after the other."""
        rest, is_last = self._more([], self._waiting.qsize())
        _hand_out(rest, [(False, error)] * len(rest))
        if is_last:
            self._waiting.put(None)


def _lost_race(error: Exception) -> bool:
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _LOST_RACE


def _hand_out(batch: list[_Unit], outcomes: list[Outcome]) -> None:
    """Wakes each loop once, however many wait in it."""
    loops: dict[asyncio.AbstractEventLoop, list[tuple[_Unit, Outcome]]] = {}
    for unit, outcome in zip(batch, outcomes, strict=True):
        loops.setdefault(unit.loop, []).append((unit, outcome))
    for loop, told in loops.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_tell, told)


def _tell(told: list[tuple[_Unit, Outcome]]) -> None:
    for unit, (fine, result) in told:
        if unit.future.done():
            continue
        if fine:
            unit.future.set_result(result)
        else:
            unit.future.set_exception(result)
