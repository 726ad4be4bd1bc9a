"""The worker: runs the clock's tick once a second, and sends what is due in the outbox."""

import asyncio
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from actions.rounds.life_cycle import RoundFault
from models.operations.log import log_of
from models.rounds.tables import ON_TIME
from scheduler import forgetting
from scheduler.clock import Bell
from scheduler.due import Step, due, take, untried
from scheduler.outbox import courtesy, upkeep
from scheduler.outbox.sender import Sender, Task
from scheduler.outbox.storing import Runner
from scheduler.wheel import Plans

log = log_of(__name__)
# Ten seconds in all.
_RING_SECONDS = 3.0
_STOP_SECONDS = 6.0
_UPKEEP = timedelta(seconds=5)


class Worker:
    """Everything that happens without a request. `tick` and `deliver` are single steps. `run` continues until `stop`:
    it ticks every `ring_seconds`, and reads the outbox after at most `idle_seconds`."""

    ring_seconds = 1.0
    idle_seconds = 0.5

    def __init__(self, runner: Runner, plans: Plans, sender: Sender, clock: Callable[[], datetime]) -> None:
        self._runner = runner
        self._plans = plans
        self.sender = sender
        self._clock = clock
        self._wake = asyncio.Event()
        self._stopping = False
        # Claimed and not begun; begun; and how many of those the platform has not answered yet.
        self._waiting: deque[Task] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._calls = 0
        self._faults: dict[int, str] = {}
        self._kept_up: datetime | None = None
        self._beat: datetime | None = None
        self.last_tick: datetime | None = None

    @property
    def is_sending(self) -> bool:
        """Whether anything that was claimed has not been handled."""
        return bool(self._waiting or self._tasks)

    async def tick(self, now: datetime) -> int:
        """Does what is due at an instant and stores a heartbeat. Returns how many things were done."""
        await self._check_clock(now)
        done, tried = 0, set[Step]()
        while steps := untried(await self._runner.read(self._due_at(now)), tried):
            tried.update(steps)
            for step in steps:
                done += await self._take(step, now)
        if self._kept_up is None or abs(now - self._kept_up) >= _UPKEEP:
            self._kept_up = now
            options = self._plans.options
            lost, old, held = await self._runner.read(
                lambda s: (upkeep.orphans(s), forgetting.has_old(s, now), courtesy.held_too_long(s, now, options))
            )
            if held:
                done += await self._runner.write(lambda session: courtesy.release(session, held))
            if lost:
                done += await self._runner.write(lambda session: upkeep.give_up(session, lost))
            if old:
                await self._runner.write(lambda session: forgetting.forget(session, now))
        if self._beat is None or abs(now - self._beat) >= timedelta(seconds=upkeep.BEAT_SECONDS):
            await self._runner.write(lambda session: upkeep.beat(session, now))
            self._beat = now
        return done

    async def ring(self) -> None:
        """Ticks now. What goes wrong is logged, and tried again at the next tick."""
        try:
            now = self._clock()
            if await self.tick(now):
                self.wake()
            self.last_tick = now
        except SQLAlchemyError as error:
            log.warning("worker.database_unavailable", error=error)
        except Exception:
            log.exception("worker.tick_failed")

    async def deliver(self, now: datetime) -> int:
        """One pass over the outbox; returns how many rows were handled."""
        return await self.sender.deliver(now)

    def wake(self) -> None:
        """To be called when something may have been queued: the outbox is read at once."""
        self._wake.set()

    def stop(self) -> None:
        """Takes no new work. `run` returns when the running tasks have ended."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        bell = Bell(self.ring, self.ring_seconds)
        bell.start()
        try:
            while not self._stopping:
                await self._pump()
        finally:
            await bell.stop(_RING_SECONDS)
            await self._finish()

    def _due_at(self, now: datetime) -> Callable[[Session], list[Step]]:
        return lambda session: due(session, now, self._plans)

    async def _take(self, step: Step, now: datetime) -> int:
        try:
            return await self._runner.write(lambda session: take(session, step, now, self._plans))
        except RoundFault as fault:
            # Logged once, not every second.
            if self._faults.get(step.round_id) != str(fault):
                self._faults[step.round_id] = str(fault)
                log.warning("round.cannot_be_moved_on", round=step.round_id, move=step.move.value, why=str(fault))
        except SQLAlchemyError:
            raise
        except Exception:
            log.exception("worker.step_failed", round=step.round_id, move=step.move.value)
        return 0

    async def _check_clock(self, now: datetime) -> None:
        """At the start, after the clock was set back, and after an outage: corrects times, and records what was
        missed."""
        if self._beat is None or now < self._beat - timedelta(seconds=upkeep.BEAT_SECONDS):
            back = await self._runner.write(lambda session: upkeep.follow_clock(session, now))
            if back:
                log.warning("worker.clock_was_set_back", seconds=back.total_seconds())
        if self._beat is None or now - self._beat > ON_TIME:
            zone = self._plans.options.zone
            if await self._runner.write(lambda session: upkeep.come_back(session, now, zone)):
                log.warning("worker.was_away")
            self._beat = now

    async def _pump(self) -> None:
        """Claims as much as there is room for. When there is nothing, waits for `wake`, for room, or for
        `idle_seconds`."""
        self._wake.clear()
        room, work = self._room(), list[Task]()
        if room > 0:
            try:
                work = await self.sender.claim(self._clock(), room)
            except SQLAlchemyError as error:
                log.warning("worker.database_unavailable", error=error)
            except Exception:
                log.exception("worker.claim_failed")
        self._waiting.extend(work)
        self._start()
        if not self._stopping and (not work or room <= 0):
            await self._pause()

    def _room(self) -> int:
        """How many rows to claim now. While tasks are waiting it is many or none, because a claim costs much more than
        a row of it."""
        room = self.sender.most_held - len(self._waiting) - self._calls
        is_little = self._waiting and room < self.sender.in_flight // 2
        # While the database does not take results, no more are made.
        is_stuck = len(self._tasks) - self._calls >= self.sender.most_held
        return 0 if is_little or is_stuck else room

    def _start(self) -> None:
        """Begins as many calls as may be under way."""
        while self._waiting and self._calls < self.sender.in_flight and not self._stopping:
            self._calls += 1
            task = asyncio.ensure_future(self.sender.do(self._waiting.popleft(), self._answered))
            self._tasks.add(task)
            task.add_done_callback(self._ended)

    def _answered(self) -> None:
        self._calls -= 1
        self._start()

    async def _pause(self) -> None:
        try:
            await asyncio.wait_for(self._wake.wait(), self.idle_seconds)
        except TimeoutError:
            return

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("worker.delivery_failed", exc_info=task.exception())
        if self._room() > 0:
            self._wake.set()

    async def _finish(self) -> None:
        """Releases the tasks that have not begun, and waits a while for the running ones. Those that are cancelled then
        are handled by the next worker as those of one that was killed."""
        try:
            await self.sender.give_back(list(self._waiting))
        except SQLAlchemyError as error:
            log.warning("worker.database_unavailable", error=error)
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=_STOP_SECONDS)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)
