"""Group commit for SQLite, which has one writer at a time: units of work that wait while the writer is busy share one
transaction, so that sixteen answers need one `fsync`. Results are given after the commit. When a unit fails, the group
is rolled back and each unit is run again in a transaction of its own."""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from sqlalchemy.orm import Session

from models.storage.database import Database
from models.storage.patience import ANSWER_SECONDS

LARGEST_GROUP = 32
Work = Callable[[Session], Any]
Unit = tuple[Work, "Future[Any]"]


class GroupCommit:
    """Runs units of work one after the other in a thread of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: queue.SimpleQueue[Unit | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="write", daemon=True)
        self._thread.start()

    def submit(self, work: Work) -> "Future[Any]":
        """The result of the work once it is committed, or its exception after the rollback. Raises RuntimeError after
        `close`."""
        future: Future[Any] = Future()
        with self._lock:
            if self._closed:
                raise RuntimeError("the program is stopping")
            self._waiting.put((work, future))
        return future

    def close(self) -> None:
        """Runs the units that wait, and stops the thread."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        is_last = False
        while not is_last:
            group, is_last = self._next_group(LARGEST_GROUP)
            self._commit([unit for unit in group if unit[1].set_running_or_notify_cancel()])

    def _next_group(self, most: int) -> tuple[list[Unit], bool]:
        """Waits for a unit; returns it with those that wait behind it, `most` in all, and whether it was closed."""
        group: list[Unit] = []
        unit = self._waiting.get()
        while unit is not None:
            group.append(unit)
            if len(group) == most or self._waiting.empty():
                return group, False
            unit = self._waiting.get()
        return group, True

    def _commit(self, group: list[Unit]) -> None:
        has_begun = False
        try:
            with self._database.write(ANSWER_SECONDS) as session:
                session.connection()
                has_begun = True
                results = [work(session) for work, _ in group]
        except Exception as error:
            if has_begun and len(group) > 1:
                for unit in group:
                    self._commit([unit])
            else:
                # If it has not begun, another program holds the lock, and the units that came meanwhile waited as well.
                self._fail(group if has_begun else [*group, *self._all_waiting()], error)
        else:
            for (_, future), result in zip(group, results, strict=True):
                future.set_result(result)

    def _all_waiting(self) -> list[Unit]:
        if self._waiting.empty():
            return []
        units, is_last = self._next_group(self._waiting.qsize())
        if is_last:
            self._waiting.put(None)
        return [unit for unit in units if unit[1].set_running_or_notify_cancel()]

    def _fail(self, units: list[Unit], error: Exception) -> None:
        for _, future in units:
            future.set_exception(error)
