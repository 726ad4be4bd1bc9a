"""Reading `frånvaro 1–31 juli`: when somebody is away, in whole local days.

Ambiguous text is not guessed at: text that cannot be read gives a fault with its reason.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from models.rules.dates.forms import folded, read_number, read_part, second_meaning
from models.rules.dates.parts import DatePart, Span
from models.rules.dates.words import MONTHS
from models.rules.text import plain

_BACK_WORDS = {
    "slut", "slutar", "ingen", "inga", "inget", "avsluta", "avslutad", "over", "tillbaka", "ta bort", "radera",
    "none", "no", "end", "ends", "ended", "back", "off", "remove", "delete", "cancel",
}  # fmt: skip
# An absence without a year is the next one to come. If that is longer than this, the end was typed before the start.
_LONGEST_WITHOUT_YEAR = timedelta(days=300)

_COMMAND = re.compile(r"^/?(?:franvaro|franvarande|ledighet|ledig|semester|borta|absence|absent|leave|away)\b")
_TO = re.compile(r"\bt\.?\s?o\.?\s?m\b\.?|\btill och med\b|\b(?:till|tills|to|until|till|through|thru)\b")
_FROM = re.compile(r"^(?:fr\.?\s?o\.?\s?m\b\.?|fran och med\b|from and including\b|fran\b|from\b)\s*")
_BETWEEN = re.compile(r"^(?:mellan|between)\s+(.+?)\s+(?:och|and)\s+(.+)$")
_REMOVE = re.compile(r"^(?:ta bort|radera|avboka|stall in|remove|delete|cancel)\s+(.+)$")
# Written without its hyphens, which stand between two days as well.
_ISO = re.compile(r"(?<!\d)(20\d{2})-(\d{1,2})-(\d{1,2})(?!\d)")


@dataclass(frozen=True, order=True)
class Leave:
    """An absence from the `first` to the `last` local day of the person, both included."""

    first: date
    last: date

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class LeaveEnds:
    """`frånvaro slut`: the person is back: current leave ends."""


@dataclass(frozen=True)
class LeaveRemoved:
    """`frånvaro ta bort 1–5 juli`: the planned leave is not taken."""

    leave: Leave


class LeaveFaultReason(StrEnum):
    """Why an absence was not understood or not accepted."""

    UNREADABLE = "unreadable"
    NO_END = "no_end"
    WHICH_DAYS = "which_days"
    NO_SUCH_DAY = "no_such_day"
    END_BEFORE_START = "end_before_start"
    PAST = "past"
    TOO_LONG = "too_long"


@dataclass(frozen=True)
class LeaveFault:
    """An absence that was not accepted. `words` is what was typed."""

    reason: LeaveFaultReason
    words: str


def read_absence(words: str, today: date) -> Leave | LeaveEnds | LeaveRemoved | LeaveFault:
    """Reads an absence as typed; the command's name may come first. `today` is the person's local date.

    Without a year the next absence to come is meant, also across New Year; a current one counts as one to come."""
    text = _COMMAND.sub("", folded(words)).strip(" :")
    if plain(text) in _BACK_WORDS:
        return LeaveEnds()
    removed = _REMOVE.match(text)
    result = _read_leave(removed.group(1) if removed else text, today)
    if isinstance(result, LeaveFaultReason):
        return LeaveFault(result, words)
    return LeaveRemoved(result) if removed else result


def _read_leave(text: str, today: date) -> Leave | LeaveFaultReason:
    ends = _ends(text, today)
    if ends is None:
        return LeaveFaultReason.UNREADABLE
    start, end = ends
    if start.is_vague or (end and end.is_vague):
        return LeaveFaultReason.WHICH_DAYS
    return LeaveFaultReason.NO_END if end is None else _resolve(start, end, today)


def write_absence(leave: Leave, language: str) -> str:
    """`1–31 juli 2026`, the shortest form with both days and the year. `language` is `sv` or `en`."""
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


def _ends(text: str, today: date) -> tuple[DatePart, DatePart | None] | None:
    """The start and the end as typed; the end is None when only a start was typed. None when it cannot be read."""
    text = _ISO.sub(lambda match: f"{match[1]}{int(match[2]):02}{int(match[3]):02}", text)
    text = _BETWEEN.sub(r"\1 - \2", text)
    without_from = _FROM.sub("", text)
    parts = [part.strip(" .") for part in _TO.sub("-", without_from).split("-")]
    if len(parts) == 1:
        single = _read(parts[0], today)
        return (single, None if without_from != text else single) if single else None
    if len(parts) != 2 or not parts[1]:
        return None
    # In "1–31 juli" the first number takes the month from the other end, in "v 28–31" the last one takes the week.
    last = _read(parts[1], today) or read_number(parts[1], _read(parts[0], today))
    if (
        last
        and re.fullmatch(r"\d{1,2}/\d{1,2}", parts[0])
        and parts[1] in {f"{(today.year + n) % 100}" for n in (0, 1)}
    ):
        last = replace(last, is_vague=True)  # in "1/7-26" the number may be the year
    first = (_read(parts[0], today) or read_number(parts[0], last)) if parts[0] else DatePart(fixed=Span(today, today))
    return (first, last) if first and last else None


def _read(part: str, today: date) -> DatePart | None:
    meanings = second_meaning(part, today)
    return replace(meanings[0], is_vague=True) if meanings else read_part(part, today)


def _resolve(start: DatePart, end: DatePart, today: date) -> Leave | LeaveFaultReason:
    """The days that are meant: among all possible years the earliest end that is not past, and the latest start for
    it."""
    start, single = start.pinned(today), start == end
    firsts = list(start.spans(today.year, end.year))
    since = next((span.first for span in firsts if span.last >= today), today)
    lasts = firsts if single else list(end.pinned(since).spans(today.year, start.year, since.year))
    if not firsts or not lasts:
        return LeaveFaultReason.NO_SUCH_DAY
    whole = [Leave(a.first, b.last) for a in firsts for b in lasts if a.first <= b.last and (not single or a == b)]
    if not whole:
        return LeaveFaultReason.END_BEFORE_START
    coming = [each for each in whole if each.last >= today]
    if not coming:
        return LeaveFaultReason.PAST
    leave = min(coming, key=lambda each: (each.last, each.last - each.first))
    if leave.last >= leave.first + relativedelta(years=1):
        return LeaveFaultReason.TOO_LONG
    is_year_typed = start.year or end.year or (start.fixed and end.fixed)
    if not is_year_typed and leave.last - leave.first > _LONGEST_WITHOUT_YEAR:
        return LeaveFaultReason.END_BEFORE_START
    return leave
