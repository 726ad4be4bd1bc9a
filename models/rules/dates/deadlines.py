"""Calculations with time: durations, Swedish working days, reminders.

Zones are parameters, usually the installation's. Instants are aware datetimes, UTC when returned.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.rules.dates.holidays import days_off

_DURATION = re.compile(
    r"P(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?", re.ASCII
)  # fmt: skip
_SECONDS = {"weeks": 7 * 86400, "days": 86400, "hours": 3600, "minutes": 60, "seconds": 1}
_LONGEST_SECONDS = 3660 * 86400
# The local times that a day without a time stands for (contract, `round create`).
OPENING_TIME, DEADLINE_TIME = time(8), time(16)


@dataclass(frozen=True)
class Duration:
    """`days` are calendar days at the same local time, which a change of the clocks makes 23 or 25 hours long; `exact`
    is the hours and below, of which every one has 60 minutes."""

    days: int
    exact: timedelta

    @property
    def length(self) -> timedelta:
        """The length with days of 24 hours, for comparisons."""
        return timedelta(days=self.days) + self.exact


def parse_duration(text: str) -> Duration:
    """An ISO 8601 duration of whole weeks, days, hours, minutes and seconds, in any case; `PT24H` is no day.

    Raises ValueError with a message for the user for anything else: months and years have no fixed length."""
    match = _DURATION.fullmatch(text.strip().upper())
    parts = {name: value for name, value in match.groupdict().items() if value} if match else {}
    if not parts:
        raise ValueError(f"{text[:40]!r} is not an ISO 8601 duration such as P7D, P1W or PT4H{_what_to_write(text)}")
    if any(len(value) > 12 for value in parts.values()):
        raise ValueError(f"{text[:40]!r} is longer than ten years")
    seconds = {name: int(value) * _SECONDS[name] for name, value in parts.items()}
    if sum(seconds.values()) > _LONGEST_SECONDS:
        raise ValueError(f"{text[:40]!r} is longer than ten years")
    days = (seconds.pop("weeks", 0) + seconds.pop("days", 0)) // _SECONDS["days"]
    return Duration(days, timedelta(seconds=sum(seconds.values())))


def _what_to_write(text: str) -> str:
    """What to write instead of what ISO 8601 knows and this program does not take."""
    text = text.strip().upper()
    if re.fullmatch(r"[+-]P.*", text):
        return ": write it without a sign"
    if re.fullmatch(r"P.*\d[.,]\d.*", text):
        return ": write whole numbers, PT90M for an hour and a half"
    if re.fullmatch(r"P\d[^T]*[YM].*", text):
        return ": months and years have no fixed length, write weeks or days"
    return ""


def parse_positive(text: str) -> Duration:
    """`parse_duration` where nothing, `P0D`, makes no sense. Raises ValueError with a message for the user."""
    duration = parse_duration(text)
    if not duration.length:
        raise ValueError(f"{text!r} is no time at all: write for example P1D or PT4H")
    return duration


def before(instant: datetime, duration: Duration, zone: ZoneInfo) -> datetime:
    """The instant a duration earlier."""
    return _days_on(instant, -duration.days, zone) - duration.exact


def after(instant: datetime, duration: Duration, zone: ZoneInfo) -> datetime:
    """The instant a duration later."""
    return _days_on(instant, duration.days, zone) + duration.exact


def _days_on(instant: datetime, days: int, zone: ZoneInfo) -> datetime:
    # Adding no days would lose which of the two hours is meant that a change of the clocks repeats.
    return (instant.astimezone(zone) + timedelta(days=days)).astimezone(UTC) if days else instant.astimezone(UTC)


def reminder_instants(
    opens_at: datetime, deadline: datetime, reminders: Sequence[str], zone: ZoneInfo
) -> list[datetime]:
    """The instants of the reminders, earliest first. Those at or before the opening are left out (contract, `round
    create`). `reminders` are ISO 8601 durations before the deadline. Raises ValueError as `parse_duration` does."""
    instants = {before(deadline, parse_duration(text), zone) for text in reminders}
    return sorted(at for at in instants if opens_at < at < deadline)


def last_working_day(first: date, last: date) -> date:
    """The last working day from `first` to `last`, both included; `last` when there is none."""
    days = (last - timedelta(days=step) for step in range((last - first).days + 1))
    return next((day for day in days if is_working_day(day)), last)


def is_working_day(day: date) -> bool:
    """Monday to Friday, except Swedish public holidays and Midsummer's, Christmas and New Year's Eve."""
    return day.weekday() < 5 and day not in days_off(day.year)


def next_working_day(instant: datetime, zone: ZoneInfo) -> datetime:
    """The instant if it is on a working day in the zone, else the same local time on the next working day."""
    local = instant.astimezone(zone)
    while not is_working_day(local.date()):
        local += timedelta(days=1)
    return local.astimezone(UTC)


def moved_deadline(deadline: datetime, late: timedelta, most: timedelta, zone: ZoneInfo) -> datetime:
    """The deadline of a round that was opened `late` (contract, *Time*): postponed by that much, at most by `most`, and
    to a working day if the original deadline was on one."""
    moved = deadline + min(late, most)
    if is_working_day(deadline.astimezone(zone).date()):
        return next_working_day(moved, zone)
    return moved


def is_day(text: str) -> bool:
    """Whether a text is a day without a time."""
    try:
        date.fromisoformat(text.strip())
    except ValueError:
        return False
    return True


class SkippedTime(ValueError):
    """A local time that does not exist, because the clocks are moved forward over it."""


def parse_local(text: str, zone: ZoneInfo, day_at: time = DEADLINE_TIME) -> datetime:
    """Reads ISO 8601: with an offset, or as local time in `zone`; a day without a time is that day at `day_at`. Returns
    UTC without microseconds. Of a local time that a change of the clocks repeats, the first is meant.

    Raises ValueError with a message for the user, SkippedTime for a local time that a change of the clocks skips."""
    try:
        value = datetime.fromisoformat(text.strip())
    except ValueError as error:
        is_off = "out of range" in str(error) or "must be in" in str(error)  # 29 February, 25.00
        words = "does not exist in the calendar, so it is not a time" if is_off else "is not a time"
        raise ValueError(f"{text!r} {words} such as 2026-06-30T16:00 or 2026-06-30T16:00+02:00") from None
    # Beyond these, calculating with it would leave the calendar.
    if not 2000 <= value.year <= 2100:
        raise ValueError(f"{text!r} is not in the years 2000 to 2100")
    if is_day(text):
        value = datetime.combine(value.date(), day_at)
    if value.tzinfo is None:
        value = value.replace(tzinfo=zone)
        if value.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != value.replace(tzinfo=None):
            raise SkippedTime(f"{text!r} does not exist: the clocks are moved forward over it in {zone.key}")
    return value.astimezone(UTC).replace(microsecond=0)


def is_repeated(instant: datetime, zone: ZoneInfo) -> bool:
    """Whether the clocks show the instant's local time twice that day, because they are moved back over it."""
    local = instant.astimezone(zone)
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
