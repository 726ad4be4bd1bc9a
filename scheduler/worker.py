"""The worker: rings the jobs once a second and keeps the outbox moving."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models.ledger import Heartbeat
from models.outbox import insert_once
from scheduler.clock import Bell
from scheduler.delivery import Runner, Sender
from scheduler.jobs import Plans, tick

log = structlog.get_logger()
_IDLE_SECONDS = 0.5
_STOP_SECONDS = 10.0


class Worker:
    """Everything that happens without anyone asking. `tick` and `deliver` are single steps; `run` goes on until
    `stop`."""

    def __init__(self, runner: Runner, plans: Plans, sender: Sender, clock: Callable[[], datetime]) -> None:
        self._runner = runner
        self._plans = plans
        self.sender = sender
        self._clock = clock
        self._wake = asyncio.Event()
        self._stopping = False
        self._tasks: set[asyncio.Task[None]] = set()
        self.last_tick: datetime | None = None

    async def tick(self, now: datetime) -> int:
        """Does what is due at an instant and leaves a sign of life. Returns how much was done."""
        return await self._runner.write(lambda session: _beat_and_tick(session, now, self._plans))

    async def deliver(self, now: datetime) -> int:
        """One pass over the outbox; returns how many rows were handled."""
        return await self.sender.deliver(now)

    def wake(self) -> None:
        """Something may have been queued: do not wait for the next look."""
        self._wake.set()

    def stop(self) -> None:
        """Takes no new work; `run` returns when what is under way has ended."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        bell = Bell(self._ring)
        bell.start()
        try:
            while not self._stopping:
                await self._pump()
        finally:
            bell.stop()
            if self._tasks:
                await asyncio.wait(self._tasks, timeout=_STOP_SECONDS)

    async def _ring(self) -> None:
        try:
            now = self._clock()
            if await self.tick(now):
                self.wake()
            self.last_tick = now
        except DBAPIError as error:
            log.warning("worker.database_unavailable", error=type(error).__name__)
        except Exception:
            log.exception("worker.tick_failed")

    async def _pump(self) -> None:
        """Claims as much as there is room for, then waits for room, news or half a second."""
        self._wake.clear()
        room = self.sender.in_flight - len(self._tasks)
        work = []
        if room > 0:
            try:
                work = await self.sender.claim(self._clock(), room)
            except DBAPIError as error:
                log.warning("worker.database_unavailable", error=type(error).__name__)
            except Exception:
                log.exception("worker.claim_failed")
        for piece in work:
            task = asyncio.ensure_future(piece)
            self._tasks.add(task)
            task.add_done_callback(self._ended)
        if not work or room <= len(work):
            await self._pause()

    async def _pause(self) -> None:
        try:
            await asyncio.wait_for(self._wake.wait(), _IDLE_SECONDS)
        except TimeoutError:
            return

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("worker.delivery_failed", error=repr(task.exception()))
        self._wake.set()


def _beat_and_tick(session: Session, now: datetime, plans: Plans) -> int:
    beat = insert_once(session, Heartbeat).values(name="worker", at=now)
    session.execute(beat.on_conflict_do_update(index_elements=["name"], set_={"at": now}))
    return tick(session, now, plans)
