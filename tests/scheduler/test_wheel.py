"""The yearly wheel, and a whole simulated year of it with outages."""

from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.settings import DEFAULT_WHEEL
from models.rounds.tables import Round
from models.rules.dates.deadlines import is_working_day
from models.rules.wheel import WheelRule, read_wheel
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from models.vocabulary.rounds import RoundState
from scheduler.wheel import Plans, create_missing, missing_rounds
from tests.examples import examples
from tests.scheduler.simulated import FAULTS, MANAGEMENT, ZONE, Installation, installation
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


def make_missing(session: Session, now: datetime, plans: Plans) -> None:
    for new in missing_rounds(session, now, plans):
        assert create_missing(session, new, now) == 1


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=YEARLY;INTERVAL=2;BYMONTH=6;BYMONTHDAY=8", ["R 2022 2022-06-08", "R 2024 2024-06-10"]),
        ("FREQ=YEARLY;INTERVAL=2;DTSTART=20230101;BYMONTH=6;BYMONTHDAY=8", ["R 2023 2023-06-08", "R 2025 2025-06-09"]),
        ("FREQ=YEARLY;INTERVAL=3;BYMONTH=6;BYMONTHDAY=8", ["R 2024 2024-06-10"]),
        # A name is used once: the second round of a year has its number.
        ("FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=10;UNTIL=20230101", ["R 2022 2022-01-10", "R 2022 (2) 2022-07-11"]),
        ("FREQ=YEARLY;BYMONTH=3,12;BYMONTHDAY=31;COUNT=2;DTSTART=20230101", ["R 2023 2023-03-31", "R 2024 2024-01-02"]),
    ],
)
def test_rules_that_do_not_come_once_a_year(tmp_path: Path, rule: str, expected: list[str]) -> None:
    """Four years in which it is looked every third day what is to be made."""
    wheel = read_wheel(f"R {{year}}|{rule}|P14D|01-01..06-30")
    with installation(tmp_path, small_stock(), at(1, 3), wheel=wheel) as world:
        plans = Plans(world.options, timedelta(), wheel)
        while world.clock() < at(1, 1, year=2026):
            world.write(lambda session: make_missing(session, world.clock(), plans))
            world.clock.now += timedelta(days=3)
        made = [f"{each.name} {each.opens_at.astimezone(ZONE):%Y-%m-%d}" for each in rounds(world)]
        assert made == expected


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("R|FREQ=YEARLY;INTERVAL=0|P1D|01-01..06-30", "INTERVAL takes"),
        ("R|FREQ=YEARLY|P0D|01-01..06-30", "no time at all"),
        ("R|FREQ=YEARLY|P1M|01-01..06-30", "no fixed length"),
        ("R|FREQ=YEARLY|P1D|02-29..06-30", "day is out of range"),
        ("R|FREQ=YEARLY|P1D|12-01..01-31", "ends before it begins"),
        ("R {year.x}|FREQ=YEARLY|P1D|01-01..06-30", "cannot be read"),
        ("R {}|FREQ=YEARLY|P1D|01-01..06-30", "cannot be read"),
        (f"{'R' * 141}|FREQ=YEARLY|P1D|01-01..06-30", "1 to 140 characters"),
        ("|FREQ=YEARLY|P1D|01-01..06-30", "1 to 140 characters"),
    ],
)
def test_a_wheel_that_would_make_no_round_is_refused_at_the_start(rule: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_wheel(rule)


# The outage's beginning in hours after New Year, its hours, and what goes wrong when it is over.
Outage = tuple[int, int, list[str | None]]
OPENINGS = (at(6, 8, 8), at(12, 1, 8))
END = at(3, 1, year=2023)
HOURS = int((END - at(1, 1)) / timedelta(hours=1))


def hours_of(instant: datetime) -> int:
    return int((instant - at(1, 1)) / timedelta(hours=1))


# Most of a year nothing happens: half of the outages begin within three weeks after an opening.
BEGINNINGS = st.one_of(
    st.integers(0, HOURS), *(st.integers(hours_of(opening) - 60, hours_of(opening) + 800) for opening in OPENINGS)
)
OUTAGES = st.lists(
    st.tuples(BEGINNINGS, st.integers(1, 100), st.lists(st.sampled_from([None, *FAULTS]), max_size=12)), max_size=8
)


@settings(max_examples=examples(2))
@example(
    # Over both openings, both deadlines and both changes of the clock.
    outages=[
        (hours_of(at(3, 26, 20)), 20, []), (hours_of(at(6, 6)), 90, ["ghost", "lost", "stored"]),
        (hours_of(at(6, 29)), 60, ["limited", "raises"]), (hours_of(at(10, 29, 20)), 20, []),
        (hours_of(at(11, 30)), 100, ["lost", "refused", "ghost"]), (hours_of(at(1, 12, year=2023)), 100, []),
    ],
    deaths=[(40, True), (30, False), (20, True)],
)  # fmt: skip
@given(outages=OUTAGES, deaths=st.lists(st.tuples(st.integers(1, 300), st.booleans()), max_size=4))
def test_a_year_with_outages(outages: list[Outage], deaths: list[tuple[int, bool]]) -> None:
    """Two rounds, both changes of the clock, holidays, outages of hours to days, processes that are killed: everybody
    asked once in each round, one summary each, and a deadline that is never before what was promised."""
    with TemporaryDirectory() as folder, installation(Path(folder), small_stock(), at(1, 1), wheel=WHEEL) as world:
        world.die_at(deaths)
        for begins, hours, faults in sorted(outages):
            live(world, at(1, 1) + timedelta(hours=begins))
            world.clock.now += timedelta(hours=hours)
            world.boot()
            world.platform.faults = iter(faults)
            world.settle(world.clock() + timedelta(minutes=30))
        live(world, END)
        assert faults_of(world) == []


def live(world: Installation, until: datetime) -> None:
    """Nothing goes wrong for a while. The worker looks at every instant of a round and every third day, since a round
    is made a week ahead."""
    while world.clock() < until:
        world.settle(min(until, world.clock() + timedelta(days=3)))


def faults_of(world: Installation) -> list[str]:
    made = rounds(world)
    found = world.faults(len(OWNERS), (), rounds=2)
    if [each.name for each in made] != ["Halvår 2022", "Helår 2022"]:
        found.append(f"the rounds are {[each.name for each in made]}")
    for each in made:
        if each.state is not RoundState.CLOSED:
            found.append(f"{each.name} is {each.state}")
        if each.deadline < each.planned_deadline or not is_working_day(each.deadline.astimezone(ZONE).date()):
            found.append(f"{each.name} has the deadline {each.deadline}")
        if each.opened_at is None or each.opened_at < each.opens_at:
            found.append(f"{each.name} opened at {each.opened_at}")
    outages = sum(bool(each.opened_late_seconds) for each in made)
    notices = [post for post in world.platform.there(MANAGEMENT) if post.text.startswith("Driftstopp")]
    if len(notices) != outages:
        found.append(f"{len(notices)} notices of {outages} late openings")
    reminders = Counter(
        (row.round_id, row.person_id) for row in world.rows(kind=DeliveryKind.REMINDER, state=DeliveryState.SENT)
    )
    # Two before the deadline, one after it.
    return found + [f"{count} reminders to {who}" for who, count in reminders.items() if count > 3]
