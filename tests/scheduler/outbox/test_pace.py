"""How fast is sent: per conversation, per minute, and never so fast that Slack says 429."""

import random
from collections import defaultdict
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from messages.parts import Message, Paragraph
from messages.stored import to_data
from models.outbox.queue import queue_all, row_of
from models.vocabulary.outbox import DeliveryKind
from scheduler.outbox.messenger import Address, Outcome, Temporary
from scheduler.outbox.pace import PaceRules, park_workspace, wait_asked
from tests.fakes.slack.faults import Pace as Bucket
from tests.scheduler.simulated import Installation, SimulatedMessenger, installation
from tests.scheduler.small_stock import small_stock

START = datetime(2022, 6, 8, 9, 0).astimezone()


def fill(world: Installation, messages: int, conversations: int) -> None:
    payload = to_data(Message((Paragraph("Hej."),)))
    rows = [
        row_of(
            f"m{n}", DeliveryKind.REPLY, "slack", f"channel:C{n % conversations:05d}", world.clock(), payload=payload
        )
        for n in range(messages)
    ]
    world.write(lambda session: queue_all(session, rows))


def sent_at(world: Installation) -> list[datetime]:
    return [at for at, method, _ in world.platform.calls if method == "post"]


def run(world: Installation, seconds: float, step: float = 0.1) -> None:
    end = world.clock() + timedelta(seconds=seconds)
    while world.clock() < end:
        world.pass_once()
        world.clock.move(seconds=step)


def refusals(world: Installation, rules: PaceRules) -> int:
    """What Slack would have answered with 429: its buckets hold a quarter of a minute's worth, and one a second."""
    team = Bucket(rules.per_minute / 60, max(1, rules.per_minute / 4))
    return sum(team.wait("", at.timestamp()) > 0 for at in sent_at(world))


@pytest.mark.parametrize("per_minute", [1, 7, 60, 200])
def test_the_workspace_gets_a_burst_and_then_a_steady_stream(tmp_path: Path, per_minute: int) -> None:
    rules = PaceRules(per_conversation=0, per_minute=per_minute)
    with installation(tmp_path, small_stock(), START, rules=rules) as world:
        fill(world, 400, 400)
        world.pass_once()
        assert 1 <= len(sent_at(world)) <= max(1, per_minute // 4)
        run(world, 60, step=0.5)
        assert len(sent_at(world)) >= 0.97 * per_minute
        for first in sent_at(world):
            within = [at for at in sent_at(world) if first <= at < first + timedelta(minutes=1)]
            assert len(within) <= per_minute + max(1, per_minute // 4)
        assert refusals(world, rules) == 0


def test_a_conversation_gets_one_message_a_second(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), START, rules=PaceRules(per_minute=60_000)) as world:
        fill(world, 60, 3)
        run(world, 25)
        by_channel = defaultdict(list)
        for at, _, channel in world.platform.calls:
            by_channel[channel].append(at)
        for instants in by_channel.values():
            assert len(instants) == 20
            gaps = [later - earlier for earlier, later in pairwise(instants)]
            assert min(gaps) >= timedelta(seconds=1)
            assert max(gaps) <= timedelta(seconds=1.2)


class StrictMessenger(SimulatedMessenger):
    """Slack as it counts: a bucket for the workspace and one for each conversation; what does not fit is answered with
    429. The first calls arrive `slow_start` seconds after they were made, since there is no connection yet, the others
    within a tenth of a second. `limited` conversations get one 429 each, with that Retry-After."""

    def __init__(self, world: Installation, rules: PaceRules, slow_start: float = 0.0) -> None:
        super().__init__(world.platform, world.runner)
        self._team = Bucket(rules.per_minute / 60, max(1, rules.per_minute / 4))
        self._each = Bucket(1 / rules.per_conversation, 1)
        self._begun, self._slow_start, self._dice = world.clock(), slow_start, random.Random(7)  # noqa: S311 - a repeatable test, no secret
        self.limited: dict[str, float] = {}
        self.refused: list[tuple[datetime, str]] = []
        self.arrived: list[datetime] = []

    async def post(self, address: Address, message: Message, token: str) -> Outcome:
        now, channel = self._there.clock(), address.channel or ""
        delay = self._slow_start if now == self._begun else self._dice.uniform(0, 0.1)
        arrives = now + timedelta(seconds=delay)
        wait = self.limited.pop(channel, 0) or self._each.wait(channel, now.timestamp())
        if wait:
            self.refused.append((now, channel))
            return Temporary("ratelimited", wait)
        self.arrived.append(arrives)
        return await super().post(address, message, token)

    def too_many(self) -> int:
        """How many of all that arrived the workspace's bucket had no room for."""
        return sum(self._team.wait("", at.timestamp()) > 0 for at in sorted(self.arrived))


def with_strict_slack(world: Installation, rules: PaceRules, slow_start: float = 0.0) -> StrictMessenger:
    messenger = StrictMessenger(world, rules, slow_start)
    world.worker.sender.messengers = {"slack": messenger}
    return messenger


def test_ten_thousand_prompts_to_ten_thousand_people_keep_to_the_allowed_rate(tmp_path: Path) -> None:
    """At 200 a minute they take 50 minutes; here it is ten times as many a minute, which is harder: half a second's
    worth of messages is more. The worker looks twice a second, as in earnest."""
    rules, count = PaceRules(per_conversation=1, per_minute=2000), 10_000
    with installation(tmp_path, small_stock(), START, rules=rules) as world:
        slack = with_strict_slack(world, rules, slow_start=0.5)
        fill(world, count, count)
        while len(slack.arrived) < count:
            world.pass_once()
            world.clock.move(seconds=0.5)
            assert world.clock() < START + timedelta(minutes=6)
        assert slack.refused == []
        assert slack.too_many() == 0
        assert len(world.platform.copies()) == count
        took = (max(slack.arrived) - START).total_seconds()
        ideal = (count - rules.per_minute / 4) / rules.per_minute * 60
        assert ideal / took >= 0.97


@pytest.mark.parametrize("retry_after", [0.5, 2, 30])
def test_a_limited_conversation_holds_up_no_other(tmp_path: Path, retry_after: float) -> None:
    """The others are not later than without it; the limited one is tried again at just the time Slack said."""

    def ended(limited: dict[str, float]) -> tuple[float, StrictMessenger, Installation]:
        slack = with_strict_slack(world, rules)
        slack.limited = limited
        fill(world, 100, 20)
        # Five a conversation, one a second, the first of them when Slack has said.
        run(world, 8 + (retry_after if limited else 0))
        others = [at for at, method, channel in world.platform.calls if method == "post" and channel != "C00000"]
        assert len(others) == 95
        return (max(others) - START).total_seconds(), slack, world

    rules = PaceRules(per_conversation=1, per_minute=6000)
    with installation(tmp_path, small_stock(), START, rules=rules) as world:
        undisturbed, _, _ = ended({})
    with installation(tmp_path, small_stock(), START, rules=rules) as world:
        disturbed, slack, _ = ended({"C00000": retry_after})
        assert disturbed <= 1.5 * undisturbed
        assert slack.refused == [(START, "C00000")]
        mine = [at for at, _, channel in world.platform.calls if channel == "C00000"]
        assert len(mine) == 5
        waited = (mine[0] - START).total_seconds()
        assert retry_after <= waited <= max(retry_after, rules.per_conversation) + 0.2


def test_two_workers_share_one_pace(tmp_path: Path) -> None:
    rules = PaceRules(per_conversation=0, per_minute=60)
    with installation(tmp_path, small_stock(), START, rules=rules) as world:
        fill(world, 200, 200)
        first = world.worker
        world.boot()
        second = world.worker
        for _ in range(240):
            for worker in (first, second):
                world.worker = worker
                world.pass_once()
            world.clock.move(seconds=0.25)
        assert len(sent_at(world)) <= 60 + 15
        assert refusals(world, rules) == 0


def test_the_whole_workspace_is_left_alone_until_the_instant(tmp_path: Path) -> None:
    """The allowed burst must not shorten what the platform asked for."""
    rules = PaceRules(per_conversation=0, per_minute=200)
    with installation(tmp_path, small_stock(), START, rules=rules) as world:
        fill(world, 10, 10)
        world.write(lambda s: park_workspace(s, "slack", START + timedelta(seconds=30), rules))
        run(world, 29.9)
        assert sent_at(world) == []
        run(world, 0.5)
        assert len(sent_at(world)) >= 1


@pytest.mark.parametrize(("asked", "waited"), [(0.5, 0.5), (120, 120), (1e12, 3600), (float("nan"), 3600), (-5, 3600)])
def test_what_the_platform_asks_for_is_kept_within_reason(asked: float, waited: float) -> None:
    assert wait_asked(asked) == timedelta(seconds=waited)
