"""Rules of time, on the days when they are hard."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.deadlines import (
    after,
    before,
    is_working_day,
    moved_deadline,
    next_working_day,
    occurrences,
    parse_duration,
    parse_local,
    reminder_instants,
)  # fmt: skip

ZONE = ZoneInfo("Europe/Stockholm")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def shown(instant: datetime) -> str:
    return instant.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M:%S")


INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
DURATIONS = st.builds(
    lambda d, h, m: f"P{d}DT{h}H{m}M", st.integers(0, 60), st.integers(0, 100), st.integers(0, 100)
)  # fmt: skip


@pytest.mark.parametrize("text", ["P7D", "P1W", "PT4H", "p2d", "P1DT2H", "PT30M", "PT5S", " P1W2D "])
def test_durations_of_weeks_days_and_hours_are_read(text: str) -> None:
    assert parse_duration(text)


@pytest.mark.parametrize("text", ["", "P", "PT", "7D", "P1M", "P1Y", "-P1D", "P1.5D", "PT1H1D", "snart"])
def test_other_durations_are_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="is not an ISO 8601 duration"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("deadline", "duration", "then"),
    [
        # Days are calendar days at the same local time, over the spring change and the autumn change.
        ("2022-03-28T16:00", "P7D", "2022-03-21T16:00:00"),
        ("2022-10-31T16:00", "P2D", "2022-10-29T16:00:00"),
        # Hours are exact: the night of the spring change has one less, that of the autumn change one more.
        ("2022-03-27T08:00", "PT8H", "2022-03-26T23:00:00"),
        ("2022-10-30T08:00", "PT8H", "2022-10-30T01:00:00"),
        ("2022-03-27T08:00", "P1DT8H", "2022-03-26T00:00:00"),
        ("2022-07-07T16:00", "P1W", "2022-06-30T16:00:00"),
    ],
)
def test_before_over_summer_time(deadline: str, duration: str, then: str) -> None:
    assert shown(before(local(deadline), parse_duration(duration), ZONE)) == then


def test_after_over_summer_time() -> None:
    assert shown(after(local("2022-03-20T16:00"), parse_duration("P7D"), ZONE)) == "2022-03-27T16:00:00"
    assert shown(after(local("2022-03-26T23:00"), parse_duration("PT8H"), ZONE)) == "2022-03-27T08:00:00"


def test_a_day_before_a_time_that_the_clocks_skip_next_day_is_the_same_local_time() -> None:
    """02:30 did not exist on 27 March 2022; a day before the 28th it is taken as the clock would have run on."""
    at = before(local("2022-03-28T02:30"), parse_duration("P1D"), ZONE)
    assert shown(at) == "2022-03-27T03:30:00"


def test_a_time_that_the_clocks_skip_is_no_time() -> None:
    with pytest.raises(ValueError, match="clocks are moved forward"):
        parse_local("2022-03-27T02:30", ZONE)
    assert parse_local("2022-03-27T02:30+01:00", ZONE) == local("2022-03-27T03:30")
    assert parse_local("2022-06-30T16:00:07", ZONE) == local("2022-06-30T16:00:07")
    with pytest.raises(ValueError, match="is not a time such as"):
        parse_local("snart", ZONE)


def test_of_the_hour_that_comes_twice_the_first_is_meant() -> None:
    assert parse_local("2022-10-30T02:30", ZONE) == datetime(2022, 10, 30, 0, 30, tzinfo=UTC)


@given(INSTANTS, DURATIONS)
def test_before_is_never_later_and_calendar_days_keep_the_wall_clock(instant: datetime, text: str) -> None:
    duration = parse_duration(text)
    assert before(instant, duration, ZONE) <= instant + timedelta(hours=1)
    days = parse_duration(f"P{max(duration.days, 1)}D")
    then = before(instant, days, ZONE).astimezone(ZONE)
    wall = instant.astimezone(ZONE).replace(tzinfo=None) - timedelta(days=days.days)
    assert then.replace(tzinfo=None) in {wall, wall + timedelta(hours=1)}


@given(INSTANTS, st.timedeltas(timedelta(minutes=1), timedelta(days=90)), st.lists(DURATIONS, max_size=6))
def test_reminders_come_between_opening_and_deadline_once_each_and_in_order(
    opens: datetime, open_for: timedelta, reminders: list[str]
) -> None:
    found = reminder_instants(opens, opens + open_for, reminders, ZONE)
    assert found == sorted(set(found))
    assert all(opens < at < opens + open_for for at in found)


def test_reminders_at_or_before_the_opening_are_left_out() -> None:
    opens, deadline = local("2022-06-01T09:00"), local("2022-06-08T09:00")
    found = reminder_instants(opens, deadline, ["P7D", "P8D", "P2D", "PT48H", "PT4H"], ZONE)
    assert [shown(at) for at in found] == ["2022-06-06T09:00:00", "2022-06-08T05:00:00"]


@pytest.mark.parametrize(
    "day",
    [
        "2022-01-01", "2022-01-06", "2022-04-15", "2022-04-18", "2022-05-01", "2022-05-26", "2022-06-06", "2022-06-24",
        "2022-06-25", "2022-11-05", "2022-12-24", "2022-12-26", "2022-12-31", "2023-06-23", "2024-12-24", "2024-12-31",
        "2026-06-19", "2022-07-09", "2022-07-10",
    ],
)  # fmt: skip
def test_swedish_holidays_eves_and_weekends_are_no_working_days(day: str) -> None:
    assert not is_working_day(date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2022-01-05", "2022-04-14", "2022-06-07", "2022-06-23", "2022-07-07", "2022-12-27"])
def test_other_weekdays_are_working_days(day: str) -> None:
    assert is_working_day(date.fromisoformat(day))


def test_the_next_working_day_keeps_the_local_time_over_easter_and_summer_time() -> None:
    assert shown(next_working_day(local("2022-04-15T16:00"), ZONE)) == "2022-04-19T16:00:00"
    # Good Friday 2024 was 29 March, and the clocks moved on Easter Day.
    assert shown(next_working_day(local("2024-03-29T16:00"), ZONE)) == "2024-04-02T16:00:00"
    # The day is the local one: half past eleven at night in Stockholm is another day in UTC.
    assert shown(next_working_day(local("2022-07-08T23:30"), ZONE)) == "2022-07-08T23:30:00"


@given(INSTANTS)
def test_the_next_working_day_is_a_working_day_within_a_week_and_stays(instant: datetime) -> None:
    found = next_working_day(instant, ZONE)
    assert instant <= found < instant + timedelta(days=8)
    assert is_working_day(found.astimezone(ZONE).date())
    assert next_working_day(found, ZONE) == found


def test_a_deadline_moves_as_much_as_the_opening_was_late_and_to_a_working_day() -> None:
    week = timedelta(days=7)
    deadline = local("2022-07-07T16:00")
    assert moved_deadline(deadline, timedelta(hours=3), week, ZONE) == local("2022-07-07T19:00")
    assert moved_deadline(deadline, timedelta(days=2), week, ZONE) == local("2022-07-11T16:00")
    assert moved_deadline(deadline, timedelta(days=30), week, ZONE) == local("2022-07-14T16:00")
    saturday = local("2022-07-09T16:00")
    assert moved_deadline(saturday, timedelta(days=1), week, ZONE) == local("2022-07-10T16:00")


@given(INSTANTS, st.timedeltas(timedelta(0), timedelta(days=400)), st.timedeltas(timedelta(0), timedelta(days=30)))
def test_a_moved_deadline_is_never_earlier(deadline: datetime, late: timedelta, most: timedelta) -> None:
    moved = moved_deadline(deadline, late, most, ZONE)
    assert deadline <= moved <= deadline + most + timedelta(days=8)


def test_the_wheel_keeps_local_time_through_the_year_and_doubles_no_hour() -> None:
    rule = "FREQ=MONTHLY;BYMONTHDAY=1;BYHOUR=9;BYMINUTE=0;BYSECOND=0"
    found = list(occurrences(rule, local("2022-01-01T00:00"), local("2022-12-31T00:00"), ZONE))
    assert [shown(at)[5:16] for at in found] == [f"{month:02}-01T09:00" for month in range(1, 13)]
    hourly = "FREQ=DAILY;BYHOUR=2;BYMINUTE=30;BYSECOND=0"
    october = list(occurrences(hourly, local("2022-10-29T00:00"), local("2022-11-01T00:00"), ZONE))
    assert len(october) == len(set(october)) == 3
    march = list(occurrences(hourly, local("2022-03-26T00:00"), local("2022-03-29T00:00"), ZONE))
    assert len(march) == len(set(march)) == 3


def test_the_wheel_gives_only_what_lies_between() -> None:
    rule = "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=8;BYHOUR=9;BYMINUTE=0;BYSECOND=0"
    at = local("2022-06-08T09:00")
    assert list(occurrences(rule, at, at, ZONE)) == [at]
    assert list(occurrences(rule, at + timedelta(seconds=1), at + timedelta(days=300), ZONE)) == []
