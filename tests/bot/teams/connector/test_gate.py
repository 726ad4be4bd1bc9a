"""Few calls have begun and wait for their turn: when the process is killed, nobody knows what became of them."""

import asyncio

import pytest

from bot.teams.connector.gate import MOST_BEGUN, Gate
from tests.until import PATIENCE_SECONDS, loop_until


def test_of_many_calls_only_the_next_few_have_begun() -> None:
    begun = 0

    async def begin() -> None:
        nonlocal begun
        begun += 1

    async def play() -> None:
        # The first passes at once, the second in an hour.
        gate = Gate(a_second=1 / 3600)
        await gate.wait(begin)
        calls = [asyncio.ensure_future(gate.wait(begin)) for _ in range(5 * MOST_BEGUN)]
        await loop_until(lambda: begun == 1 + MOST_BEGUN)
        await asyncio.sleep(0)
        assert (begun, any(call.done() for call in calls)) == (1 + MOST_BEGUN, False)
        for call in calls:
            call.cancel()
        await asyncio.wait(calls)

    asyncio.run(asyncio.wait_for(play(), 2 * PATIENCE_SECONDS))


def test_a_call_that_may_not_begin_takes_no_turn() -> None:
    async def refuse() -> None:
        raise LookupError

    async def play() -> None:
        gate = Gate(a_second=1 / 3600)
        for _ in range(2 * MOST_BEGUN):
            with pytest.raises(LookupError):
                await gate.wait(refuse)
        await gate.wait()

    asyncio.run(asyncio.wait_for(play(), 2 * PATIENCE_SECONDS))
