"""A worker that runs: how much is under way and claimed at a time, and what it leaves when it is told to stop."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from messages.parts import Message
from models.vocabulary.outbox import DeliveryState
from scheduler.outbox import claims, looks
from scheduler.outbox.messenger import Address, MessageRef, Outcome, Sent
from scheduler.outbox.pace import PaceRules
from tests.scheduler.outbox.test_pace import fill
from tests.scheduler.simulated import Installation, SimulatedMessenger, installation
from tests.scheduler.small_stock import small_stock
from tests.until import loop_until

START = datetime(2022, 6, 8, 9, 0).astimezone()
RULES = PaceRules(per_conversation=0, per_minute=60_000)
IN_FLIGHT = 4


class HeldMessenger(SimulatedMessenger):
    """Answers when the test lets it. `under_way` are the conversations that are being written to."""

    def __init__(self, world: Installation) -> None:
        super().__init__(world.platform, world.runner)
        self.let_go = asyncio.Event()
        self.under_way: Counter[str] = Counter()
        self.most = 0

    async def post(self, address: Address, message: Message, token: str) -> Outcome:
        channel = address.channel or ""
        self.under_way[channel] += 1
        assert self.under_way[channel] == 1, "two at once to one conversation"
        self.most = max(self.most, sum(self.under_way.values()))
        await self.let_go.wait()
        await asyncio.sleep(0)
        self.under_way[channel] -= 1
        await super().post(address, message, token)
        return Sent(MessageRef(channel, f"{len(self._there.posts)}.0"))


def states(world: Installation) -> Counter[DeliveryState]:
    return Counter(row.state for row in world.rows())


async def all_begun(world: Installation, messenger: HeldMessenger) -> None:
    """As many calls are under way as may be, and as much is claimed."""
    await loop_until(lambda: states(world)[DeliveryState.SENDING] == world.worker.sender.most_held)
    await loop_until(lambda: sum(messenger.under_way.values()) == IN_FLIGHT)


async def looked_again(world: Installation) -> None:
    """The worker has looked for more to claim, from beginning to end: the second look begins after the first."""
    for _ in range(2):
        world.worker.wake()
        await loop_until(lambda: not world.worker._wake.is_set())


def work(world: Installation, steps: Callable[[HeldMessenger, "asyncio.Task[None]"], object]) -> HeldMessenger:
    async def play() -> HeldMessenger:
        messenger = HeldMessenger(world)
        world.worker.sender.messengers = {"slack": messenger}
        world.worker.sender.in_flight = IN_FLIGHT
        running = asyncio.ensure_future(world.worker.run())
        try:
            await steps(messenger, running)  # type: ignore[misc]
        finally:
            messenger.let_go.set()
            world.worker.stop()
            await running
        return messenger

    return asyncio.run(play())


def test_the_next_messages_are_claimed_while_others_are_under_way(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), START, rules=RULES) as world:
        fill(world, 100, 100)

        async def steps(messenger: HeldMessenger, _running: "asyncio.Task[None]") -> None:
            await all_begun(world, messenger)
            await looked_again(world)
            assert states(world)[DeliveryState.SENDING] == world.worker.sender.most_held
            messenger.let_go.set()
            await loop_until(lambda: states(world)[DeliveryState.SENT] == 100)

        messenger = work(world, steps)
        assert messenger.most == IN_FLIGHT
        assert set(world.platform.copies().values()) == {1}


def test_what_was_claimed_and_not_begun_is_claimable_at_once_after_a_stop(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), START, rules=RULES) as world:
        fill(world, 100, 100)

        async def steps(messenger: HeldMessenger, running: "asyncio.Task[None]") -> None:
            await all_begun(world, messenger)
            world.worker.stop()
            await loop_until(lambda: states(world)[DeliveryState.SENDING] == IN_FLIGHT)
            assert states(world)[DeliveryState.PENDING] == 100 - IN_FLIGHT
            messenger.let_go.set()
            await running

        work(world, steps)
        assert states(world) == {DeliveryState.SENT: IN_FLIGHT, DeliveryState.PENDING: 100 - IN_FLIGHT}


def test_while_the_platform_is_slow_nothing_is_claimed_ahead(tmp_path: Path) -> None:
    """Such claims would run out before their turn."""
    with installation(tmp_path, small_stock(), START, rules=RULES) as world:
        sender = world.worker.sender
        assert sender.most_held > 2 * sender.in_flight
        sender.call_seconds = 5.0
        assert sender.most_held == sender.in_flight


def test_messages_to_one_conversation_stay_in_order(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), START, rules=RULES) as world:
        fill(world, 60, 3)

        async def steps(messenger: HeldMessenger, _running: "asyncio.Task[None]") -> None:
            messenger.let_go.set()
            await loop_until(lambda: states(world)[DeliveryState.SENT] == 60)

        work(world, steps)
        order = {row.token: row.id for row in world.rows()}
        for channel in {post.channel for post in world.platform.posts}:
            ids = [order[post.token] for post in world.platform.posts if post.channel == channel]
            assert ids == sorted(ids)
            assert len(ids) == 20


def test_a_claim_does_not_read_what_was_sent_long_ago(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There may be a million such rows; SQLite is told by which index to go."""
    with installation(tmp_path, small_stock(), START, rules=RULES) as world:
        fill(world, 3, 3)
        seen: list[tuple[str, Any]] = []

        def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
            if statement.startswith(("SELECT", "UPDATE")) and "delivery" in statement:
                seen.append((statement, values))

        event.listen(world.database.engine, "before_cursor_execute", note)
        try:
            world.write(lambda s: claims.anything_due(s, START))
            world.write(lambda s: claims.anything_stale(s, START))
            world.write(lambda s: claims.claim_due(s, START, RULES, ["slack"], 10))
            world.write(lambda s: looks.claim_sweeps(s, START, RULES, ["slack"], 10))
        finally:
            event.remove(world.database.engine, "before_cursor_execute", note)
        plans = world.read(lambda s: [_plan(s, *each) for each in seen])
        assert len(plans) == 5
        glance, stale, due, taken, unswept = plans
        for plan in (glance, stale):
            assert "SCAN delivery" not in plan
            assert "ix_delivery_due (state=? AND due_at<?)" in plan
            assert "ix_delivery_sweep_at (sweep_at<?)" in plan
        assert "ix_delivery_due (state=? AND due_at<?)" in due
        assert "ix_delivery_due" not in taken
        assert "ix_delivery_sweep_at (sweep_at<?)" in unswept


def _plan(session: Session, statement: str, values: Any) -> str:
    raw = session.connection().connection.driver_connection
    assert raw is not None
    return "\n".join(str(row[3]) for row in raw.execute(f"EXPLAIN QUERY PLAN {statement}", values))
