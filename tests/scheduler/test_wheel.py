"""The yearly wheel, and a whole simulated year of it with outages."""

import random
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.settings import DEFAULT_WHEEL
from models.round import Round
from models.rules.deadlines import is_working_day
from models.vocabulary import DeliveryKind, DeliveryState, RoundState
from scheduler.jobs import WheelRule, read_wheel
from tests.scheduler.simulated import MANAGEMENT, ZONE, Installation, installation
from tests.scheduler.small_stock import OWNERS, small_stock

WHEEL = read_wheel(DEFAULT_WHEEL)


def rounds(world: Installation) -> list[Round]:
    return world.read(lambda s: list(s.scalars(select(Round).order_by(Round.opens_at))))


def at(month: int, day: int, hour: int = 0, minute: int = 0, year: int = 2022) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


def test_a_round_is_made_a_week_before_it_opens_and_once(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), at(5, 31, 12), wheel=WHEEL) as world:
        world.pass_once()
        assert rounds(world) == []
        world.clock.now = at(6, 1, 12)
        for _ in range(3):
            world.boot()
            world.pass_once()
        [made] = rounds(world)
        assert (made.name, made.opens_at, made.state) == ("Halvår 2022", at(6, 8, 8), RoundState.PLANNED)
        assert (made.period_from, made.period_to) == (date(2022, 1, 1), date(2022, 6, 30))
        assert made.deadline == at(6, 30, 16)
        assert is_working_day(made.deadline.astimezone(ZONE).date())


def test_a_round_whose_opening_has_passed_is_not_made(tmp_path: Path) -> None:
    with installation(tmp_path, small_stock(), at(6, 8, 8, 1), wheel=WHEEL) as world:
        world.settle(at(9, 1))
        assert rounds(world) == []


def test_an_occurrence_on_a_day_off_that_opens_on_a_working_day_ahead_is_made(tmp_path: Path) -> None:
    """The 6th of June is the national day and a Monday in 2022: a rule for Saturday the 4th opens on the 7th."""
    rule = WheelRule("Juni {year}", "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=4;BYHOUR=8;BYMINUTE=0;BYSECOND=0", "P10D",
                     ("01-01", "06-30"))  # fmt: skip
    with installation(tmp_path, small_stock(), at(6, 5, 12), wheel=(rule,)) as world:
        world.pass_once()
        [made] = rounds(world)
        assert made.opens_at == at(6, 7, 8)


def test_a_rule_that_makes_no_round_stops_nothing(tmp_path: Path) -> None:
    bad = WheelRule("Fel {year}", WHEEL[0].rule, "PT0H", ("12-31", "01-01"))
    with installation(tmp_path, small_stock(), at(6, 2), wheel=(bad, *WHEEL)) as world:
        world.settle(at(6, 8, 9))
        assert [(each.name, each.state) for each in rounds(world)] == [("Halvår 2022", RoundState.OPEN)]


@pytest.mark.parametrize("seed", range(2))
def test_a_year_with_outages(tmp_path: Path, seed: int) -> None:
    """Two rounds, both changes of the clock, holidays, outages of hours to days: everybody asked once in each round,
    one summary each, and a deadline that is never before what was promised."""
    dice = random.Random(seed)  # noqa: S311 - a repeatable year, no secret
    with installation(tmp_path, small_stock(), at(1, 1), wheel=WHEEL) as world:
        while world.clock() < at(3, 1, year=2023):
            outage = dice.random() < 0.05
            hours = dice.choice([3, 20, 60, 100]) if outage else dice.choice([8, 13, 20])
            if outage:
                world.clock.now += timedelta(hours=hours)
                world.boot()
                world.platform.faults = iter(dice.choices([None, "limited", "lost", "stored", "ghost"], k=5))
                world.settle(world.clock() + timedelta(minutes=30))
            else:
                world.settle(world.clock() + timedelta(hours=hours))
        made = rounds(world)
        assert [each.name for each in made] == ["Halvår 2022", "Helår 2022"]
        for each in made:
            assert each.state is RoundState.CLOSED
            assert each.deadline >= each.planned_deadline
            assert is_working_day(each.deadline.astimezone(ZONE).date())
            assert each.opened_at is not None
            assert each.opened_at >= each.opens_at
        assert world.faults(len(OWNERS), (), rounds=2) == []
        outages = sum(bool(each.opened_late_seconds) for each in made)
        notices = [post for post in world.platform.there(MANAGEMENT) if post.text.startswith("Driftstopp")]
        assert len(notices) == outages
        reminders = Counter(
            (row.round_id, row.person_id) for row in world.rows(kind=DeliveryKind.REMINDER, state=DeliveryState.SENT)
        )
        assert max(reminders.values(), default=0) <= 3  # two before the deadline, one after it
