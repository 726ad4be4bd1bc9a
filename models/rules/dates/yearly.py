"""When something happens that comes back, as it is written in a yearly wheel: `21 februari varje år`, `sista
arbetsdagen före 15 april`, `första måndagen i september`, or a recurrence rule.

Only words that mean one day of a year are read. `våren 2026`, `i september` and `vecka 36` are no days: they stay
words.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from models.rules.dates.deadlines import is_working_day
from models.rules.dates.forms import LONGEST, folded, read_part, second_meaning
from models.rules.dates.parts import DatePart
from models.rules.dates.recurrence import read_recurrence
from models.rules.dates.words import NUMBERS, ORDINALS, month_of, weekday_of

# The days of a year on which it is; none in a year that lacks the day.
DaysOf = Callable[[int], tuple[date, ...]]
_A_DAY = timedelta(days=1)
_EVERY_YEAR = re.compile(r"\b(?:varje ar|arligen|every year|each year|yearly|annually|varje|every|each)\b")
_EVERY_MONTH = re.compile(r"\b(?:i |of |in )?(?:varje|every|each) (?:manad|month)$")
_WORKING_DAY = r"(?:arbetsdag|vardag|working day|weekday|business day)(?:en)?"
_BESIDE = re.compile(
    rf"(?:(?P<which>sista|last|forsta|first) {_WORKING_DAY}"
    r"|(?P<number>\w+) (?P<unit>dag|dagar|day|days|vecka|veckor|week|weeks)) "
    r"(?P<side>fore|innan|before|efter|after) (?P<rest>.+)"
)
_NTH_IN = re.compile(rf"(?P<nth>\S+) (?P<day>{_WORKING_DAY}|\S+) (?:i|in|of) (?P<month>\S+)")
_LEAD = re.compile(r"^(?:(?:senast|no later than|den|the|on|by) )+")
_LAST = {"sista", "last"}


def read_yearly(words: str) -> DaysOf | None:
    """The days that the words mean in any year; None when they mean no day, or not one alone."""
    if words.strip().upper().removeprefix("RRULE:").startswith("FREQ="):
        return _recurrence(words)
    text = folded(words)
    if len(text) > LONGEST:
        return None
    if in_month := _of_every_month(text):
        return lambda year: tuple(day for month in range(1, 13) for day in in_month(year, month))
    text = _LEAD.sub("", " ".join(_EVERY_YEAR.sub(" ", text).split()))
    return _beside(text) or _nth_in_month(text) or _plain_day(text)


def _recurrence(words: str) -> DaysOf | None:
    try:
        rule = read_recurrence(words)
    except ValueError:
        return None
    # Local wall time, without a zone as the rule itself.
    return lambda year: tuple(
        at.date()
        for at in rule.between(datetime(year, 1, 1), datetime(year, 12, 31, 23, 59, 59), inc=True)  # noqa: DTZ001
    )


def _plain_day(text: str) -> DaysOf | None:
    part = read_part(_LEAD.sub("", text), date(2000, 1, 1))
    # "mars 26" may be a day, or a month of 2026.
    digits = re.search(r" (\d{2})$", text)
    if digits and second_meaning(text, date(2000 + int(digits[1]), 1, 1)):
        return None
    if part is None or part.fixed is not None or part.is_vague or not _is_one_day(part):
        return None
    return lambda year: _days_of(part, year)


def _is_one_day(part: DatePart) -> bool:
    if part.week:
        return part.weekday is not None
    return part.feast is not None or part.day is not None or (part.is_end and part.month is not None)


def _days_of(part: DatePart, year: int) -> tuple[date, ...]:
    if part.year not in {None, year}:
        return ()
    return tuple(span.last for span in replace(part, year=year).spans(year))


def _beside(text: str) -> DaysOf | None:
    """`sista arbetsdagen före 15 april`, `två veckor före 21 februari`."""
    match = _BESIDE.fullmatch(text)
    anchor = _plain_day(match["rest"]) if match else None
    if match is None or anchor is None:
        return None
    is_before = match["side"] in {"fore", "innan", "before"}
    if match["which"]:
        # The last before, the first after: "the first working day before" is none.
        if (match["which"] in _LAST) is not is_before:
            return None
        return lambda year: tuple(_working_day(day, -_A_DAY if is_before else _A_DAY) for day in anchor(year))
    number = int(match["number"]) if re.fullmatch(r"[0-9]{1,3}", match["number"]) else NUMBERS.get(match["number"], 0)
    if not number:
        return None
    away = timedelta(days=number * (7 if match["unit"].startswith(("veck", "week")) else 1))
    # Around New Year the anchor is in the year before or after.
    return lambda year: tuple(
        moved
        for near in (year - 1, year, year + 1)
        for day in anchor(near)
        if (moved := day - away if is_before else day + away).year == year
    )


def _working_day(day: date, step: timedelta) -> date:
    day += step
    while not is_working_day(day):
        day += step
    return day


def _nth_in_month(text: str) -> DaysOf | None:
    """`första måndagen i september`, `sista arbetsdagen i juni`."""
    match = _NTH_IN.fullmatch(text)
    month, which = (month_of(match["month"]), _which(match["nth"], match["day"])) if match else (None, None)
    if month is None or which is None:
        return None
    return lambda year: which(year, month)


def _of_every_month(text: str) -> Callable[[int, int], tuple[date, ...]] | None:
    """`den 15 varje månad`, `första måndagen i varje månad`."""
    head, number = _EVERY_MONTH.subn("", text)
    head = head.strip()
    if not number:
        return None
    if match := re.fullmatch(r"(?:den |the )?(\d{1,2})(?::?[ae]|st|nd|rd|th)?", head):
        day = int(match[1])
        return lambda year, month: tuple(each for each in _month(year, month) if each.day == day)
    nth, _, day_word = head.removeprefix("the ").partition(" ")
    return _which(nth, day_word)


def _which(nth: str, day_word: str) -> Callable[[int, int], tuple[date, ...]] | None:
    """The first, second … or last working day, or day of the week, of a month."""
    number = 0 if nth in _LAST else ORDINALS.get(nth)
    weekday = weekday_of(day_word)
    is_working = re.fullmatch(_WORKING_DAY, day_word) is not None
    if number is None or (weekday is None and not is_working):
        return None

    def days(year: int, month: int) -> tuple[date, ...]:
        fit = [day for day in _month(year, month) if (is_working_day(day) if is_working else day.weekday() == weekday)]
        return tuple(fit[number - 1 : number] if number else fit[-1:])

    return days


def _month(year: int, month: int) -> Iterator[date]:
    day = date(year, month, 1)
    while day.month == month:
        yield day
        day += _A_DAY
