"""The forms in which a date is written, in Swedish and English: one reader for every place where people write one.

Only what has one meaning is read. `models.rules.dates.reading` makes a day of it, `models.rules.absence` the days of a
leave.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from models.rules.dates.parts import A_WEEK, DatePart
from models.rules.dates.periods import (
    MONTH_WORD,
    YEAR,
    end_of,
    fixed,
    near,
    near_week,
    part_of_year,
    week,
    whole_month,
    year_of,
)  # fmt: skip
from models.rules.dates.words import (
    FEAST_DAYS,
    LONG_FEASTS,
    is_english_month,
    month_of,
    weekday_of,
)  # fmt: skip
from models.rules.typography import as_seen

# No date is longer; whatever is, is prose.
LONGEST = 80
# How many years ahead the number in "mars 26" may be a year.
_YEARS_AHEAD = 5
_FILLER = re.compile(
    r"\b(?:no later than|hela|den|det|pa|under|i|the|on|of|all|whole|during|in|senast|vid|till|by|kommande|"
    r"nastkommande|nu|this|coming|latest|manad)\b"
)
_NTH = r"(\d{1,2})(?::?[ae]|st|nd|rd|th)?"
_YEAR_OF_DAY = r"(?:(?: |/|\.| ?- ?)(20\d{2})| ?-(\d{2}))?"


def folded(words: str) -> str:
    """The text as it is compared: as it looks (`models.rules.typography`), in lower case, without diacritics,
    apostrophes and the sign at its end."""
    letters = unicodedata.normalize("NFD", as_seen(words).casefold())
    text = re.sub("-+", "-", "".join(c for c in letters if not unicodedata.category(c).startswith("M")))
    text = re.sub(r"['’´`]|[,;!]+(?=\s|$)", "", " ".join(text.split()))
    text = re.sub(r"\bi (dag|morgon|gar|overmorgon)\b", r"i\1", text)
    return text.strip(" .,;:!")


def read_part(text: str, today: date) -> DatePart | None:
    """A date that is complete by itself, from a folded text; None when it cannot be read. `today` is the reader's local
    date."""
    if len(text) > LONGEST:
        return None
    text = re.sub(r"\b(?:i ar|this year)\b", f"{today.year}", text)
    text = re.sub(r"\b(?:nasta ar|next year)\b", f"{today.year + 1}", text)
    for form in (text, _without_filler(text)):
        for read in _READERS:
            if (part := read(form, today)) is not None:
                return part
    return None


def _without_filler(text: str) -> str:
    return " ".join(_FILLER.sub(" ", text).split())


def read_number(part: str, other: DatePart | None) -> DatePart | None:
    """A bare number, which takes its meaning from the other end of a range: a day of the same month, or a week. None
    for anything else."""
    match = re.fullmatch(rf"{_NTH}\.?{YEAR}", part)
    if not match or not other or not int(match.group(1)):
        return None
    number, year = int(match.group(1)), year_of(match.group(2)) or other.year
    if other.week:
        return DatePart(week=number, year=year)
    return replace(other, day=number, year=year) if other.day else None


def second_meaning(text: str, today: date) -> tuple[DatePart, DatePart] | None:
    """The two meanings of a folded text that has two: "mars 26" and "jul 2026"."""
    text = _without_filler(text)
    if (match := re.fullmatch(rf"{MONTH_WORD} (\d{{2}})", text)) and _may_be_year(match, today):
        month, number = month_of(match.group(1)), int(match.group(2))
        return DatePart(day=number, month=month), DatePart(month=month, year=2000 + number)
    if match := re.fullmatch(r"jul (20\d{2})", text):
        year = int(match.group(1))
        return DatePart(month=7, year=year), DatePart(feast=LONG_FEASTS["jul"], year=year)
    return None


def is_unclear(text: str) -> bool:
    """Whether a folded text is a date in numbers whose order nobody can know: 12-11-10, 260331."""
    return re.fullmatch(r"\d{1,2}([-/.])\d{1,2}\1\d{1,2}|\d{6}", text) is not None


def _may_be_year(match: re.Match[str], today: date) -> bool:
    is_near = 0 <= 2000 + int(match.group(2)) - today.year < _YEARS_AHEAD
    return is_near and month_of(match.group(1)) is not None and not is_english_month(match.group(1))


def _in_numbers(text: str, _today: date) -> DatePart | None:
    if match := re.fullmatch(r"(\d{4})([-./])(\d{1,2})\2(\d{1,2})|(20\d{2})()(\d{2})(\d{2})", text):
        year, _, month, day = [group for group in match.groups() if group is not None]
        return _dated(day, int(month), year)
    if is_unclear(text):
        return None
    if match := re.fullmatch(rf"(\d{{1,2}})[/.](\d{{1,2}}){_YEAR_OF_DAY}", text):
        return _dated(match.group(1), int(match.group(2)), _four(match.group(3), match.group(4)))
    if match := re.fullmatch(r"(\d{1,2})-(\d{1,2})-(20\d{2})", text):
        return _dated(match.group(1), int(match.group(2)), match.group(3))
    if match := re.fullmatch(r"(20\d{2})-(\d{2})", text):
        month = int(match.group(2))
        return DatePart(month=month, year=int(match.group(1))) if 1 <= month <= 12 else None
    return None


def _by_month(text: str, today: date) -> DatePart | None:
    if match := re.fullmatch(rf"{_NTH}\.? ?(?:of |i )?{MONTH_WORD}{_YEAR_OF_DAY}", text):
        return _dated(match.group(1), month_of(match.group(2)), _four(match.group(3), match.group(4)))
    if match := re.fullmatch(rf"(?:forsta|first) (?:of |i )?{MONTH_WORD}{YEAR}", text):
        return _dated("1", month_of(match.group(1)), match.group(2))
    if second_meaning(text, today):
        return None
    if match := re.fullmatch(rf"{MONTH_WORD} {_NTH}{YEAR}", text):
        return _dated(match.group(2), month_of(match.group(1)), match.group(3))
    return whole_month(text)


def _weekday(text: str, today: date) -> DatePart | None:
    first, _, rest = text.partition(" ")
    if first in {"nasta", "next"} and (weekday := weekday_of(rest)) is not None:
        # In the next week: "fredag" is the first one to come, "nästa fredag" the one after this week's.
        return fixed(today - timedelta(days=today.weekday()) + A_WEEK + timedelta(days=weekday))
    weekday = weekday_of(first)
    if weekday is None:
        return None
    if not rest:
        return DatePart(weekday=weekday)
    rest = re.sub(r"^(?:den|the|i|in|of|on|,) ", "", rest)
    for read in (_in_numbers, _by_month, week, near_week):
        if (part := read(rest, today)) is not None:
            return part.on(weekday)
    return None


def _feast(text: str, _today: date) -> DatePart | None:
    match = re.fullmatch(rf"(.+?){YEAR}", text)
    if match is None or (match.group(1) == "jul" and match.group(2)):
        return None
    year = year_of(match.group(2))
    if match.group(1) in LONG_FEASTS:
        return DatePart(feast=LONG_FEASTS[match.group(1)], year=year, is_vague=True)
    return DatePart(feast=FEAST_DAYS[match.group(1)], year=year) if match.group(1) in FEAST_DAYS else None


# "jul" is Christmas before it is short for July.
_READERS: tuple[Callable[[str, date], DatePart | None], ...] = (
    _in_numbers, week, _feast, near, end_of, part_of_year, _by_month, _weekday,
)  # fmt: skip


def _dated(day: str, month: int | None, year: str | None) -> DatePart | None:
    return DatePart(day=int(day), month=month, year=year_of(year)) if month and int(day) else None


def _four(year: str | None, short: str | None) -> str | None:
    return year or (f"20{short}" if short else None)
