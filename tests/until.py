"""Waiting for what another thread or process does. What is asserted is that it comes, never how soon: the limit is
there so that a fault ends the test with a sentence."""

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
# Far more than it takes on a machine that is busy with other things.
PATIENCE_SECONDS = 60.0
_PAUSE_SECONDS = 0.01


def until(
    condition: Callable[[], T],
    pause: Callable[[], object] = lambda: time.sleep(_PAUSE_SECONDS),
    seen: Callable[[], object] = lambda: "",
) -> T:
    """Checks a condition again and again until it gives something true, and returns that. Raises AssertionError after
    `PATIENCE_SECONDS`, with what is `seen` then."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while not (value := condition()):
        assert time.monotonic() < ends, f"it did not come within {PATIENCE_SECONDS:.0f} s {seen()}"
        pause()
    return value


async def loop_until(condition: Callable[[], T]) -> T:
    """The same without keeping the event loop from its work."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while not (value := condition()):
        assert time.monotonic() < ends, f"it did not come within {PATIENCE_SECONDS:.0f} s"
        await asyncio.sleep(_PAUSE_SECONDS)
    return value
