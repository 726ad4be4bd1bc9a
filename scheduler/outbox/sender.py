"""The sender: claims rows of the outbox, sends them through a messenger, and stores the results. No other module
sends."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from models.operations.log import log_of, marked
from models.options import Options
from models.outbox.tables import Delivery
from models.vocabulary.outbox import DeliveryState
from scheduler.outbox import calls, claims, expiry, looks, prepare, results
from scheduler.outbox.beginning import Beginning, NotBegun
from scheduler.outbox.messenger import History, Messenger, Outcome, Temporary, Unsearchable
from scheduler.outbox.pace import PaceRules
from scheduler.outbox.prepare import PreparedMessage, Preparer
from scheduler.outbox.results import Result
from scheduler.outbox.storing import ResultStore, Runner

log = log_of(__name__)
# The storing of a result, still to be run.
Store = Callable[[], Awaitable[None]]
# While a call takes less time than this, this multiple of the calls that may be under way is claimed.
_CLAIM_FACTOR = 6
_QUICK_SECONDS = 1.0


class TaskKind(Enum):
    """What is to be done with a claimed row: send it, look whether it was sent, or look for second copies of it."""

    SEND = auto()
    LOOK = auto()
    SWEEP = auto()


@dataclass(frozen=True)
class Task:
    """Something to be done with one claimed row. `until` is when the claim ends, in the event loop's time (seconds)."""

    kind: TaskKind
    prepared: PreparedMessage
    until: float


@dataclass
class Sender:
    """Sends what is due in the outbox. `messengers` and `management`, the id of the management channel, are by
    platform. `clock` dates the results. `in_flight` is how many calls may be under way."""

    runner: Runner
    options: Options
    messengers: Mapping[str, Messenger]
    rules: PaceRules
    clock: Callable[[], datetime]
    management: Mapping[str, str | None] = field(default_factory=dict)
    in_flight: int = 64

    def __post_init__(self) -> None:
        self.call_seconds = 0.0
        self._was_busy = False
        self._preparer = Preparer(self.options, self.messengers, self.management)
        self._results = ResultStore(self.runner, self.rules, self.clock)

    async def deliver(self, now: datetime) -> int:
        """Claims up to `in_flight` rows that are due and handles them. Returns how many."""
        work = await self.claim(now, self.in_flight)
        await asyncio.gather(*(self.do(task) for task in work))
        return len(work)

    @property
    def most_held(self) -> int:
        """How many rows may be claimed and not finished. While the platform is fast, that is more than the calls that
        may be under way, so that no call waits for the next claim. When it is slow, leases could expire before their
        turn."""
        return _CLAIM_FACTOR * self.in_flight if self.call_seconds < _QUICK_SECONDS else self.in_flight

    async def claim(self, now: datetime, most: int) -> list[Task]:
        """Claims up to `most` rows of each kind of task that are due, and prepares them."""
        if not self.messengers or not (self._was_busy or await self._is_anything_due(now)):
            return []
        tasks = await self._claim_and_prepare(now, most)
        self._was_busy = bool(tasks)
        return tasks

    async def _is_anything_due(self, now: datetime) -> bool:
        return await self.runner.read(lambda session: claims.anything_due(session, now))

    async def _claim_and_prepare(self, now: datetime, most: int) -> list[Task]:
        until = asyncio.get_running_loop().time() + self.rules.lease
        rows, uncertain, sweeps = await self.runner.write(lambda session: self._claim(session, now, most))
        prepared = await self._prepare(rows, now) if rows else []
        return [
            *(Task(TaskKind.SEND, each, until) for each in prepared),
            *(Task(TaskKind.LOOK, each, until) for each in uncertain),
            *(Task(TaskKind.SWEEP, each, until) for each in sweeps),
        ]

    async def _prepare(self, rows: list[Delivery], now: datetime) -> list[PreparedMessage]:
        """Builds the messages outside the transaction that claimed the rows, so that others can write meanwhile."""
        at_once = {row.id: each for row in rows if (each := self._at_once(row))}
        rows = [row for row in rows if row.id not in at_once]
        if not rows:
            return list(at_once.values())
        try:
            batch = await self.runner.read(lambda session: self._preparer.prepare(session, rows, now))
            if batch.must_write:
                await self.runner.write(lambda session: prepare.store(session, batch, now))
        except Exception as error:
            # What needs no preparing goes out all the same: somebody is waiting for it.
            log.warning("delivery.not_prepared", rows=len(rows), error=error,
                        exc_info=not isinstance(error, SQLAlchemyError))  # fmt: skip
            with contextlib.suppress(SQLAlchemyError):
                await self.runner.write(lambda session: results.give_back(session, rows, now))
            return list(at_once.values())
        return [*at_once.values(), *batch.ready]

    def _at_once(self, row: Delivery) -> PreparedMessage | None:
        try:
            return self._preparer.at_once(row)
        except Exception:
            # It is prepared again with the others, which logs the error.
            return None

    def _claim(
        self, session: Session, now: datetime, most: int
    ) -> tuple[list[Delivery], list[PreparedMessage], list[PreparedMessage]]:
        platforms = list(self.messengers)
        unsearchable = {name for name, each in self.messengers.items() if isinstance(each, Unsearchable)}
        if not claims.anything_stale(session, now):
            return claims.claim_due(session, now, self.rules, platforms, most, unsearchable), [], []
        expiry.release_expired(session, now, self.rules)
        rows = claims.claim_due(session, now, self.rules, platforms, most, unsearchable)
        uncertain = looks.claim_uncertain(session, now, self.rules, platforms, most)
        sweeps = looks.claim_sweeps(session, now, self.rules, platforms, max(1, most // 4))
        look = self._preparer.look
        return (
            rows,
            [each for each in (look(session, row) for row in uncertain) if each],
            [each for each in (look(session, row) for row in sweeps) if each],
        )

    async def give_back(self, tasks: list[Task]) -> None:
        """Releases the claims of tasks that were not begun. Looks and sweeps become due again without it."""
        rows = [task.prepared.row for task in tasks if task.kind is TaskKind.SEND]
        if rows:
            await self.runner.write(lambda session: results.give_back(session, rows, self.clock()))

    async def do(self, task: Task, answered: Callable[[], None] = lambda: None) -> None:
        """Does one task and stores the result. `answered` is called once, after the platform's answer and before the
        storing, so that the next call can begin."""
        row = task.prepared.row
        with marked(delivery=row.id, key=row.key, attempt=row.attempt):
            try:
                store = await self._act(task)
            finally:
                answered()
            await store()

    async def _act(self, task: Task) -> Store:
        """Calls the platform. Returns the storing of the result."""
        prepared = task.prepared
        match task.kind:
            case TaskKind.SEND:
                result = await self._send(task)
                return lambda: self._results.store_result(result)
            case TaskKind.LOOK:
                history = await calls.search(self._messenger(prepared), prepared, self.rules.lease)
                return lambda: self._store_look(prepared, history)
            case TaskKind.SWEEP:
                seen, removed = await calls.remove_copies(self._messenger(prepared), prepared, self.rules.lease)
                return lambda: self._store_sweep(prepared, seen, removed)

    async def _send(self, task: Task) -> Result:
        row, began, start = task.prepared.row, self.clock(), asyncio.get_running_loop().time()
        outcome = await self._outcome(task, began)
        took = asyncio.get_running_loop().time() - start
        self.call_seconds += (took - self.call_seconds) / 16
        # A refused token is logged once by `scheduler.outbox.results`, so not with every message.
        level = "debug" if isinstance(outcome, Temporary) and outcome.everywhere else "info"
        getattr(log, level)("delivery", kind=row.kind.value, outcome=type(outcome).__name__.lower(),
                 error=getattr(outcome, "error", None))  # fmt: skip
        return Result(row, outcome, began, task.prepared.address.tried)

    async def _outcome(self, task: Task, now: datetime) -> Outcome:
        """Calls the messenger, with the rest of the lease as the timeout: once the lease has expired, nothing may be
        sent for this attempt."""
        row, messenger = task.prepared.row, self._messenger(task.prepared)
        by_clock = ((row.lease_until or now) - now).total_seconds()
        left = min(task.until - asyncio.get_running_loop().time(), by_clock)
        if left < self.rules.send_timeout + 1:
            # Nothing was sent, so it may be retried without a backoff.
            return Temporary("the claim had nearly run out", retry_after=0.0)
        beginning = Beginning(self.runner, row)
        try:
            async with asyncio.timeout(left - 0.5):
                return await calls.send(beginning.with_(messenger), task.prepared)
        except TimeoutError:
            return beginning.failed("TimeoutError")
        except NotBegun as why:
            return Temporary(str(why))
        except Exception as error:
            log.exception("delivery.messenger_raised")
            return beginning.failed(type(error).__name__)

    def _messenger(self, prepared: PreparedMessage) -> Messenger:
        return self.messengers[prepared.row.platform]

    async def _store_look(self, prepared: PreparedMessage, history: History) -> None:
        row = prepared.row
        state: DeliveryState | None = await self._results.store(
            lambda session: looks.store_look(session, row, history, self.clock(), self.rules)
        )
        log.info("delivery.looked", found=None if history.found is None else len(history.found),
                 error=history.error or None, state=state)  # fmt: skip

    async def _store_sweep(self, prepared: PreparedMessage, history: History, removed: bool) -> None:
        await self._results.store(
            lambda session: looks.store_sweep(session, prepared.row, history, removed, self.clock())
        )
