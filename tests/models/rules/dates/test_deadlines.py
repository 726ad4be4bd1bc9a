"""Rules of time, on the days when they are hard."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.dates.deadlines import (
    DEADLINE_TIME,
    OPENING_TIME,
    Duration,
    after,
    before,
    is_day,
    is_repeated,
    is_working_day,
    moved_deadline,
    next_working_day,
    parse_duration,
    parse_local,
    parse_positive,
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


@pytest.mark.parametrize(
    ("text", "days", "hours"),
    [
        ("P7D", 7, 0), ("P1W", 7, 0), ("PT4H", 0, 4), ("p2d", 2, 0), ("P1DT2H", 1, 2), ("PT30M", 0, 0.5),
        (" P1W2D ", 9, 0), ("PT24H", 0, 24), ("PT48H", 0, 48), ("P1DT24H", 1, 24), ("PT90M", 0, 1.5),
        ("PT1440M", 0, 24), ("PT86400S", 0, 24), ("P1DT12H", 1, 12), ("P0D", 0, 0), ("PT0S", 0, 0),
        ("P007D", 7, 0), ("P3660D", 3660, 0),
    ],
)  # fmt: skip
def test_durations_are_days_and_exact_time(text: str, days: int, hours: float) -> None:
    assert parse_duration(text) == Duration(days, timedelta(hours=hours))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", ""), ("P", ""), ("PT", ""), ("P1DT", ""), ("7D", ""), ("PT1H1D", ""), ("snart", ""),
        ("P١D", ""), ("P1D P1D", ""), ("P1M", "no fixed length"), ("P1Y", "no fixed length"),
        ("P1Y2M3DT4H", "no fixed length"), ("-P1D", "without a sign"), ("+P1D", "without a sign"), ("P-1D", ""),
        ("P1.5D", "whole numbers"), ("PT1,5H", "whole numbers"), ("P0.5W", "whole numbers"),
    ],
)  # fmt: skip
def test_other_durations_are_refused_with_what_to_write(text: str, why: str) -> None:
    with pytest.raises(ValueError, match="is not an ISO 8601 duration such as P7D, P1W or PT4H.*" + why):
        parse_duration(text)


@pytest.mark.parametrize("text", ["P3661D", "P11000W", "PT99999999H", "P" + "9" * 5000 + "D", "PT316310401S"])
def test_a_duration_that_leaves_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="longer than ten years"):
        parse_duration(text)


def test_where_nothing_makes_no_sense_it_is_refused() -> None:
    assert parse_positive("PT1S").length == timedelta(seconds=1)
    for text in ("P0D", "PT0H", "P0W", "P0DT0H"):
        with pytest.raises(ValueError, match="no time at all"):
            parse_positive(text)


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
        # 24 hours are no day: over a change of the clocks they are an hour off the same local time.
        ("2022-03-27T16:00", "PT24H", "2022-03-26T15:00:00"),
        ("2022-10-30T16:00", "PT24H", "2022-10-29T17:00:00"),
        ("2022-10-30T16:00", "PT48H", "2022-10-28T17:00:00"),
        ("2022-10-30T16:00", "PT1440M", "2022-10-29T17:00:00"),
        ("2022-10-30T16:00", "P1D", "2022-10-29T16:00:00"),
        ("2022-10-31T04:00", "P1DT12H", "2022-10-29T17:00:00"),
    ],
)
def test_before_over_summer_time(deadline: str, duration: str, then: str) -> None:
    assert shown(before(local(deadline), parse_duration(duration), ZONE)) == then


def test_after_over_summer_time() -> None:
    assert shown(after(local("2022-03-20T16:00"), parse_duration("P7D"), ZONE)) == "2022-03-27T16:00:00"
    assert shown(after(local("2022-03-26T23:00"), parse_duration("PT8H"), ZONE)) == "2022-03-27T08:00:00"


def test_in_the_hour_that_comes_twice_exact_time_is_exact() -> None:
    second = datetime(2022, 10, 30, 1, 30, tzinfo=UTC)  # 02:30 for the second time
    assert before(second, parse_duration("PT1H"), ZONE) == second - timedelta(hours=1)
    assert after(second, parse_duration("PT1H"), ZONE) == second + timedelta(hours=1)
    assert before(second, parse_duration("PT24H"), ZONE) == second - timedelta(hours=24)


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


def test_a_day_without_a_time_is_that_day_at_the_time_given() -> None:
    assert parse_local("2026-06-30", ZONE, OPENING_TIME) == local("2026-06-30T08:00")
    assert parse_local("2026-06-30", ZONE, DEADLINE_TIME) == local("2026-06-30T16:00")
    assert parse_local("20260630", ZONE, DEADLINE_TIME) == local("2026-06-30T16:00")
    assert parse_local("2026-06-30T00:00", ZONE, DEADLINE_TIME) == local("2026-06-30T00:00"), "midnight is a time"
    assert [is_day(text) for text in ("2026-06-30", " 20260630", "2026-06-30T16", "2026-06-31", "snart")] == [
        True, True, False, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00", "1999-12-31", "2101-01-01T08:00"])
def test_a_year_that_cannot_be_meant_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not in the years 2000 to 2100"):
        parse_local(text, ZONE)


def test_a_local_time_that_comes_twice_is_known() -> None:
    found = {hour: is_repeated(local(f"2022-10-30T{hour}"), ZONE) for hour in ("01:30", "02:30", "03:30")}
    assert found == {"01:30": False, "02:30": True, "03:30": False}
    assert not is_repeated(local("2022-03-27T03:30"), ZONE)


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
