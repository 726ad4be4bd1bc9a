"""How fast calls to the Connector leave: never more within a second than Microsoft takes, however they come."""

import asyncio
from collections import deque

from scheduler.outbox.messenger import Begin

# Teams takes fifty calls a second from an app in a tenant ("Rate limiting for bots"). Calls leave a little slower than
# that, since they do not arrive as evenly, and what a stall has held up leaves only as far as the second has room.
CALLS_A_SECOND = 48.6
_MOST, _WITHIN_SECONDS = 49, 1.0
# Of a longer stall the rest is lost: what leaves together may arrive together with what left before it.
_CAUGHT_UP_SECONDS = 0.1
# So many calls have begun and wait for their turn: at full speed the storing of that they begin may take a twelfth of
# a second. They are what nobody knows of when the process is killed here.
MOST_BEGUN = 4


class Gate:
    """Lets calls through one after the other, evenly."""

    def __init__(self, a_second: float = CALLS_A_SECOND) -> None:
        self._step, self._next = 1 / a_second, float("-inf")
        self._passed: deque[float] = deque(maxlen=_MOST)
        self._near, self._first = asyncio.Semaphore(MOST_BEGUN), asyncio.Lock()

    async def wait(self, begin: Begin | None = None) -> None:
        """Returns when it is this call's turn. `begin` is run shortly before, so that calls leave evenly however long
        it takes. What it raises is raised, and takes no turn."""
        async with self._near:
            if begin is not None:
                await begin()
            await self._take_turn()

    async def _take_turn(self) -> None:
        loop = asyncio.get_running_loop()
        async with self._first:
            turn = self.turn(loop.time())
            if turn > loop.time():
                await asyncio.sleep(turn - loop.time())
            self.passes(turn, loop.time())

    def turn(self, now: float) -> float:
        """When a call that comes at an instant (seconds) may pass."""
        room = self._passed[0] + _WITHIN_SECONDS if len(self._passed) == _MOST else now
        return max(now, self._next, room)

    def passes(self, turn: float, now: float) -> None:
        """A call passes, later than at its turn when something has held it up."""
        self._passed.append(now)
        self._next = max(turn, now - _CAUGHT_UP_SECONDS) + self._step
