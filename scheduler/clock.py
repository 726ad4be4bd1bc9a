"""The bell: APScheduler rings once a second, in memory. What is due is a question to the rows, never to a job store."""

import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]


def utc_now() -> datetime:
    return datetime.now(UTC)


class Bell:
    """Calls a coroutine function every `seconds`. A ring that comes late is one ring; one still at work is not rung
    over."""

    def __init__(self, ring: Callable[[], Awaitable[None]], seconds: float = 1.0) -> None:
        # It would warn every second while one ring is still at work.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._scheduler.add_job(
            ring, "interval", seconds=seconds, coalesce=True, misfire_grace_time=None, max_instances=1,
            next_run_time=utc_now(),
        )  # fmt: skip

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        self._scheduler.shutdown(wait=False)
