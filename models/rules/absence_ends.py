"""Reading one end of an absence, such as `31 juli`, `v 28` or `nästa vecka`."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from models.rules.text import plain

MONTHS = {
    "sv": ("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober",
           "november", "december"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}  # fmt: skip
_WEEKDAYS = (
    ("mandag", "tisdag", "onsdag", "torsdag", "fredag", "lordag", "sondag"),
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
)
_NTH = r"(\d{1,2})(?::?[ae]|st|nd|rd|th)?"
_YEAR = r"(?: (20\d{2}))?"


@dataclass(frozen=True)
class Span:
    """Days from the `first` to the `last`, both included."""

    first: date
    last: date


@dataclass(frozen=True)
class End:
    """One end of an absence as it was typed: a day, a week, a month, a weekday (0 is Monday), or a `fixed` span. A year
    that was not typed is None."""

    day: int | None = None
    month: int | None = None
    week: int | None = None
    weekday: int | None = None
    year: int | None = None
    fixed: Span | None = None

    def spans(self, *years: int | None) -> Iterator[Span]:
        """The spans it can mean. A year that was not typed may be any of `years`, or one before or after them. Spans
        that do not exist, such as 30 February, are left out."""
        if self.fixed:
            yield self.fixed
            return
        for year in (self.year,) if self.year else sorted({y + step for y in years if y for step in (-1, 0, 1)}):
            try:
                yield self._in(year)
            except ValueError:  # no 30 February, no week 53 that year
                continue

    def _in(self, year: int) -> Span:
        if self.week:
            monday = date.fromisocalendar(year, self.week, 1)
            return Span(monday, monday + timedelta(days=6))
        first = date(year, self.month or 0, self.day or 1)
        return Span(first, first if self.day else first + relativedelta(months=1, days=-1))

    def pinned(self, since: date) -> "End":
        """The same, with a weekday resolved to the first such day from `since` on."""
        if self.weekday is None:
            return self
        day = since + relativedelta(weekday=self.weekday)
        return End(fixed=Span(day, day))


def read_end(part: str, today: date) -> End | None:
    """An end that is complete without the other one; None when it cannot be read. `today` is the local date."""
    if match := re.fullmatch(r"(20\d{2})(\d{2})(\d{2})", part):
        return _dated(match.group(3), int(match.group(2)), match.group(1))
    if match := re.fullmatch(r"(\d{1,2})/(\d{1,2})(?:[ /](20\d{2}))?", part):
        return _dated(match.group(1), int(match.group(2)), match.group(3))
    if match := re.fullmatch(rf"(?:v|vecka|veckor|veckorna|w|week|weeks)\.? ?(\d{{1,2}}){_YEAR}", part):
        return End(week=int(match.group(1)), year=_int(match.group(2))) if int(match.group(1)) else None
    if match := re.fullmatch(rf"{_NTH}\.? ?([^\W\d]+)\.?{_YEAR}", part):
        return _dated(match.group(1), _named(match.group(2), MONTHS.values()), match.group(3))
    if match := re.fullmatch(rf"([^\W\d]+)\.? {_NTH}{_YEAR}", part):
        return _dated(match.group(2), _named(match.group(1), MONTHS.values()), match.group(3))
    if match := re.fullmatch(rf"([^\W\d]+)\.?{_YEAR}", part):
        if month := _named(match.group(1), MONTHS.values()):
            return End(month=month, year=_int(match.group(2)))
        if not match.group(2) and (weekday := _named(match.group(1), _WEEKDAYS)):
            return End(weekday=weekday - 1)
    return _relative(plain(part), today)


def _relative(part: str, today: date) -> End | None:
    """Days relative to today: today, tomorrow, this week, next week."""
    monday = today - timedelta(days=today.weekday())
    sunday = monday + timedelta(days=6)
    week = timedelta(days=7)
    days = {
        "idag": Span(today, today), "today": Span(today, today),
        "imorgon": Span(today + timedelta(days=1), today + timedelta(days=1)),
        "tomorrow": Span(today + timedelta(days=1), today + timedelta(days=1)),
        "veckan": Span(today, sunday), "denna vecka": Span(today, sunday), "har veckan": Span(today, sunday),
        "this week": Span(today, sunday), "week": Span(today, sunday),
        "nasta vecka": Span(monday + week, sunday + week), "next week": Span(monday + week, sunday + week),
    }  # fmt: skip
    return End(fixed=days[part]) if part in days else None


def read_number(part: str, other: End | None) -> End | None:
    """A bare number, which takes its meaning from the other end: a day of the same month, or a week. None for anything
    else."""
    match = re.fullmatch(rf"{_NTH}\.?{_YEAR}", part)
    if not match or not other or not int(match.group(1)):
        return None
    number, year = int(match.group(1)), _int(match.group(2)) or other.year
    if other.week:
        return End(week=number, year=year)
    return replace(other, day=number, year=year) if other.day else None


def _dated(day: str, month: int | None, year: str | None) -> End | None:
    return End(day=int(day), month=month, year=_int(year)) if month and int(day) else None


def _int(text: str | None) -> int | None:
    return int(text) if text else None


def _named(word: str, languages: Iterable[Sequence[str]]) -> int | None:
    """The position, from 1, of a month or weekday by its name or its first letters, at least three."""
    wanted = plain(word)
    for names in languages:
        for position, name in enumerate(names, 1):
            if len(wanted) >= 3 and plain(name).startswith(wanted):
                return position
    return None
