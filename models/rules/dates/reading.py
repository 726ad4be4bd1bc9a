"""Reading the day that people write: when an action is due, a round's new deadline, the day that a question is about.

Nothing is guessed: what has two meanings, or does not exist, comes back as a `DateFault`. A date without a year is the
next such day ahead. A day that has passed is read like any other; the caller asks whether it is right.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from itertools import islice
from zoneinfo import ZoneInfo

from models.rules.dates.deadlines import SkippedTime, last_working_day, parse_local
from models.rules.dates.forms import LONGEST, folded, is_unclear, read_part, second_meaning
from models.rules.dates.parts import A_WEEK, DatePart, Span
from models.rules.typography import Seen


class DateFaultReason(StrEnum):
    """Why a date was not understood."""

    UNREADABLE = "unreadable"
    NO_SUCH_DAY = "no_such_day"
    AMBIGUOUS = "ambiguous"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class DateFault:
    """A date that was not understood. `words` are those that were typed; `choices` are the days that they may mean,
    when they are ambiguous and that is known."""

    reason: DateFaultReason
    words: str
    choices: tuple[date, ...] = ()


_CLOCK = re.compile(
    r"(?P<day>.*?\S)(?:[ t]*\b(?P<at>kl|klockan|at)\.? ?| ?t(?=\d)| )(?P<hour>\d{1,2})(?:[.:](?P<minute>\d{2}))?"
    r"(?::(?P<second>\d{2}))? ?(?P<half>am|pm)?"
)
_MOST_WORDS = 8
# After a date that is not all of the text: what may follow so that the date still holds.
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_SETS_APART = re.compile(
    r"[.,;:!]?\s*(?:\Z|\n|\()|[.,;:!]\s|\s+(?:om|if|provided|forutsatt|förutsatt|enligt)\b", re.IGNORECASE
)
_JOINS = re.compile(
    r"[\s.,;:!]*(?:[-–—/?±\d]|(?:eller|alternativt|alt|till|t\.?o\.?m|tom|och|samt|or|and|to|until)\b)", re.IGNORECASE
)


def read_day(words: str, today: date) -> date | DateFault:
    """The day that the text says, all of it; a time of day after it is left out. `today` is the writer's local date.

    Of a month, a quarter or a year it is the last day, of a week the last working day, of a feast its eve."""
    text = folded(words)
    day = _day(text, words, today)
    if isinstance(day, DateFault) and day.reason is DateFaultReason.UNREADABLE and (at := _CLOCK.fullmatch(text)):
        is_clock = at["at"] or at["minute"] or at["half"]
        return _day(at["day"].strip(" ,"), words, today) if is_clock and _time(at) is not None else day
    return day


def read_first_day(words: str, today: date) -> tuple[date | DateFault, str]:
    """The day that a text begins with, and what follows it. The text goes on with something else only after a sign or
    another line (any word may follow 2026-03-31); else the whole text is no date."""
    seen = Seen(words)
    ends = [match.end() for match in islice(re.finditer(r"\S+", seen.text[: LONGEST + 1]), _MOST_WORDS)]
    for end in reversed(ends):
        head, rest = seen.text[:end], seen.text[end:]
        bare = head.rstrip(".,;:!")
        after = head[len(bare) :] + rest
        day = read_day(head, today)
        if isinstance(day, DateFault) and day.reason is DateFaultReason.UNREADABLE:
            continue
        if _JOINS.match(after):
            return DateFault(DateFaultReason.AMBIGUOUS, words.strip()), words
        if _SETS_APART.match(after) or _ISO.fullmatch(bare.strip()):
            return (day, words) if isinstance(day, DateFault) else (day, seen.between(end).strip())
        break
    return DateFault(DateFaultReason.UNREADABLE, words.strip()), words


def read_instant(words: str, today: date, zone: ZoneInfo, at: time) -> datetime | DateFault:
    """A day with a time of day (`fredag kl 16`, `31 mars 15:00`, ISO 8601), in `zone`; UTC when returned. Without a
    time of day it is `at`."""
    if re.search(r"\dT\d", words.strip(), re.IGNORECASE) and re.match(r"\s*\d{4}-?\d{2}-?\d{2}T", words, re.IGNORECASE):
        return _local(words, words, zone)
    text = folded(words)
    day = _day(text, words, today)
    clock: time | None = at
    if isinstance(day, DateFault) and day.reason is DateFaultReason.UNREADABLE and (match := _CLOCK.fullmatch(text)):
        clock = _time(match) if match["at"] or match["minute"] or match["half"] else None
        day = _day(match["day"].strip(" ,"), words, today) if clock else day
    if isinstance(day, DateFault) or clock is None:
        return day if isinstance(day, DateFault) else DateFault(DateFaultReason.UNREADABLE, words)
    return _local(f"{day.isoformat()}T{clock.isoformat()}", words, zone)


def _local(iso: str, words: str, zone: ZoneInfo) -> datetime | DateFault:
    try:
        return parse_local(iso, zone)
    except SkippedTime:
        return DateFault(DateFaultReason.SKIPPED, words)
    except ValueError:
        return DateFault(DateFaultReason.NO_SUCH_DAY, words)


def _day(text: str, words: str, today: date) -> date | DateFault:
    if is_unclear(text):
        return DateFault(DateFaultReason.AMBIGUOUS, words)
    if meanings := second_meaning(text, today):
        days = [_meant(each, today) for each in meanings]
        return DateFault(DateFaultReason.AMBIGUOUS, words, tuple(day for day in days if day))
    part = read_part(text, today)
    if part is None:
        return DateFault(DateFaultReason.UNREADABLE, words)
    if part.is_weekday_alone and part.weekday == today.weekday():
        return DateFault(DateFaultReason.AMBIGUOUS, words, (today, today + A_WEEK))
    return _meant(part, today) or DateFault(DateFaultReason.NO_SUCH_DAY, words)


def _meant(part: DatePart, today: date) -> date | None:
    """The last day of it, the next time that it comes; else the last time that it was. None when there is no such
    day."""
    spans = list(part.pinned(today).spans(today.year))
    if not spans and part.weekday is None and part.year is None:
        # 29 February, week 53
        spans = list(part.spans(*range(today.year + 2, today.year + 8)))
    if not spans:
        return None
    return _last(next((span for span in spans if span.last >= today), spans[-1]))


def _last(span: Span) -> date:
    return last_working_day(span.first, span.last) if span.is_week else span.last


def _time(match: re.Match[str]) -> time | None:
    hour, half = int(match["hour"]), match["half"]
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    minute, second = int(match["minute"] or 0), int(match["second"] or 0)
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None
