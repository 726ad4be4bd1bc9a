"""Sending: claims rows, hands their words to a messenger, stores how it went. Nothing else sends."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any, Protocol, TypeVar

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from structlog.contextvars import bound_contextvars, clear_contextvars

from models.options import Options
from models.outbox.tables import Delivery
from models.vocabulary import DeliveryKind, DeliveryState
from scheduler.outbox import claims, prepare, results
from scheduler.outbox.messenger import (
    History,
    MessageRef,
    Messenger,
    Outcome,
    Permanent,
    Publisher,
    Sent,
    Temporary,
    Uncertain,
    Uploader,
)  # fmt: skip
from scheduler.outbox.pace import PaceRules
from scheduler.outbox.prepare import Job, Preparer
from scheduler.outbox.results import Result

log = structlog.get_logger()
T = TypeVar("T")
Store = Callable[[], Awaitable[None]]
# How far our clock and the platform's may differ when a message is looked for.
_CLOCKS_DIFFER = timedelta(hours=2)
_NO_HOME, _NO_FILES = "the platform has no such page", "the platform takes no files"
# Claimed at most, as a multiple of what may be under way, while a call takes less than this.
_HELD = 6
_QUICK_SECONDS = 1.0
_STORE_PAUSES = (0.2, 0.5, 1.0, 2.0, 4.0)


class Runner(Protocol):
    """Runs a unit of work in a transaction."""

    async def read(self, work: Callable[[Session], T]) -> T: ...

    async def write(self, work: Callable[[Session], T]) -> T: ...


class Deed(Enum):
    SEND = auto()
    LOOK = auto()
    SWEEP = auto()


@dataclass(frozen=True)
class Piece:
    """One thing to be done. `until` is the event loop's time at which the claim ends."""

    deed: Deed
    job: Job
    until: float


@dataclass
class Sender:
    """The outbox's way out. `management` is each platform's channel for summaries; `clock` dates the results."""

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
        self._unstored: list[tuple[Result, asyncio.Future[None]]] = []
        self._storing: asyncio.Task[None] | None = None

    async def deliver(self, now: datetime) -> int:
        """One pass over what is due; returns how many rows were handled."""
        work = await self.claim(now, self.in_flight)
        await asyncio.gather(*(self.do(piece) for piece in work))
        return len(work)

    @property
    def most_held(self) -> int:
        """How much may be claimed at a time. While the platform answers at once, more than can be under way, so that no
        call waits for a claim; when it is slow, a claim might run out before its turn."""
        return _HELD * self.in_flight if self.call_seconds < _QUICK_SECONDS else self.in_flight

    async def claim(self, now: datetime, most: int) -> list[Piece]:
        """Takes what may be done now, with its words."""
        if not self.messengers or not (self._was_busy or await self._glance(now)):
            return []
        pieces = await self._claim_and_prepare(now, most)
        self._was_busy = bool(pieces)
        return pieces

    async def _glance(self, now: datetime) -> bool:
        return await self.runner.read(lambda session: claims.anything_due(session, now))

    async def _claim_and_prepare(self, now: datetime, most: int) -> list[Piece]:
        until = asyncio.get_running_loop().time() + self.rules.lease
        rows, looks, sweeps = await self.runner.write(lambda session: self._claim(session, now, most))
        jobs = await self._prepare(rows, now) if rows else []
        return [
            *(Piece(Deed.SEND, job, until) for job in jobs),
            *(Piece(Deed.LOOK, job, until) for job in looks),
            *(Piece(Deed.SWEEP, job, until) for job in sweeps),
        ]

    async def _prepare(self, rows: list[Delivery], now: datetime) -> list[Job]:
        """Builds the words outside the transaction that claimed: others can write meanwhile."""
        at_once = {row.id: job for row in rows if (job := self._at_once(row))}
        rows = [row for row in rows if row.id not in at_once]
        if not rows:
            return list(at_once.values())
        try:
            prepared = await self.runner.read(lambda session: self._preparer.prepare(session, rows, now))
            if prepared.must_write:
                await self.runner.write(lambda session: prepare.keep(session, prepared, now))
        except Exception:
            with contextlib.suppress(SQLAlchemyError):
                await self.runner.write(lambda session: results.give_back(session, rows, now))
            raise
        return [*at_once.values(), *prepared.jobs]

    def _at_once(self, row: Delivery) -> Job | None:
        try:
            return self._preparer.at_once(row)
        except Exception:
            # It is tried again with the others, which says why.
            return None

    def _claim(self, session: Session, now: datetime, most: int) -> tuple[list[Delivery], list[Job], list[Job]]:
        platforms = list(self.messengers)
        if not claims.anything_stale(session, now):
            return claims.claim_due(session, now, self.rules, platforms, most), [], []
        claims.release_expired(session, now, self.rules)
        rows = claims.claim_due(session, now, self.rules, platforms, most)
        looks = claims.claim_uncertain(session, now, self.rules, platforms, most)
        sweeps = claims.claim_sweeps(session, now, self.rules, platforms, max(1, most // 4))
        find = self._preparer.look
        return (
            rows,
            [job for job in (find(session, row) for row in looks) if job],
            [job for job in (find(session, row) for row in sweeps) if job],
        )

    async def give_back(self, pieces: list[Piece]) -> None:
        """Pieces that will not be done after all; the looks and sweeps among them come again by themselves."""
        rows = [piece.job.row for piece in pieces if piece.deed is Deed.SEND]
        if rows:
            await self.runner.write(lambda session: results.give_back(session, rows, self.clock()))

    async def do(self, piece: Piece, answered: Callable[[], None] = lambda: None) -> None:
        """Does one piece and stores how it went. `answered` is called once, when the platform is not waited for any
        more: the next call need not wait for the storing."""
        row = piece.job.row
        with bound_contextvars(delivery=row.id, key=row.key, attempt=row.attempt):
            try:
                store = await self._act(piece)
            finally:
                answered()
            await store()

    async def _act(self, piece: Piece) -> Store:
        """Asks the platform; gives what is to be stored."""
        job = piece.job
        match piece.deed:
            case Deed.SEND:
                result = await self._send(piece)
                return lambda: self._finish(result)
            case Deed.LOOK:
                history = await self._history(job)
                return lambda: self._store_look(job, history)
            case Deed.SWEEP:
                seen, removed = await self._sweep(job)
                return lambda: self._store_sweep(job, seen, removed)

    async def _send(self, piece: Piece) -> Result:
        row, began, start = piece.job.row, self.clock(), asyncio.get_running_loop().time()
        outcome = await self._outcome(piece, began)
        took = asyncio.get_running_loop().time() - start
        self.call_seconds += (took - self.call_seconds) / 16
        # A workspace that lets nobody in is said once (`scheduler.outbox.results`), not with every message.
        level = "debug" if isinstance(outcome, Temporary) and outcome.everywhere else "info"
        getattr(log, level)("delivery", kind=row.kind.value, outcome=type(outcome).__name__.lower(),
                 error=getattr(outcome, "error", None))  # fmt: skip
        return Result(row, outcome, began, piece.job.address.tried)

    async def _outcome(self, piece: Piece, now: datetime) -> Outcome:
        """Calls the messenger, within what is left of the claim: whoever takes the row over later must be able to rely
        on nothing being sent any more."""
        by_clock = ((piece.job.row.lease_until or now) - now).total_seconds()
        left = min(piece.until - asyncio.get_running_loop().time(), by_clock)
        if left < self.rules.send_timeout + 1:
            # Nothing has been tried, so there is nothing to back off from.
            return Temporary("the claim had nearly run out", retry_after=0.0)
        try:
            async with asyncio.timeout(left - 0.5):
                return await self._call(piece.job)
        except TimeoutError:
            return Uncertain("TimeoutError")
        except Exception as error:
            log.exception("delivery.messenger_raised")
            return Uncertain(type(error).__name__)

    async def _call(self, job: Job) -> Outcome:
        messenger = self.messengers[job.row.platform]
        if job.file is not None:
            if not isinstance(messenger, Uploader):
                return Permanent(_NO_FILES)
            return await messenger.upload(job.address, job.file, job.token)
        if job.message is None:
            return Permanent("there is no message")
        if job.row.kind is DeliveryKind.HOME:
            if not isinstance(messenger, Publisher):
                return Permanent(_NO_HOME)
            return await messenger.publish(job.address.account or "", job.message)
        if job.target is not None:
            return await messenger.rewrite(job.target, job.message, job.token)
        return await messenger.post(job.address, job.message, job.token)

    async def _history(self, job: Job) -> History:
        row, messenger = job.row, self.messengers[job.row.platform]
        since = (row.first_tried_at or row.created_at) - _CLOCKS_DIFFER
        try:
            async with asyncio.timeout(self.rules.lease):
                if row.kind is not DeliveryKind.FILE:
                    return await messenger.look(job.address, row.token, since)
                if isinstance(messenger, Uploader):
                    return await messenger.look_for_file(job.address, row.token, since)
                return History(None, _NO_FILES, refused=True)
        except TimeoutError:
            return History(None, "TimeoutError")
        except Exception as error:
            log.exception("delivery.messenger_raised")
            return History(None, type(error).__name__)

    async def _store_look(self, job: Job, history: History) -> None:
        row = job.row
        state: DeliveryState | None = await self._store(
            lambda session: results.looked(session, row, history, self.clock(), self.rules)
        )
        log.info("delivery.looked", found=None if history.found is None else len(history.found),
                 error=history.error or None, state=state)  # fmt: skip

    async def _sweep(self, job: Job) -> tuple[History, bool]:
        """Removes further copies; never the last one. Says whether all that it saw are gone."""
        row, history, removed = job.row, await self._history(job), True
        found = history.found or ()
        kept = row.platform_message if any(ref.message == row.platform_message for ref in found) else None
        for ref in found if kept else ():
            if ref.message != kept:
                outcome = await self._remove(row, ref)
                removed = removed and isinstance(outcome, (Sent, Permanent))
                log.warning("delivery.extra_removed", outcome=type(outcome).__name__)
        return history, removed

    async def _remove(self, row: Delivery, ref: MessageRef) -> Outcome:
        messenger = self.messengers[row.platform]
        if row.kind is not DeliveryKind.FILE:
            return await messenger.remove(ref)
        return await messenger.remove_file(ref) if isinstance(messenger, Uploader) else Permanent(_NO_FILES)

    async def _store_sweep(self, job: Job, history: History, removed: bool) -> None:
        await self._store(lambda session: results.swept(session, job.row, history, removed, self.clock()))

    async def _finish(self, result: Result) -> None:
        """Stores a result together with those that come in while the one before is being stored."""
        stored = asyncio.get_running_loop().create_future()
        self._unstored.append((result, stored))
        if self._storing is None or self._storing.done():
            self._storing = asyncio.ensure_future(self._store_results())
        await stored

    async def _store_results(self) -> None:
        # The results are of many deliveries; this task was begun by one of them.
        clear_contextvars()
        while self._unstored:
            batch, self._unstored = self._unstored, []
            try:
                await self._store_batch([result for result, _ in batch])
            finally:
                for _, stored in batch:
                    if not stored.done():
                        stored.set_result(None)

    async def _store_batch(self, batch: list[Result]) -> None:
        def storing(some: list[Result]) -> Callable[[Session], int]:
            return lambda session: results.finish(session, some, self.clock(), self.rules)

        kept = await self._store(storing(batch))
        if kept is None and len(batch) > 1:
            # One of them may be what the database refuses.
            for one in batch:
                await self._store(storing([one]), pauses=())
        elif kept is not None and kept < len(batch):
            log.info("delivery.overtaken", results=len(batch) - kept)

    async def _store(self, work: Callable[[Session], Any], pauses: tuple[float, ...] = _STORE_PAUSES) -> Any:
        """Stores a result, trying for a while when the database is away; after that the lease runs out, and the row is
        looked for like any uncertain one."""
        for pause in (*pauses, None):
            try:
                return await self.runner.write(work)
            except Exception as error:
                log.warning("delivery.cannot_store", error=error)
                if pause is not None:
                    await asyncio.sleep(pause)
        return None
