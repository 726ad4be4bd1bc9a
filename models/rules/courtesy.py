"""When a message may be sent to somebody: outside quiet hours, on working days, not on leave, at most one a day.

The instants of a round do not change; only the sending is postponed, never advanced.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.rules.absence import Leave
from models.rules.dates.deadlines import is_working_day

REHEARSAL = timedelta(hours=24)
# How far ahead to search. Leave is at most a year, and a message held back for three years is pointless.
_HORIZON_DAYS = 3 * 366


@dataclass(frozen=True)
class Silence:
    """Days of every year without reminders. Both ends are included and of one kind: (month, day), or (ISO week,). The
    last may be before the first, across New Year."""

    first: tuple[int, ...]
    last: tuple[int, ...]

    def covers(self, day: date) -> bool:
        at = (day.isocalendar().week,) if len(self.first) == 1 else (day.month, day.day)
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last


@dataclass(frozen=True)
class Courtesy:
    """The installation's rules for when people are not written to. Quiet hours are in the receiver's time zone, from
    `quiet_from` until before `quiet_to`; they may span midnight, and there are none when both are equal. `silent` are
    the days without reminders."""

    quiet_from: time = time(18)
    quiet_to: time = time(7)
    silent: tuple[Silence, ...] = (Silence((7, 1), (7, 31)),)

    def is_quiet(self, at: time) -> bool:
        if self.quiet_from <= self.quiet_to:
            return self.quiet_from <= at < self.quiet_to
        return at >= self.quiet_from or at < self.quiet_to

    def is_silent(self, day: date) -> bool:
        return any(silence.covers(day) for silence in self.silent)


@dataclass(frozen=True)
class Receiver:
    """The receiver of a message: their time zone, their leave, and the instants of other messages to them that were
    sent or are planned."""

    zone: ZoneInfo
    leave: tuple[Leave, ...] = ()
    messaged: tuple[datetime, ...] = ()

    def is_away(self, at: datetime) -> bool:
        return self.is_away_on(at.astimezone(self.zone).date())

    def is_away_on(self, day: date) -> bool:
        return any(leave.covers(day) for leave in self.leave)

    def was_messaged_on(self, day: date) -> bool:
        return any(at.astimezone(self.zone).date() == day for at in self.messaged)


def read_quiet_hours(text: str) -> tuple[time, time]:
    """Reads the setting `18:00-07:00`; `off` for none. Raises ValueError with a message for the user."""
    if text.strip().casefold() == "off":
        return time(0), time(0)
    match = re.fullmatch(r"\s*(\d\d:\d\d)\s*[-–]\s*(\d\d:\d\d)\s*", text, re.ASCII)
    try:
        if match:
            return time.fromisoformat(match.group(1)), time.fromisoformat(match.group(2))
    except ValueError:
        pass
    raise ValueError(f"{text!r} is not quiet hours such as 18:00-07:00, or off")


def read_silences(text: str) -> tuple[Silence, ...]:
    """Reads the setting `07-01..07-31`, or weeks as `W28..W31`, several separated by `;`; `off` for none.

    Raises ValueError with a message for the user."""
    if text.strip().casefold() == "off":
        return ()
    return tuple(_silence(part) for part in text.split(";"))


def _silence(text: str) -> Silence:
    ends = [_days(end.strip()) for end in text.split("..")]
    if len(ends) != 2 or not all(ends) or len(ends[0]) != len(ends[1]):
        raise ValueError(f"{text.strip()!r} is not days without reminders such as 07-01..07-31 or W28..W31")
    return Silence(ends[0], ends[1])


def _days(text: str) -> tuple[int, ...]:
    """(month, day) or (week,); empty when the text is neither."""
    if match := re.fullmatch(r"[Ww](\d{1,2})", text, re.ASCII):
        return (int(match.group(1)),) if 1 <= int(match.group(1)) <= 53 else ()
    try:
        day = date.fromisoformat(f"2024-{text}") if re.fullmatch(r"\d\d-\d\d", text, re.ASCII) else None
    except ValueError:
        return ()
    return (day.month, day.day) if day else ()


def is_rehearsal(opens_at: datetime, deadline: datetime) -> bool:
    """Whether the round is so short that it is a rehearsal, whose messages are not held back (contract, *Time*)."""
    return deadline - opens_at < REHEARSAL


def sending_time(
    at: datetime, to: Receiver, courtesy: Courtesy, *, until: datetime | None = None, rehearsal: bool = False
) -> datetime | None:
    """When a reminder whose instant is `at` may be sent: the first moment from then on that is not in quiet hours, nor
    on a day that is off, silent, on leave or has a message already. A rehearsal's is sent at its instant.

    None when that would be at `until` or later, when the reminder is pointless."""

    def is_allowed(day: date) -> bool:
        is_excluded = courtesy.is_silent(day) or to.is_away_on(day) or to.was_messaged_on(day)
        return is_working_day(day) and not is_excluded

    moment = at if rehearsal else _earliest(at, to.zone, is_allowed, courtesy)
    return moment if moment and (until is None or moment < until) else None


def asking_time(
    at: datetime, to: Receiver, courtesy: Courtesy, *, until: datetime, rehearsal: bool = False
) -> datetime | None:
    """When the opening message of a round may be sent. `until` is the round's deadline. Silent days do not apply.

    It is sent on a day off when no working hour is left before the deadline. It is sent after the deadline rather than
    in quiet hours or as the second message of a day, because late answers are accepted and people asked so late are not
    reported as missing. None only for somebody on leave until the deadline, whose deputy is asked instead."""

    def is_allowed(day: date) -> bool:
        return not (to.is_away_on(day) or to.was_messaged_on(day))

    if rehearsal:
        return at
    on_working_day = _earliest(at, to.zone, lambda day: is_working_day(day) and is_allowed(day), courtesy)
    if on_working_day and on_working_day < until:
        return on_working_day
    on_any_day = _earliest(at, to.zone, is_allowed, courtesy)
    if on_any_day and on_any_day < until:
        return on_any_day
    not_on_leave = _earliest(at, to.zone, lambda day: not to.is_away_on(day), Courtesy(time(0), time(0)))
    return on_working_day if not_on_leave and not_on_leave < until else None


def _earliest(
    at: datetime, zone: ZoneInfo, is_allowed: Callable[[date], bool], courtesy: Courtesy
) -> datetime | None:  # fmt: skip
    """The first instant from `at` on that is on an allowed local day and outside the quiet hours."""
    at = at.astimezone(UTC)
    day = at.astimezone(zone).date()
    for _ in range(_HORIZON_DAYS):
        if is_allowed(day):
            moments = [moment for moment in (at, *_quiet_ends(day, zone, courtesy)) if moment >= at]
            by_local = [(moment.astimezone(zone), moment) for moment in moments]
            allowed = [
                moment for local, moment in by_local if local.date() == day and not courtesy.is_quiet(local.time())
            ]
            if allowed:
                return min(allowed)
        day += timedelta(days=1)
    return None


def _quiet_ends(day: date, zone: ZoneInfo, courtesy: Courtesy) -> Iterator[datetime]:
    """The instants of a day at which quiet hours can end: midnight, the end of the quiet hours, and a change of the
    clocks. A local time that a change repeats gives two instants."""
    for wall in (time(0), courtesy.quiet_to):
        for fold in (0, 1):
            yield datetime.combine(day, wall, zone).replace(fold=fold).astimezone(UTC)
    midnight = datetime.combine(day, time(0), zone)
    start, end = midnight.astimezone(UTC), (midnight + timedelta(days=1)).astimezone(UTC)
    if start.astimezone(zone).utcoffset() != end.astimezone(zone).utcoffset():
        yield _clock_change(start, end, zone)


def _clock_change(start: datetime, end: datetime, zone: ZoneInfo) -> datetime:
    """The first second whose UTC offset differs from that at `start`, by bisection."""
    low, high = 0, int((end - start).total_seconds())
    before = start.astimezone(zone).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        same = (start + timedelta(seconds=middle)).astimezone(zone).utcoffset() == before
        low, high = (middle, high) if same else (low, middle)
    return start + timedelta(seconds=high)
