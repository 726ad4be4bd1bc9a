"""Written dates that are more than a day (weeks, months, parts of a year), and days counted from today. Every text is
folded (`date_forms.folded`); each function gives None for what it cannot read."""

import re
from dataclasses import replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from models.rules.dates.parts import A_WEEK, DatePart, Span
from models.rules.dates.words import NUMBERS, ORDINALS, UNITS, month_of

# A year that may be left out, and a month's name, short or not.
YEAR = r"(?: ?(20\d{2}))?"
MONTH_WORD = r"([^\W\d]+)\.?"


# The shortest period that is a year: a plan's year may begin or end some days off.
_A_YEAR = 350


def is_full_year(first: date, last: date) -> bool:
    """Whether the days from the first to the last are a year."""
    return (last - first).days >= _A_YEAR


def week(text: str, _today: date) -> DatePart | None:
    match = re.fullmatch(
        r"(?:v|vecka|veckan|veckor|veckorna|w|wk|week|weeks)\.? ?(\d{1,2})(?:[ /-]{1,3}(20\d{2}))?", text
    )
    if match:
        return DatePart(week=int(match.group(1)), year=year_of(match.group(2))) if int(match.group(1)) else None
    if match := re.fullmatch(r"(20\d{2})-?w(\d{2})", text):
        return DatePart(week=int(match.group(2)), year=int(match.group(1))) if int(match.group(2)) else None
    return None


def whole_month(text: str) -> DatePart | None:
    match = re.fullmatch(rf"{MONTH_WORD}(?: manad)?{YEAR}", text)
    month = month_of(match.group(1)) if match else None
    return DatePart(month=month, year=year_of(match.group(2))) if match and month else None


def part_of_year(text: str, _today: date) -> DatePart | None:
    if match := re.fullmatch(rf"(?:kvartal|kv|q|quarter)\.? ?([1-4]){YEAR}", text):
        return DatePart(month=3 * int(match.group(1)) - 2, months=3, year=year_of(match.group(2)))
    if match := re.fullmatch(r"(20\d{2})[ -]?q([1-4])", text):
        return DatePart(month=3 * int(match.group(2)) - 2, months=3, year=int(match.group(1)))
    if match := re.fullmatch(rf"(\S+) (kvartalet|quarter|halvaret|half){YEAR}", text):
        number, most, months = ORDINALS.get(match.group(1)), 4, 3
        if match.group(2) in {"halvaret", "half"}:
            most, months = 2, 6
        if number and number <= most:
            return DatePart(month=months * (number - 1) + 1, months=months, year=year_of(match.group(3)))
    if match := re.fullmatch(rf"halvarsskiftet{YEAR}", text):
        return DatePart(day=30, month=6, year=year_of(match.group(1)), is_vague=True)
    if match := re.fullmatch(r"arsskiftet(?: (20\d{2})[/-](?:20)?(\d{2}))?", text):
        if match.group(2) and int(match.group(1)) + 1 != 2000 + int(match.group(2)):
            return None
        return DatePart(day=31, month=12, year=year_of(match.group(1)), is_vague=True)
    return None


def end_of(text: str, today: date) -> DatePart | None:
    """ "sista juni" is a day, "i slutet av juni" is not when somebody is away."""
    if match := re.fullmatch(rf"(?:sista|last)(?: dagen| day)?(?: i| of| in)? {MONTH_WORD}{YEAR}", text):
        month = month_of(match.group(1))
        return DatePart(month=month, year=year_of(match.group(2)), is_end=True) if month else None
    if re.fullmatch("arets slut|year-?end|the years end", text):
        return DatePart(month=1, months=12, year=today.year, is_end=True, is_vague=True)
    match = re.fullmatch(r"(?:i |the |by |at |vid |till )*(?:slutet (?:av|pa)|utgangen av|end of) (?:the )?(.+)", text)
    if not match:
        return None
    whole = whole_month(match.group(1)) or part_of_year(match.group(1), today) or _period(match.group(1), today)
    return replace(whole, is_end=True, is_vague=True) if whole and not whole.day else None


def _period(text: str, today: date) -> DatePart | None:
    """A year, a week, or the month or week of today or after it."""
    if re.fullmatch(r"20\d{2}|aret|year", text):
        return DatePart(month=1, months=12, year=int(text) if text.isdigit() else today.year)
    for step, names in enumerate(({"manaden", "denna manad", "this month", "month"}, {"nasta manad", "next month"})):
        if text in names:
            first = today.replace(day=1) + relativedelta(months=step)
            return DatePart(month=first.month, year=first.year)
    return week(text, today) or near_week(text, today)


def near_week(text: str, today: date) -> DatePart | None:
    monday = today - timedelta(days=today.weekday())
    if text in {"veckan", "i veckan", "denna vecka", "den har veckan", "har veckan", "this week", "week"}:
        # The days of it that have been are not meant.
        return DatePart(fixed=Span(today, monday + timedelta(days=6)))
    if text in {"nasta vecka", "next week"}:
        return DatePart(fixed=Span(monday + A_WEEK, monday + A_WEEK + timedelta(days=6)))
    return None


def near(text: str, today: date) -> DatePart | None:
    """Counted from today."""
    days = {"igar": -1, "yesterday": -1, "idag": 0, "today": 0, "imorgon": 1, "imorrn": 1, "tomorrow": 1,
            "iovermorgon": 2, "overmorgon": 2, "day after tomorrow": 2, "the day after tomorrow": 2}  # fmt: skip
    if text in days:
        return fixed(today + timedelta(days=days[text]))
    match = re.fullmatch(r"(?:om|inom|in|within) (\w{1,8}) ([a-z]+)|(\w{1,8}) ([a-z]+) from (?:now|today)", text)
    if match:
        count, unit = [group for group in match.groups() if group]
        number = int(count) if re.fullmatch(r"[0-9]{1,3}", count) else NUMBERS.get(count)
        if number and unit in UNITS:
            return fixed(today + relativedelta(**{UNITS[unit]: number}))  # type: ignore[arg-type]
    if text in {"nasta manad", "next month"}:
        return _period(text, today)
    return near_week(text, today)


def fixed(day: date) -> DatePart:
    return DatePart(fixed=Span(day, day))


def year_of(text: str | None) -> int | None:
    return int(text) if text else None
