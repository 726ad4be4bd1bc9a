"""When a message may reach somebody: in their own waking hours, on working days, outside leave, once a day.

The instants of a round are promises and stay where they are; only the sending moves, and never to before its instant.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.rules.absence import Leave
from models.rules.deadlines import is_working_day

REHEARSAL = timedelta(hours=24)
# Leave is a year at most; after three nothing that was held back has a meaning left.
_HORIZON_DAYS = 3 * 366


@dataclass(frozen=True)
class Silence:
    """Days without reminders in every year, both ends included: (month, day), or (ISO week,)."""

    first: tuple[int, ...]
    last: tuple[int, ...]

    def covers(self, day: date) -> bool:
        at = (day.isocalendar().week,) if len(self.first) == 1 else (day.month, day.day)
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last


@dataclass(frozen=True)
class Courtesy:
    """The installation's manners. Quiet hours are local to the receiver, the first included and the last not; they may
    go over midnight, and are none when both ends are the same."""

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
    """Who a message is for: their zone, their leave in local days, and the instants of the messages that were sent to
    them or are already planned."""

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
    """The setting `18:00-07:00`; `off` for none. Raises ValueError in words."""
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
    """The setting `07-01..07-31`, or weeks as `W28..W31`, several with `;` between; `off` for none.

    Raises ValueError in words."""
    if text.strip().casefold() == "off":
        return ()
    return tuple(_silence(part) for part in text.split(";"))


def _silence(text: str) -> Silence:
    ends = [_days(end.strip()) for end in text.split("..")]
    if len(ends) != 2 or not all(ends) or len(ends[0]) != len(ends[1]):
        raise ValueError(f"{text.strip()!r} is not days without reminders such as 07-01..07-31 or W28..W31")
    return Silence(ends[0], ends[1])


def _days(text: str) -> tuple[int, ...]:
    """(month, day), (week,), or nothing when it is neither."""
    if match := re.fullmatch(r"[Ww](\d{1,2})", text, re.ASCII):
        return (int(match.group(1)),) if 1 <= int(match.group(1)) <= 53 else ()
    try:
        day = date.fromisoformat(f"2024-{text}") if re.fullmatch(r"\d\d-\d\d", text, re.ASCII) else None
    except ValueError:
        return ()
    return (day.month, day.day) if day else ()


def is_rehearsal(opens_at: datetime, deadline: datetime) -> bool:
    """A round so short holds back none of its messages (contract, *Time*)."""
    return deadline - opens_at < REHEARSAL


def sending_time(
    at: datetime, to: Receiver, courtesy: Courtesy, *, until: datetime | None = None, rehearsal: bool = False
) -> datetime | None:
    """When a reminder whose instant is `at` may be sent: then, or at the first moment after it that is neither in quiet
    hours nor on a day off, in a silent week, on leave, or on a day that has its message already.

    None when that would be at `until` or later, where it is pointless."""

    def may_have(day: date) -> bool:
        free = courtesy.is_silent(day) or to.is_away_on(day) or to.was_messaged_on(day)
        return is_working_day(day) and not free

    found = at if rehearsal else _earliest(at, to.zone, may_have, courtesy)
    return found if found and _is_before(found, until) else None


def asking_time(
    at: datetime, to: Receiver, courtesy: Courtesy, *, until: datetime, rehearsal: bool = False
) -> datetime | None:
    """When the opening message of a round may be sent: silent weeks hold back reminders, not the question itself.

    A round that is over before the next working hour is asked about on a day off, and after its deadline rather than in
    quiet hours or as the second message of a day: late answers are taken, and nobody asked so late is missing. None
    only for somebody on leave until the deadline, whose deputy is asked instead."""

    def may_have(day: date) -> bool:
        return not (to.is_away_on(day) or to.was_messaged_on(day))

    if rehearsal:
        return at
    working = _earliest(at, to.zone, lambda day: is_working_day(day) and may_have(day), courtesy)
    if working and working < until:
        return working
    free = _earliest(at, to.zone, may_have, courtesy)
    if free and free < until:
        return free
    here = _earliest(at, to.zone, lambda day: not to.is_away_on(day), Courtesy(time(0), time(0)))
    return working if here and here < until else None


def _is_before(at: datetime, until: datetime | None) -> bool:
    return until is None or at < until


def _earliest(
    at: datetime, zone: ZoneInfo, may_have: Callable[[date], bool], courtesy: Courtesy
) -> datetime | None:  # fmt: skip
    """The first instant from `at` on that lies on such a day and outside the quiet hours."""
    at = at.astimezone(UTC)
    day = at.astimezone(zone).date()
    for _ in range(_HORIZON_DAYS):
        if may_have(day):
            moments = [moment for moment in (at, *_beginnings(day, zone, courtesy)) if moment >= at]
            local = [(moment.astimezone(zone), moment) for moment in moments]
            free = [moment for here, moment in local if here.date() == day and not courtesy.is_quiet(here.time())]
            if free:
                return min(free)
        day += timedelta(days=1)
    return None


def _beginnings(day: date, zone: ZoneInfo, courtesy: Courtesy) -> Iterator[datetime]:
    """Where on a day a time that is not quiet can begin: at midnight, when the quiet hours end, and where the clocks
    are moved; the day may have the first two twice."""
    for wall in (time(0), courtesy.quiet_to):
        for fold in (0, 1):
            yield datetime.combine(day, wall, zone).replace(fold=fold).astimezone(UTC)
    midnight = datetime.combine(day, time(0), zone)
    start, end = midnight.astimezone(UTC), (midnight + timedelta(days=1)).astimezone(UTC)
    if start.astimezone(zone).utcoffset() != end.astimezone(zone).utcoffset():
        yield _clock_change(start, end, zone)


def _clock_change(start: datetime, end: datetime, zone: ZoneInfo) -> datetime:
    """The first second with another offset than at `start`, by halving."""
    low, high = 0, int((end - start).total_seconds())
    before = start.astimezone(zone).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        same = (start + timedelta(seconds=middle)).astimezone(zone).utcoffset() == before
        low, high = (middle, high) if same else (low, middle)
    return start + timedelta(seconds=high)
