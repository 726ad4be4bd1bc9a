"""The bell: APScheduler rings once a second, in memory. What is due is a question to the rows, never to a job store."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]


def utc_now() -> datetime:
    return datetime.now(UTC)


class Bell:
    """Calls a coroutine function every `seconds`. A ring that comes late is one ring; one still at work is not rung
    over, and is waited for when the bell stops."""

    def __init__(self, ring: Callable[[], Awaitable[None]], seconds: float) -> None:
        # It would warn every second while one ring is still at work.
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
        """No ring begins any more; one at work is cut off after `patience` seconds."""
        self._scheduler.pause()
        await asyncio.sleep(0)  # lets a ring begin that has been given to the loop already
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._quiet.wait(), patience)
        self._scheduler.shutdown(wait=False)

    async def _once(self) -> None:
        self._quiet.clear()
        try:
            await self._ring()
        finally:
            self._quiet.set()
