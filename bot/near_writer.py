"""Brief writes on SQLite, done in the event loop: to a thread and back is longer than the write itself
(docs/decisions.md has the measurement).

The loop never waits for another's write lock: while another process or thread is writing, what is brief goes the way of
everything else.
"""

import asyncio
from collections.abc import Callable

from bot.batch import LARGEST_BATCH, NotBegun, Unit, run_together, tell
from models.database import Database

# Each look lets the loop read the requests that have come meanwhile.
_MOST_LOOKS = 8


class NearWriter:
    """Gathers what is brief and commits it once. `leave` takes what cannot be done here."""

    def __init__(self, database: Database, leave: Callable[[list[Unit]], None]) -> None:
        self._database = database
        self._leave = leave
        self._waiting: dict[asyncio.AbstractEventLoop, list[Unit]] = {}

    def add(self, unit: Unit) -> None:
        """Takes a unit of the running loop."""
        waiting = self._waiting.get(unit.loop)
        if waiting is None:
            waiting = self._waiting[unit.loop] = []
            unit.loop.call_soon(self._look, unit.loop, 0, 0)
        waiting.append(unit)

    def _look(self, loop: asyncio.AbstractEventLoop, before: int, looks: int) -> None:
        """Commits as soon as a look finds no more than the one before."""
        waiting = self._waiting.pop(loop)
        if before < len(waiting) < LARGEST_BATCH and looks < _MOST_LOOKS:
            self._waiting[loop] = waiting
            loop.call_soon(self._look, loop, len(waiting), looks + 1)
            return
        if rest := waiting[LARGEST_BATCH:]:
            self._waiting[loop] = rest
            loop.call_soon(self._look, loop, 0, 0)
        self._commit([unit for unit in waiting[:LARGEST_BATCH] if not unit.future.cancelled()])

    def _commit(self, batch: list[Unit]) -> None:
        try:
            results = run_together(self._database, batch, patience=0)
        except NotBegun:
            self._leave(batch)
        except Exception as error:
            if len(batch) > 1:
                for unit in batch:
                    unit.alone = True
                self._leave(batch)
            else:
                tell(batch, [(False, error)])
        else:
            tell(batch, [(True, result) for result in results])
