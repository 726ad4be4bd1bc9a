"""Calculations with time: durations, Swedish working days, reminders, recurring rounds.

Zones are parameters, usually the installation's. Instants are aware datetimes, UTC when returned.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from dateutil.rrule import rrulestr

_DURATION = re.compile(
    r"P(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)


def parse_duration(text: str) -> relativedelta:
    """An ISO 8601 duration of weeks, days, hours, minutes and seconds.

    Raises ValueError for anything else: months and years have no fixed length before a deadline.
    """
    match = _DURATION.fullmatch(text.strip().upper())
    parts = {name: int(value) for name, value in match.groupdict().items() if value} if match else {}
    if not parts:
        raise ValueError(f"{text!r} is not an ISO 8601 duration such as P7D, P1W or PT4H")
    return relativedelta(**parts)  # type: ignore[arg-type]


def before(instant: datetime, duration: relativedelta, zone: ZoneInfo) -> datetime:
    """The instant a duration earlier: days are calendar days at the same local time, hours and below are exact."""
    days = relativedelta(days=duration.days)
    exact = timedelta(hours=duration.hours, minutes=duration.minutes, seconds=duration.seconds)
    return ((instant.astimezone(zone) - days).astimezone(UTC)) - exact


def after(instant: datetime, duration: relativedelta, zone: ZoneInfo) -> datetime:
    """The instant a duration later, with days and hours as in `before`."""
    days = relativedelta(days=duration.days)
    exact = timedelta(hours=duration.hours, minutes=duration.minutes, seconds=duration.seconds)
    return ((instant.astimezone(zone) + days).astimezone(UTC)) + exact


def reminder_instants(
    opens_at: datetime, deadline: datetime, reminders: Sequence[str], zone: ZoneInfo
) -> list[datetime]:
    """The instants of the reminders, earliest first. Those at or before the opening are left out (contract, `round
    create`). `reminders` are ISO 8601 durations before the deadline. Raises ValueError as `parse_duration` does."""
    instants = {before(deadline, parse_duration(text), zone) for text in reminders}
    return sorted(at for at in instants if opens_at < at < deadline)


@lru_cache(maxsize=64)
def _swedish_holidays(year: int) -> frozenset[date]:
    # Imported here because it takes 5 MB and a tenth of the program's startup time.
    import holidays

    calendar = holidays.country_holidays("SE", years=year, categories=("public",), include_sundays=False)
    # On these eves Swedish authorities are closed, though by law they are not public holidays.
    eves = {date(year, 12, 24), date(year, 12, 31), _midsummer_eve(year)}
    return frozenset(calendar) | eves


def _midsummer_eve(year: int) -> date:
    return next(d for d in (date(year, 6, day) for day in range(19, 26)) if d.weekday() == 4)


@lru_cache(maxsize=64)
def _named_holidays(year: int) -> dict[str, date]:
    import holidays  # late, as above

    calendar = holidays.country_holidays("SE", years=year, categories=("public",), include_sundays=False, language="sv")
    return {name: day for day in calendar for name in calendar.get_list(day)}


def holiday(name: str, year: int) -> date:
    """The day of a Swedish public holiday by its Swedish name, e.g. Påskdagen. Raises KeyError for another name."""
    return _named_holidays(year)[name]


def last_working_day(first: date, last: date) -> date:
    """The last working day from `first` to `last`, both included; `last` when there is none."""
    days = (last - timedelta(days=step) for step in range((last - first).days + 1))
    return next((day for day in days if is_working_day(day)), last)


def is_working_day(day: date) -> bool:
    """Monday to Friday, except Swedish public holidays and Midsummer's, Christmas and New Year's Eve."""
    return day.weekday() < 5 and day not in _swedish_holidays(day.year)


def next_working_day(instant: datetime, zone: ZoneInfo) -> datetime:
    """The instant if it is on a working day in the zone, else the same local time on the next working day."""
    local = instant.astimezone(zone)
    while not is_working_day(local.date()):
        local += relativedelta(days=1)
    return local.astimezone(UTC)


def moved_deadline(deadline: datetime, late: timedelta, most: timedelta, zone: ZoneInfo) -> datetime:
    """The deadline of a round that was opened `late` (contract, *Time*): postponed by that much, at most by `most`, and
    to a working day if the original deadline was on one."""
    moved = deadline + min(late, most)
    if is_working_day(deadline.astimezone(zone).date()):
        return next_working_day(moved, zone)
    return moved


def occurrences(rule: str, since: datetime, until: datetime, zone: ZoneInfo) -> Iterable[datetime]:
    """The instants of an RRULE from `since` to `until`, both included. The rule is evaluated in local time, so that
    daylight saving time does not shift it. Its DTSTART is 1 January of the year before `since`."""
    start = datetime(since.year - 1, 1, 1, 0, 0)  # noqa: DTZ001 - local wall time by intention
    for local in rrulestr(rule, dtstart=start):
        at = local.replace(tzinfo=zone).astimezone(UTC)
        if at > until:
            return
        if at >= since:
            yield at


def parse_local(text: str, zone: ZoneInfo) -> datetime:
    """Reads ISO 8601: with an offset, or as local time in `zone`. Returns UTC without microseconds.

    Raises ValueError with a message for the user, also for a local time that a change of the clocks skips."""
    try:
        value = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"{text!r} is not a time such as 2026-06-30T16:00 or 2026-06-30T16:00+02:00") from None
    if value.tzinfo is None:
        value = value.replace(tzinfo=zone)
        if value.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != value.replace(tzinfo=None):
            raise ValueError(f"{text!r} does not exist: the clocks are moved forward over it in {zone.key}")
    return value.astimezone(UTC).replace(microsecond=0)
