"""Commits together what waits together: one transaction for many requests, and none is answered before its commit.

SQLite has one writer at a time anyway. On PostgreSQL it spares most of the round trips; there, a transaction that
waits for another process's lock holds up nobody, since a second thread goes on with what comes meanwhile.
"""

import asyncio
import queue
import threading
import time
from typing import Any

from bot.batch import (
    LARGEST_BATCH,
    Ahead,
    NotBegun,
    Outcome,
    Uncertain,
    Unit,
    Work,
    lost_race,
    run_alone,
    run_together,
    tell,
)  # fmt: skip
from bot.gathering import Gathering
from bot.near_writer import NearWriter
from models.database import Database

# A batch that has taken this long (in seconds) waits for a lock.
_STUCK_SECONDS = 0.25
_MOST_THREADS = 8


class GroupWriter:
    """Drains a queue of writes and commits each batch once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: queue.SimpleQueue[Unit | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._begun: dict[threading.Thread, float] = {}
        near = NearWriter(database, self._leave)
        self._gathering = Gathering(near.commit if database.is_sqlite else self._leave)
        self._main = self._start()

    def submit(
        self, work: Work, brief: bool = False, ahead: Ahead | None = None, is_repeatable: bool = True
    ) -> "asyncio.Future[Any]":
        """Queues a unit of work of the running loop. Its exceptions come out as they are, after the rollback. What is
        `brief` takes some milliseconds at most."""
        unit = Unit(work, asyncio.get_running_loop(), ahead, is_repeatable)
        with self._lock:
            if self._closed:
                raise RuntimeError("the program is stopping")
            if brief:
                self._gathering.add(unit)
            else:
                self._queue([unit])
        return unit.future

    def _queue(self, units: list[Unit]) -> None:
        for unit in units:
            self._waiting.put(unit)
        if not self._database.is_sqlite and self._all_stuck():
            self._start()

    def _leave(self, units: list[Unit]) -> None:
        """Leaves to the thread what has been gathered, in its loop."""
        with self._lock:
            if not self._closed:
                self._queue(units)
                return
        tell(units, self._outcomes(units))

    def close(self) -> None:
        """Finishes what waits, takes nothing more. What is only gathered yet is done in its loop, when that goes on."""
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

    def _more(self, batch: list[Unit], most: int) -> tuple[list[Unit], bool]:
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

    def _commit(self, batch: list[Unit]) -> None:
        thread = threading.current_thread()
        self._begun[thread] = time.monotonic()
        # Whoever asked may have gone; one that has begun is no longer called off.
        batch = [unit for unit in batch if not unit.future.cancelled()]
        _hand_out(batch, self._outcomes(batch))
        self._begun[thread] = float("inf")

    def _outcomes(self, batch: list[Unit]) -> list[Outcome]:
        if any(unit.alone for unit in batch):
            return self._each_alone(batch)
        try:
            return [(True, result) for result in run_together(self._database, batch)]
        except NotBegun as error:
            self._fail_waiting(error.cause)
            return [(False, error.cause)] * len(batch)
        except Uncertain as error:
            lost: Outcome = (False, error.cause)
            return [run_alone(self._database, unit.work) if unit.is_repeatable else lost for unit in batch]
        except Exception as error:
            # One of them failed and takes the whole transaction with it. That is rare, and cheaper than a savepoint
            # for each: they are run again, each in a transaction of its own.
            if len(batch) > 1 or lost_race(error):
                return self._each_alone(batch)
            return [(False, error)]

    def _each_alone(self, batch: list[Unit]) -> list[Outcome]:
        return [run_alone(self._database, unit.work) for unit in batch]

    def _fail_waiting(self, error: Exception) -> None:
        """The database did not let us begin, for as long as one waits for it. Those who queued meanwhile have waited as
        long: they hear it now, not one after the other."""
        rest, is_last = self._more([], self._waiting.qsize())
        _hand_out(rest, [(False, error)] * len(rest))
        if is_last:
            self._waiting.put(None)


def _hand_out(batch: list[Unit], outcomes: list[Outcome]) -> None:
    """Wakes each loop once, however many wait in it."""
    loops: dict[asyncio.AbstractEventLoop, tuple[list[Unit], list[Outcome]]] = {}
    for unit, outcome in zip(batch, outcomes, strict=True):
        units, told = loops.setdefault(unit.loop, ([], []))
        units.append(unit)
        told.append(outcome)
    for loop, (units, told) in loops.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(tell, units, told)
