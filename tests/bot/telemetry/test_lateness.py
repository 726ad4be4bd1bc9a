"""Which messages are late: those that could have been sent, not those that a rule holds back."""

from datetime import datetime, timedelta
from pathlib import Path

from bot.telemetry.database_metrics import Figures
from messages.parts import say
from messages.stored import to_data
from models.operations.trouble import WORKSPACE, open_trouble
from models.outbox.queue import queue
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from scheduler.outbox.pace import PaceRules, park_workspace
from tests.scheduler.simulated import Installation, installation
from tests.scheduler.small_stock import OWNERS, small_stock
from tests.scheduler.test_ladder import at, away, create

SLOW = PaceRules(per_conversation=1, per_minute=20, settle=5)


def lateness(world: Installation, rules: PaceRules | None = None) -> tuple[float, float]:
    """How many messages are late, and the age of the oldest that waits."""
    found = {f.name: f for f in Figures(world.database, world.clock, rules or world.rules).collect()}
    late, age = found["malvakten_deliveries_late"], found["malvakten_delivery_queue_age_seconds"]
    return late.samples[0].value, age.samples[0].value


def add(world: Installation, number: int, destination: str = "channel:C1") -> None:
    payload, now = to_data(say("Hej.")), world.clock()
    world.write(lambda s: [queue(s, f"m{n}", DeliveryKind.REPLY, "slack", destination.format(n), now, payload=payload)
                           for n in range(number)])  # fmt: skip


def test_quiet_hours_and_leave_make_nothing_late_and_the_morning_neither(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), at(10, 1)) as world:
        away(world, "agare1@example.se", at(10, 4).date(), at(10, 7).date())
        create(world, at(10, 4, 20), at(10, 28, 16))
        world.settle(at(10, 5, 6, 59))
        assert len(world.rows(kind=DeliveryKind.PROMPT, state=DeliveryState.PENDING)) == len(OWNERS)
        assert lateness(world) == (0, 0)
        world.clock.now = at(10, 5, 7, 0)
        assert lateness(world) == (0, 0), "due at this moment, though first looked at yesterday evening"
        world.clock.now = at(10, 5, 7, 2)
        assert lateness(world)[0] == len(OWNERS) - 1, "nobody sends: the one on leave is not late"
        world.settle(at(10, 5, 8))
        assert lateness(world) == (0, 0)


def test_what_waits_for_another_message_is_not_late_but_that_one_is(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), at(10, 4, 10)) as world:
        add(world, 1)
        [parent] = world.rows()
        payload, now = to_data(say("Forts.")), world.clock()
        world.write(lambda s: queue(s, "page", DeliveryKind.PAGE, "slack", "channel:C1", now, parent_id=parent.id,
                                    payload=payload))  # fmt: skip
        world.clock.now += timedelta(minutes=5)
        assert lateness(world) == (1, 300)
        world.claim_and_die()
        world.clock.now += timedelta(hours=1)
        assert lateness(world)[0] == 1


def test_a_long_queue_at_its_pace_is_not_late_and_is_when_nobody_sends(tmp_path: Path) -> None:
    """Forty messages at twenty a minute, the first of them at once."""
    with installation(tmp_path, small_stock(), at(10, 4, 10), rules=SLOW) as world:
        add(world, 40, "channel:C{:03d}")
        begun = world.clock()
        while world.rows(state=DeliveryState.PENDING):
            world.pass_once()
            assert lateness(world, SLOW)[0] == 0, world.clock()
            world.clock.now += timedelta(seconds=1)
        assert world.clock() - begun > timedelta(seconds=90)
        add_more = to_data(say("Hej."))
        now = world.clock()
        world.write(lambda s: queue(s, "last", DeliveryKind.REPLY, "slack", "channel:C1", now, payload=add_more))
        world.clock.now += timedelta(minutes=2)
        assert lateness(world, SLOW)[0] == 1


def test_what_slack_has_asked_to_wait_is_not_late_until_that_is_over(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), at(10, 4, 10)) as world:
        add(world, 1)
        world.platform.faults = iter(["limited"])
        world.pass_once()
        [row] = world.rows()
        assert row.state is DeliveryState.PENDING
        assert row.due_at > world.clock()
        world.clock.now = row.due_at
        assert lateness(world) == (0, 0)
        world.clock.now = row.due_at + timedelta(minutes=2)
        assert lateness(world) == (1, 120)


def test_a_token_that_is_refused_is_no_pace(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), at(10, 4, 10)) as world:
        add(world, 1)
        since: datetime = world.clock()
        world.write(lambda s: open_trouble(s, "slack", WORKSPACE, "invalid_auth", since))
        world.clock.now += timedelta(minutes=10)
        # As after each try that is refused.
        until = world.clock() + timedelta(minutes=1)
        world.write(lambda s: park_workspace(s, "slack", until, world.rules))
        assert lateness(world) == (1, 600)


def test_a_home_page_that_is_drawn_again_waits_from_then_on(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), at(10, 4, 10)) as world:
        now = world.clock()
        world.write(lambda s: queue(s, "home", DeliveryKind.HOME, "slack", "home:U1", now,
                                    first_tried_at=now - timedelta(days=30)))  # fmt: skip
        assert lateness(world) == (0, 0)
        world.clock.now += timedelta(minutes=2)
        assert lateness(world) == (1, 120)
