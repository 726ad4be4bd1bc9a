"""Stores how sends ended: results in batches, and with retries while the database is unavailable."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol, TypeVar

from sqlalchemy.orm import Session

from models.operations.log import log_of, unmark
from scheduler.outbox import results
from scheduler.outbox.pace import PaceRules
from scheduler.outbox.results import Result

log = log_of(__name__)
T = TypeVar("T")
# Seconds between the attempts to store.
_RETRY_PAUSES = (0.2, 0.5, 1.0, 2.0, 4.0)


class Runner(Protocol):
    """Runs a function in a transaction and returns its result; the transaction of `read` changes nothing."""

    async def read(self, work: Callable[[Session], T]) -> T: ...

    async def write(self, work: Callable[[Session], T]) -> T: ...


class ResultStore:
    """Stores the results of sends, of which many may be under way. `clock` dates them."""

    def __init__(self, runner: Runner, rules: PaceRules, clock: Callable[[], datetime]) -> None:
        self._runner = runner
        self._rules = rules
        self._clock = clock
        self._unstored: list[tuple[Result, asyncio.Future[None]]] = []
        self._storing: asyncio.Task[None] | None = None

    async def store_result(self, result: Result) -> None:
        """Stores the result of a send. Results that arrive while others are being stored are stored together, in the
        next transaction. Returns when it is stored or given up."""
        stored = asyncio.get_running_loop().create_future()
        self._unstored.append((result, stored))
        if self._storing is None or self._storing.done():
            self._storing = asyncio.ensure_future(self._store_results())
        await stored

    async def _store_results(self) -> None:
        # The task has the log context of the delivery that started it, but stores the results of many.
        unmark()
        while self._unstored:
            batch, self._unstored = self._unstored, []
            try:
                await self._store_batch([result for result, _ in batch])
            finally:
                for _, stored in batch:
                    if not stored.done():
                        stored.set_result(None)

    async def _store_batch(self, batch: list[Result]) -> None:
        def storing(results_: list[Result]) -> Callable[[Session], int]:
            return lambda session: results.finish(session, results_, self._clock(), self._rules)

        kept = await self.store(storing(batch))
        if kept is None and len(batch) > 1:
            # One of them may be the cause of the error, so each is stored by itself.
            for result in batch:
                await self.store(storing([result]), pauses=())
        elif kept is not None and kept < len(batch):
            log.info("delivery.overtaken", results=len(batch) - kept)

    async def store(self, work: Callable[[Session], Any], pauses: tuple[float, ...] = _RETRY_PAUSES) -> Any:
        """Runs a transaction, with retries while the database is unavailable. Returns its result, None when it was
        given up: then the row's lease expires (`scheduler.outbox.expiry`)."""
        for pause in (*pauses, None):
            try:
                return await self._runner.write(work)
            except Exception as error:
                log.warning("delivery.cannot_store", error=error)
                if pause is not None:
                    await asyncio.sleep(pause)
        return None
