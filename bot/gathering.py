"""What arrives together is run together: the units of a loop are held until it has read all that has come."""

import asyncio
from collections.abc import Callable

from bot.batch import LARGEST_BATCH, Unit

# Each look lets the loop read the requests that have come meanwhile.
_MOST_LOOKS = 8


class Gathering:
    """Gathers the units of each loop, and gives `run` those that are still wanted, `LARGEST_BATCH` at most."""

    def __init__(self, run: Callable[[list[Unit]], None]) -> None:
        self._run = run
        self._waiting: dict[asyncio.AbstractEventLoop, list[Unit]] = {}

    def add(self, unit: Unit) -> None:
        """Takes a unit of the running loop."""
        waiting = self._waiting.get(unit.loop)
        if waiting is None:
            waiting = self._waiting[unit.loop] = []
            unit.loop.call_soon(self._look, unit.loop, 0, 0)
        waiting.append(unit)

    def _look(self, loop: asyncio.AbstractEventLoop, before: int, looks: int) -> None:
        """Goes on as soon as a look finds no more than the one before."""
        waiting = self._waiting.pop(loop)
        if before < len(waiting) < LARGEST_BATCH and looks < _MOST_LOOKS:
            self._waiting[loop] = waiting
            loop.call_soon(self._look, loop, len(waiting), looks + 1)
            return
        if rest := waiting[LARGEST_BATCH:]:
            self._waiting[loop] = rest
            loop.call_soon(self._look, loop, 0, 0)
        # Whoever asked may have gone; one that has begun is no longer called off.
        if wanted := [unit for unit in waiting[:LARGEST_BATCH] if not unit.future.cancelled()]:
            self._run(wanted)
