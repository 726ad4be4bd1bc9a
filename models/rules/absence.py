"""Reading `frånvaro 1–31 juli`: when somebody is away, in whole local days.

Nothing is guessed that could be two things: what cannot be read comes back as a fault with its reason.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from models.rules.text import fold, plain

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
_ENDS = {"slut", "slutar", "ingen", "inga", "inget", "avsluta", "avslutad", "over", "tillbaka", "ta bort", "radera",
         "none", "no", "end", "ends", "ended", "back", "off", "remove", "delete", "cancel"}  # fmt: skip
# Without a year an absence is the next coming one; one this long is rather an end written before its start.
_LONGEST_UNSAID = timedelta(days=300)

_COMMAND = re.compile(r"^/?(?:frånvaro|franvaro|frånvarande|ledighet|ledig|semester|borta|absence|absent|leave|away)\b")
_TO = re.compile(r"\bt\.?\s?o\.?\s?m\b\.?|\btill och med\b|\b(?:till|tills|to|until|till|through|thru)\b")
_FROM = re.compile(r"^(?:fr\.?\s?o\.?\s?m\b\.?|från och med\b|from and including\b|från\b|fran\b|from\b)\s*")
_BETWEEN = re.compile(r"^(?:mellan|between)\s+(.+?)\s+(?:och|and)\s+(.+)$")
_FILLER = re.compile(r"\b(?:hela|den|på|under|i|the|on|of|all|whole|during|in)\b|[.,;!]+(?=\s|$)")
_ISO = re.compile(r"(?<!\d)(20\d{2})-(\d{2})-(\d{2})(?!\d)")
_NTH = r"(\d{1,2})(?::?[ae]|st|nd|rd|th)?"
_YEAR = r"(?: (20\d{2}))?"


@dataclass(frozen=True, order=True)
class Leave:
    """An absence from the `first` to the `last` day, both included, in the person's local days."""

    first: date
    last: date

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class LeaveEnds:
    """`frånvaro slut`: the person is back, and what was said about leave ahead no longer holds."""


class LeaveFaultReason(StrEnum):
    """Why an absence was not understood or not taken."""

    UNREADABLE = "unreadable"
    NO_END = "no_end"
    NO_SUCH_DAY = "no_such_day"
    END_BEFORE_START = "end_before_start"
    PAST = "past"
    TOO_LONG = "too_long"


@dataclass(frozen=True)
class LeaveFault:
    """Nothing was taken; `words` is what was said."""

    reason: LeaveFaultReason
    words: str


@dataclass(frozen=True)
class _Point:
    """One end of an absence as it was said: a day, a week, a month, a weekday, or days that are `fixed`."""

    day: int | None = None
    month: int | None = None
    week: int | None = None
    weekday: int | None = None
    year: int | None = None
    fixed: Leave | None = None

    def spans(self, *near: int | None) -> Iterator[Leave]:
        """The days it can mean, a year that was not said being any near these."""
        if self.fixed:
            yield self.fixed
            return
        for year in (self.year,) if self.year else sorted({y + step for y in near if y for step in (-1, 0, 1)}):
            try:
                yield self._in(year)
            except ValueError:  # no 30 February, no week 53 that year
                continue

    def _in(self, year: int) -> Leave:
        if self.week:
            monday = date.fromisocalendar(year, self.week, 1)
            return Leave(monday, monday + timedelta(days=6))
        first = date(year, self.month or 0, self.day or 1)
        return Leave(first, first if self.day else first + relativedelta(months=1, days=-1))

    def pinned(self, since: date) -> "_Point":
        """A weekday as the first such day not before `since`."""
        if self.weekday is None:
            return self
        day = since + relativedelta(weekday=self.weekday)
        return _Point(fixed=Leave(day, day))


def read_absence(words: str, today: date) -> Leave | LeaveEnds | LeaveFault:
    """What somebody said about being away; the command's own word may stand first. `today` is their local date.

    Without a year the next coming absence is meant, over New Year too; one that is going on counts as coming."""
    said = _COMMAND.sub("", _normal(words)).strip(" :")
    if plain(said) in _ENDS:
        return LeaveEnds()
    points = _points(said, today)
    if points is None:
        return LeaveFault(LeaveFaultReason.UNREADABLE, words)
    start, end = points
    if end is None:
        return LeaveFault(LeaveFaultReason.NO_END, words)
    found = _placed(start, end, today)
    return found if isinstance(found, Leave) else LeaveFault(found, words)


def write_absence(leave: Leave, language: str) -> str:
    """`1–31 juli 2026`, in the shortest form that says both days and the year. `language` is `sv` or `en`."""
    first, last = leave.first, leave.last
    names = MONTHS[language]
    end = f"{last.day} {names[last.month - 1]} {last.year}"
    if first == last:
        return end
    if first.year != last.year:
        return f"{first.day} {names[first.month - 1]} {first.year}–{end}"
    if first.month != last.month:
        return f"{first.day} {names[first.month - 1]}–{end}"
    return f"{first.day}–{end}"


def _normal(words: str) -> str:
    dashes = re.sub("[\u2010-\u2015\u2212-]+", "-", unicodedata.normalize("NFC", words))
    return re.sub(r"\bi (dag|morgon)\b", r"i\1", fold(dashes)).strip()


def _points(said: str, today: date) -> tuple[_Point, _Point | None] | None:
    """Both ends as they were said; the last is None when an end is missing. None when it cannot be read."""
    said = _BETWEEN.sub(r"\1 - \2", _ISO.sub(r"\1\2\3", said))
    begun = _FROM.sub("", said)
    parts = [" ".join(_FILLER.sub(" ", part).split()) for part in _TO.sub("-", begun).split("-")]
    if len(parts) == 1:
        point = _point(parts[0], today)
        return (point, None if begun != said else point) if point else None
    if len(parts) != 2 or not parts[1]:
        return None
    # In "1–31 juli" the first number borrows the month, in "v 28–31" the last one the word week.
    last = _point(parts[1], today) or _number(parts[1], _point(parts[0], today))
    first = (_point(parts[0], today) or _number(parts[0], last)) if parts[0] else _Point(fixed=Leave(today, today))
    return (first, last) if first and last else None


def _point(part: str, today: date) -> _Point | None:
    """One end that says by itself what it is."""
    if match := re.fullmatch(r"(20\d{2})(\d{2})(\d{2})", part):
        return _dated(match.group(3), int(match.group(2)), match.group(1))
    if match := re.fullmatch(r"(\d{1,2})/(\d{1,2})(?:[ /](20\d{2}))?", part):
        return _dated(match.group(1), int(match.group(2)), match.group(3))
    if match := re.fullmatch(rf"(?:v|vecka|veckor|veckorna|w|week|weeks)\.? ?(\d{{1,2}}){_YEAR}", part):
        return _Point(week=int(match.group(1)), year=_int(match.group(2))) if int(match.group(1)) else None
    if match := re.fullmatch(rf"{_NTH}\.? ?([^\W\d]+)\.?{_YEAR}", part):
        return _dated(match.group(1), _named(match.group(2), MONTHS.values()), match.group(3))
    if match := re.fullmatch(rf"([^\W\d]+)\.? {_NTH}{_YEAR}", part):
        return _dated(match.group(2), _named(match.group(1), MONTHS.values()), match.group(3))
    if match := re.fullmatch(rf"([^\W\d]+)\.?{_YEAR}", part):
        if month := _named(match.group(1), MONTHS.values()):
            return _Point(month=month, year=_int(match.group(2)))
        if not match.group(2) and (weekday := _named(match.group(1), _WEEKDAYS)):
            return _Point(weekday=weekday - 1)
    return _near(plain(part), today)


def _near(part: str, today: date) -> _Point | None:
    """Days told from today: today, tomorrow, this week, next week."""
    monday = today - timedelta(days=today.weekday())
    sunday = monday + timedelta(days=6)
    week = timedelta(days=7)
    days = {
        "idag": Leave(today, today), "today": Leave(today, today),
        "imorgon": Leave(today + timedelta(days=1), today + timedelta(days=1)),
        "tomorrow": Leave(today + timedelta(days=1), today + timedelta(days=1)),
        "veckan": Leave(today, sunday), "denna vecka": Leave(today, sunday), "har veckan": Leave(today, sunday),
        "this week": Leave(today, sunday), "week": Leave(today, sunday),
        "nasta vecka": Leave(monday + week, sunday + week), "next week": Leave(monday + week, sunday + week),
    }  # fmt: skip
    return _Point(fixed=days[part]) if part in days else None


def _number(part: str, other: _Point | None) -> _Point | None:
    """A bare number means what the other end is: a day of its month, or a week."""
    match = re.fullmatch(rf"{_NTH}\.?{_YEAR}", part)
    if not match or not other or not int(match.group(1)):
        return None
    number, year = int(match.group(1)), _int(match.group(2)) or other.year
    if other.week:
        return _Point(week=number, year=year)
    return replace(other, day=number, year=year) if other.day else None


def _dated(day: str, month: int | None, year: str | None) -> _Point | None:
    return _Point(day=int(day), month=month, year=_int(year)) if month and int(day) else None


def _int(text: str | None) -> int | None:
    return int(text) if text else None


def _named(word: str, languages: Iterable[Sequence[str]]) -> int | None:
    """The position from 1 of a month or weekday by its name or at least three letters of its beginning."""
    wanted = plain(word)
    for names in languages:
        for position, name in enumerate(names, 1):
            if len(wanted) >= 3 and plain(name).startswith(wanted):
                return position
    return None


def _placed(start: _Point, end: _Point, today: date) -> Leave | LeaveFaultReason:
    """The days that are meant: of all years that fit the soonest end that is not past, and the nearest start."""
    start, single = start.pinned(today), start == end
    firsts = list(start.spans(today.year, end.year))
    since = next((span.first for span in firsts if span.last >= today), today)
    lasts = firsts if single else list(end.pinned(since).spans(today.year, start.year, since.year))
    if not firsts or not lasts:
        return LeaveFaultReason.NO_SUCH_DAY
    whole = [Leave(a.first, b.last) for a in firsts for b in lasts if a.first <= b.last and (not single or a == b)]
    if not whole:
        return LeaveFaultReason.END_BEFORE_START
    coming = [leave for leave in whole if leave.last >= today]
    if not coming:
        return LeaveFaultReason.PAST
    found = min(coming, key=lambda leave: (leave.last, leave.last - leave.first))
    if found.last >= found.first + relativedelta(years=1):
        return LeaveFaultReason.TOO_LONG
    year_said = start.year or end.year or (start.fixed and end.fixed)
    if not year_said and found.last - found.first > _LONGEST_UNSAID:
        return LeaveFaultReason.END_BEFORE_START
    return found
