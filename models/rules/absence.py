"""Reading `frånvaro 1–31 juli`: when somebody is away, in whole local days.

Ambiguous text is not guessed at: text that cannot be read gives a fault with its reason.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from models.rules.absence_ends import MONTHS, End, Span, read_end, read_number
from models.rules.text import fold, plain

_BACK_WORDS = {
    "slut", "slutar", "ingen", "inga", "inget", "avsluta", "avslutad", "over", "tillbaka", "ta bort", "radera",
    "none", "no", "end", "ends", "ended", "back", "off", "remove", "delete", "cancel",
}  # fmt: skip
# An absence without a year is the next one to come. If that is longer than this, the end was typed before the start.
_LONGEST_WITHOUT_YEAR = timedelta(days=300)

_COMMAND = re.compile(r"^/?(?:frånvaro|franvaro|frånvarande|ledighet|ledig|semester|borta|absence|absent|leave|away)\b")
_TO = re.compile(r"\bt\.?\s?o\.?\s?m\b\.?|\btill och med\b|\b(?:till|tills|to|until|till|through|thru)\b")
_FROM = re.compile(r"^(?:fr\.?\s?o\.?\s?m\b\.?|från och med\b|from and including\b|från\b|fran\b|from\b)\s*")
_BETWEEN = re.compile(r"^(?:mellan|between)\s+(.+?)\s+(?:och|and)\s+(.+)$")
_FILLER = re.compile(r"\b(?:hela|den|på|under|i|the|on|of|all|whole|during|in)\b|[.,;!]+(?=\s|$)")
_ISO = re.compile(r"(?<!\d)(20\d{2})-(\d{2})-(\d{2})(?!\d)")


@dataclass(frozen=True, order=True)
class Leave:
    """An absence from the `first` to the `last` local day of the person, both included."""

    first: date
    last: date

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class LeaveEnds:
    """`frånvaro slut`: the person is back: current leave ends and future leave is deleted."""


class LeaveFaultReason(StrEnum):
    """Why an absence was not understood or not accepted."""

    UNREADABLE = "unreadable"
    NO_END = "no_end"
    NO_SUCH_DAY = "no_such_day"
    END_BEFORE_START = "end_before_start"
    PAST = "past"
    TOO_LONG = "too_long"


@dataclass(frozen=True)
class LeaveFault:
    """An absence that was not accepted. `words` is what was typed."""

    reason: LeaveFaultReason
    words: str


def read_absence(words: str, today: date) -> Leave | LeaveEnds | LeaveFault:
    """Reads an absence as typed; the command's name may come first. `today` is the person's local date.

    Without a year the next absence to come is meant, also across New Year; a current one counts as one to come."""
    text = _COMMAND.sub("", _normalised(words)).strip(" :")
    if plain(text) in _BACK_WORDS:
        return LeaveEnds()
    ends = _ends(text, today)
    if ends is None:
        return LeaveFault(LeaveFaultReason.UNREADABLE, words)
    start, end = ends
    if end is None:
        return LeaveFault(LeaveFaultReason.NO_END, words)
    result = _resolve(start, end, today)
    return result if isinstance(result, Leave) else LeaveFault(result, words)


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


def _normalised(words: str) -> str:
    dashes = re.sub("[\u2010-\u2015\u2212-]+", "-", unicodedata.normalize("NFC", words))
    return re.sub(r"\bi (dag|morgon)\b", r"i\1", fold(dashes)).strip()


def _ends(text: str, today: date) -> tuple[End, End | None] | None:
    """The start and the end as typed; the end is None when only a start was typed. None when it cannot be read."""
    text = _BETWEEN.sub(r"\1 - \2", _ISO.sub(r"\1\2\3", text))
    without_from = _FROM.sub("", text)
    parts = [" ".join(_FILLER.sub(" ", part).split()) for part in _TO.sub("-", without_from).split("-")]
    if len(parts) == 1:
        single = read_end(parts[0], today)
        return (single, None if without_from != text else single) if single else None
    if len(parts) != 2 or not parts[1]:
        return None
    # In "1–31 juli" the first number takes the month from the other end, in "v 28–31" the last one takes the week.
    last = read_end(parts[1], today) or read_number(parts[1], read_end(parts[0], today))
    first = (read_end(parts[0], today) or read_number(parts[0], last)) if parts[0] else End(fixed=Span(today, today))
    return (first, last) if first and last else None


def _resolve(start: End, end: End, today: date) -> Leave | LeaveFaultReason:
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
