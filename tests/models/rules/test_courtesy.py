"""When a message may reach somebody, against a slow oracle that tries every few minutes, and over whole years."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.absence import Leave
from models.rules.courtesy import (
    Courtesy,
    Receiver,
    Silence,
    asking_time,
    is_rehearsal,
    read_quiet_hours,
    read_silences,
    sending_time,
)  # fmt: skip
from models.rules.dates.deadlines import is_working_day

ZONE = ZoneInfo("Europe/Stockholm")
# The clocks move on Sundays in Europe, but not at midnight, by half an hour, or on a working day as they do here.
ZONES = ["Europe/Stockholm", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Tehran",
         "America/Nuuk", "Pacific/Auckland", "UTC"]  # fmt: skip
DEFAULT = Courtesy()


def local(text: str, zone: ZoneInfo = ZONE) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def shown(instant: datetime | None) -> str:
    return f"{instant.astimezone(ZONE):%a %Y-%m-%dT%H:%M}" if instant else "never"


@pytest.mark.parametrize(
    ("at", "sent"),
    [
        ("2026-06-03T09:00", "Wed 2026-06-03T09:00"),
        ("2026-06-03T07:00", "Wed 2026-06-03T07:00"),
        ("2026-06-03T06:59", "Wed 2026-06-03T07:00"),
        ("2026-06-03T17:59", "Wed 2026-06-03T17:59"),
        ("2026-06-03T18:00", "Thu 2026-06-04T07:00"),
        # Friday evening; National Day on a Saturday; Midsummer's Eve; Easter, at which the clocks move in 2024.
        ("2026-06-12T18:00", "Mon 2026-06-15T07:00"),
        ("2026-06-06T10:00", "Mon 2026-06-08T07:00"),
        ("2026-06-18T20:00", "Mon 2026-06-22T07:00"),
        ("2024-03-28T18:30", "Tue 2024-04-02T07:00"),
        ("2026-12-23T19:00", "Mon 2026-12-28T07:00"),
        # July is without reminders; the first of August 2026 is a Saturday.
        ("2026-06-30T18:00", "Mon 2026-08-03T07:00"),
        ("2026-07-15T10:00", "Mon 2026-08-03T07:00"),
    ],
)
def test_a_message_waits_for_the_next_working_hour(at: str, sent: str) -> None:
    assert shown(sending_time(local(at), Receiver(ZONE), DEFAULT)) == sent


def test_the_hours_are_those_of_the_receiver() -> None:
    instant = local("2026-06-03T09:00")
    there = ZoneInfo("America/New_York")
    assert sending_time(instant, Receiver(there), DEFAULT) == local("2026-06-03T07:00", there)
    assert sending_time(instant, Receiver(ZoneInfo("Asia/Tokyo")), DEFAULT) == instant


def test_leave_is_whole_days_of_the_receiver() -> None:
    to = Receiver(ZONE, leave=(Leave(date(2026, 6, 1), date(2026, 6, 12)), Leave(date(2026, 6, 15), date(2026, 6, 15))))
    assert shown(sending_time(local("2026-06-01T00:00"), to, DEFAULT)) == "Tue 2026-06-16T07:00"
    assert shown(sending_time(local("2026-05-29T17:59"), to, DEFAULT)) == "Fri 2026-05-29T17:59"
    assert to.is_away(local("2026-06-12T23:59"))
    assert not to.is_away(local("2026-06-13T00:00"))


def test_one_message_a_day_by_the_receivers_calendar() -> None:
    to = Receiver(ZONE, messaged=(local("2026-06-03T08:00"), local("2026-06-04T16:00")))
    assert shown(sending_time(local("2026-06-03T12:00"), to, DEFAULT)) == "Fri 2026-06-05T07:00"
    # 00:30 in Stockholm is the day before in UTC.
    assert shown(sending_time(local("2026-06-05T00:30"), to, Courtesy(time(0), time(0)))) == "Fri 2026-06-05T00:30"


def test_what_comes_too_late_never_comes() -> None:
    saturday = local("2026-06-13T10:00")
    assert sending_time(saturday, Receiver(ZONE), DEFAULT, until=local("2026-06-15T07:00")) is None
    assert shown(sending_time(saturday, Receiver(ZONE), DEFAULT, until=local("2026-06-15T07:01"))) != "never"
    for_good = Receiver(ZONE, leave=(Leave(date(2026, 1, 1), date(2032, 1, 1)),))
    assert sending_time(saturday, for_good, DEFAULT) is None


def test_a_rehearsal_holds_nothing_back() -> None:
    opens = local("2026-07-11T23:00")
    assert is_rehearsal(opens, opens + timedelta(hours=23, minutes=59))
    assert not is_rehearsal(opens, opens + timedelta(hours=24))
    to = Receiver(ZONE, leave=(Leave(date(2026, 7, 1), date(2026, 7, 31)),), messaged=(opens,))
    assert sending_time(opens, to, DEFAULT, rehearsal=True) == opens
    assert asking_time(opens, to, DEFAULT, until=opens + timedelta(hours=1), rehearsal=True) == opens
    assert sending_time(opens, to, DEFAULT, until=opens, rehearsal=True) is None


def test_the_question_itself_is_not_held_back_by_weeks_without_reminders() -> None:
    opens = local("2026-07-06T05:00")
    assert shown(asking_time(opens, Receiver(ZONE), DEFAULT, until=local("2026-08-20T16:00"))) == "Mon 2026-07-06T07:00"


def test_a_round_over_before_the_next_working_hour_is_asked_about_on_a_day_off() -> None:
    opens, deadline = local("2026-06-12T18:00"), local("2026-06-14T20:00")
    assert shown(asking_time(opens, Receiver(ZONE), DEFAULT, until=deadline)) == "Sat 2026-06-13T07:00"
    away = Receiver(ZONE, leave=(Leave(date(2026, 6, 12), date(2026, 6, 13)),))
    assert shown(asking_time(opens, away, DEFAULT, until=deadline)) == "Sun 2026-06-14T07:00"
    longer = Receiver(ZONE, leave=(Leave(date(2026, 6, 12), date(2026, 6, 14)),))
    assert asking_time(opens, longer, DEFAULT, until=deadline) is None


def test_a_round_without_a_decent_hour_is_asked_about_after_it() -> None:
    """From six one morning to six the next: the only day in between has its message already."""
    opens, deadline = local("2026-06-03T06:00"), local("2026-06-04T06:00")
    to = Receiver(ZONE, messaged=(local("2026-06-03T07:00"),))
    assert shown(asking_time(opens, to, DEFAULT, until=deadline)) == "Thu 2026-06-04T07:00"


CAIRO = ZoneInfo("Africa/Cairo")


@pytest.mark.parametrize(
    ("quiet", "at", "sent"),
    [
        # In Cairo midnight was followed by one o'clock on Friday 24 April 2026.
        (("18:00", "00:30"), "2026-04-23T18:00:00Z", "2026-04-24T01:00:00+03:00"),
        (("18:00", "07:00"), "2026-04-23T18:00:00Z", "2026-04-24T07:00:00+03:00"),
        # On Thursday 29 October the hour from eleven at night came twice: half past eleven has a second coming, and
        # where the clocks are moved back the quiet hours end for half an hour.
        (("18:00", "23:30"), "2026-10-29T20:20:00Z", "2026-10-29T23:30:00+03:00"),
        (("18:00", "23:30"), "2026-10-29T21:20:00Z", "2026-10-29T23:30:00+02:00"),
        (("23:30", "07:00"), "2026-10-29T20:40:00Z", "2026-10-29T23:00:00+02:00"),
    ],
)
def test_quiet_hours_may_end_where_the_clocks_are_moved(quiet: tuple[str, str], at: str, sent: str) -> None:
    courtesy = Courtesy(time.fromisoformat(quiet[0]), time.fromisoformat(quiet[1]), ())
    found = sending_time(datetime.fromisoformat(at), Receiver(CAIRO), courtesy)
    assert found
    assert found.astimezone(CAIRO).isoformat() == sent


def test_settings_are_read_or_refused_in_words() -> None:
    assert read_quiet_hours("18:00-07:00") == (time(18), time(7))
    assert read_quiet_hours(" 17:30–08:15 ") == (time(17, 30), time(8, 15))
    assert not Courtesy(*read_quiet_hours("off")).is_quiet(time(3))
    assert read_silences("07-01..07-31") == DEFAULT.silent
    assert read_silences("W28..W31; 12-20..01-06") == (Silence((28,), (31,)), Silence((12, 20), (1, 6)))
    assert read_silences("off") == ()
    for wrong in ("", "18-07", "25:00-07:00", "18:00"):
        with pytest.raises(ValueError, match="is not quiet hours"):
            read_quiet_hours(wrong)
    for wrong in ("", "juli", "07-01", "07-01..W31", "13-01..13-31", "W0..W3", "W54..W2", "02-30..03-01", "1..2..3"):
        with pytest.raises(ValueError, match="is not days without reminders"):
            read_silences(wrong)


@pytest.mark.parametrize(
    ("silence", "inside", "outside"),
    [
        (Silence((28,), (31,)), ["2026-07-06", "2026-08-02"], ["2026-07-05", "2026-08-03"]),
        (Silence((51,), (1,)), ["2026-12-14", "2027-01-10", "2027-01-03"], ["2026-12-13", "2027-01-11"]),
        (Silence((12, 20), (1, 6)), ["2026-12-20", "2027-01-06"], ["2026-12-19", "2027-01-07"]),
    ],
)
def test_silent_days_may_be_weeks_and_go_over_new_year(silence: Silence, inside: list[str], outside: list[str]) -> None:
    assert all(silence.covers(date.fromisoformat(day)) for day in inside)
    assert not any(silence.covers(date.fromisoformat(day)) for day in outside)


INSTANTS = st.datetimes(datetime(2022, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
CLOCK = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))


@st.composite
def situations(draw: st.DrawFn) -> tuple[datetime, Receiver, Courtesy]:
    """An instant, often near a change of the clocks, and somebody with leave and messages around it."""
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    at = draw(INSTANTS)
    if draw(st.booleans()):
        changes = [datetime(2024, month, day, tzinfo=UTC) for month, day in [(3, 30), (4, 25), (10, 26), (10, 31)]]
        at = draw(st.sampled_from(changes)) + timedelta(minutes=draw(st.integers(0, 3 * 1440)))
    leave = [
        Leave(day, day + timedelta(days=draw(st.integers(0, 12))))
        for day in (at.date() + timedelta(days=offset) for offset in draw(st.lists(st.integers(-5, 20), max_size=2)))
    ]
    messaged = [at + timedelta(hours=hours) for hours in draw(st.lists(st.integers(-30, 90), max_size=3))]
    quiet = draw(st.just((time(18), time(7))) | st.tuples(CLOCK, CLOCK))
    silent = draw(st.sampled_from([(), DEFAULT.silent, (Silence((13,), (14,)), Silence((12, 27), (1, 3)))]))
    return at, Receiver(zone, tuple(leave), tuple(messaged)), Courtesy(*quiet, silent)


def oracle(at: datetime, to: Receiver, courtesy: Courtesy, any_day: bool = False) -> bool:
    """Whether a message may be sent at this instant, said once more in other words."""
    here = at.astimezone(to.zone)
    day, minutes = here.date(), here.hour * 60 + here.minute + (here.second + here.microsecond / 1e6) / 60
    start, end = (clock.hour * 60 + clock.minute for clock in (courtesy.quiet_from, courtesy.quiet_to))
    length = (end - start) % 1440
    return (
        (minutes - start) % 1440 >= length
        and (any_day or is_working_day(day))
        and not any(silence.covers(day) for silence in courtesy.silent)
        and not any(leave.first <= day <= leave.last for leave in to.leave)
        and day not in {one.astimezone(to.zone).date() for one in to.messaged}
    )


@settings(max_examples=150)
@given(situations())
def test_the_sending_is_allowed_never_early_and_the_earliest(situation: tuple[datetime, Receiver, Courtesy]) -> None:
    at, to, courtesy = situation
    found = sending_time(at, to, courtesy)
    assert found
    assert found >= at
    assert oracle(found, to, courtesy)
    if found > at:
        assert not oracle(found - timedelta(microseconds=1), to, courtesy)
    before = (at + timedelta(minutes=15 * step) for step in range(int((found - at) / timedelta(minutes=15)) + 1))
    assert not any(oracle(moment, to, courtesy) for moment in before if moment < found)


@settings(max_examples=60)
@given(
    st.sampled_from(ZONES),
    st.integers(2022, 2029),
    st.lists(st.integers(0, 366 * 24 * 60), min_size=5, max_size=60),
    st.lists(st.tuples(st.integers(0, 350), st.integers(0, 40)), max_size=4),
)
def test_a_year_of_messages_never_has_two_on_a_day(
    name: str, year: int, minutes: list[int], away: list[tuple[int, int]]
) -> None:
    zone, new_year = ZoneInfo(name), datetime(year, 1, 1, tzinfo=UTC)
    leave = tuple(
        Leave(new_year.date() + timedelta(days=start), new_year.date() + timedelta(days=start + length))
        for start, length in away
    )
    sent: list[datetime] = []
    for minute in minutes:
        to = Receiver(zone, leave, tuple(sent))
        at = new_year + timedelta(minutes=minute)
        found = sending_time(at, to, DEFAULT)
        assert found
        assert oracle(found, to, DEFAULT)
        sent.append(found)
    days = [at.astimezone(zone).date() for at in sent]
    assert len(set(days)) == len(days)


@given(situations(), st.timedeltas(timedelta(hours=1), timedelta(days=40)))
def test_a_question_is_never_lost_but_to_leave(
    situation: tuple[datetime, Receiver, Courtesy], length: timedelta
) -> None:
    at, to, courtesy = situation
    found = asking_time(at, to, courtesy, until=at + length)
    if found is None:
        minutes = range(0, int(length / timedelta(minutes=1)), 15)
        assert all(to.is_away(at + timedelta(minutes=minute)) for minute in minutes)
        return
    assert found >= at
    assert oracle(found, to, replace(courtesy, silent=()), any_day=found < at + length)
    allowed = (at + timedelta(minutes=15 * step) for step in range(int(length / timedelta(minutes=15))))
    if found >= at + length:
        assert not any(oracle(moment, to, replace(courtesy, silent=()), any_day=True) for moment in allowed)
    elif not is_working_day(found.astimezone(to.zone).date()):
        assert not any(oracle(moment, to, replace(courtesy, silent=())) for moment in allowed)
