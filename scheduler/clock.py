"""The timer of the worker, by APScheduler in memory. What is due is read from the database, not from a job store."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]


def utc_now() -> datetime:
    return datetime.now(UTC)


class Bell:
    """Calls a coroutine function every `seconds`. Missed calls are merged into one. There is never more than one call
    at a time, and `stop` waits for it."""

    def __init__(self, ring: Callable[[], Awaitable[None]], seconds: float) -> None:
        # APScheduler would log a warning every second while a call is running.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self._ring = ring
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._scheduler.add_job(
            self._once, "interval", seconds=seconds, coalesce=True, misfire_grace_time=None, max_instances=1,
            next_run_time=utc_now(),
        )  # fmt: skip

    def start(self) -> None:
        self._scheduler.start()

    async def stop(self, patience: float) -> None:
        """Begins no more calls, and cancels a running one after `patience` seconds."""
        self._scheduler.pause()
        await asyncio.sleep(0)  # a call that was already scheduled on the loop may begin
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._quiet.wait(), patience)
        self._scheduler.shutdown(wait=False)

    async def _once(self) -> None:
        self._quiet.clear()
        try:
            await self._ring()
        finally:
            self._quiet.set()
