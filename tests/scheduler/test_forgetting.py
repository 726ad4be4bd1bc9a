"""Requests that were answered are remembered for as long as they can come again, and then no longer."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from actions.rounds.life_cycle import NewRound, create_round
from models.operations.tables import InboundRequest
from scheduler.forgetting import KEPT, MOST
from tests.scheduler.desk import Desk, StillClock
from tests.scheduler.simulated import Installation


def remembered(world: Installation | Desk) -> list[str]:
    return world.read(lambda s: list(s.scalars(select(InboundRequest.key).order_by(InboundRequest.key))))


def remember(world: Installation | Desk, at: datetime, *keys: str) -> None:
    rows = [{"key": key, "at": at, "reply": None} for key in keys]
    world.write(lambda session: session.execute(insert(InboundRequest), rows))


def test_a_request_is_forgotten_after_a_week_and_not_before(world: Installation) -> None:
    assert timedelta(days=7) == KEPT
    opening = world.clock() + timedelta(minutes=1)
    new = NewRound("R", date(2022, 1, 1), date(2022, 6, 30), opening, opening + timedelta(days=30), ())
    world.write(lambda session: create_round(session, new, world.clock()))
    world.settle(opening + timedelta(minutes=1))
    first = world.say("UAGFOLK01", "12 grön Klart.", "key-1")
    answered = world.clock()
    world.clock.now = answered + KEPT
    world.pass_once()
    assert world.say("UAGFOLK01", "12 grön Klart.", "key-1") == first, "the same request gets the same reply"
    assert len(world.answers()) == 1
    assert len(remembered(world)) == 1
    world.clock.now += timedelta(seconds=6)
    world.pass_once()
    assert remembered(world) == []
    assert len(world.answers()) == 1, "the answer itself is no memory"


def test_much_is_forgotten_in_parts_the_oldest_first(world: Installation) -> None:
    now = world.clock()
    remember(world, now - KEPT - timedelta(days=2), *(f"a{number}" for number in range(MOST)))
    remember(world, now - KEPT - timedelta(days=1), *(f"b{number}" for number in range(MOST - 1)))
    remember(world, now - KEPT + timedelta(minutes=1), "young")
    world.pass_once()
    assert {key[0] for key in remembered(world)} == {"b", "y"}
    world.clock.move(seconds=5)
    world.pass_once()
    assert remembered(world) == ["young"]


def test_nothing_to_forget_takes_no_write_lock(world: Installation) -> None:
    remember(world, world.clock() - KEPT + timedelta(hours=1), "young")
    world.pass_once()
    writes = len(world.runner.writes)
    for _ in range(3):
        world.clock.move(seconds=5)
        world.pass_once()
    assert len(world.runner.writes) == writes + 3, "three signs of life"


def test_two_workers_at_once_do_not_stand_in_each_others_way(desk: Desk, still: StillClock, database_kind: str) -> None:
    """What another worker is deleting is left to it, and waited for by nobody."""
    if database_kind == "sqlite":
        pytest.skip("one writer at a time on SQLite")
    remember(desk, still() - KEPT - timedelta(days=1), "a", "b")
    with desk.database.write() as other:
        [locked] = other.scalars(select(InboundRequest).where(InboundRequest.key == "a").with_for_update())
        desk.tick()
        assert remembered(desk) == ["a"]
        assert locked.key == "a"
    still.move(seconds=5)
    desk.tick()
    assert remembered(desk) == []
