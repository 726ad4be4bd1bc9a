"""Recurrence rules (RRULE, RFC 5545) of the yearly wheel: when something happens that happens again and again."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import cast
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

from models.rules.dates.deadlines import OPENING_TIME

# A rule with an INTERVAL counts from here, unless it has a DTSTART: so every second year is an even one. It must never
# depend on the present, or such a rule is always one year ahead.
_START = datetime.combine(datetime(2000, 1, 1), OPENING_TIME)  # noqa: DTZ001 - local wall time by intention
_FREQUENCIES = {"YEARLY", "MONTHLY", "WEEKLY", "DAILY"}
_HORIZON = timedelta(days=366 * 60)


def read_recurrence(text: str) -> rrule:
    """A rule such as `FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=8`, at 08.00 unless it says BYHOUR. `DTSTART=20250601` is the
    day that INTERVAL and COUNT count from; UNTIL is local time, and a day alone is included.

    Raises ValueError with a message for the user, also for a rule that never comes."""
    parts = _parts(text)
    if parts.get("FREQ") not in _FREQUENCIES:
        raise ValueError(f"FREQ takes {', '.join(sorted(_FREQUENCIES))}")
    for name in ("INTERVAL", "COUNT"):
        if not re.fullmatch(r"[1-9]\d{0,3}", parts.get(name, "1"), re.ASCII):
            raise ValueError(f"{name} takes a whole number from 1 on")
    start = _day(parts.pop("DTSTART", ""), "DTSTART")
    if "COUNT" in parts and start is None:
        raise ValueError("COUNT needs DTSTART, the day to count from, such as DTSTART=20250101")
    if "UNTIL" in parts:
        parts["UNTIL"] = _until(parts["UNTIL"])
    if {"COUNT", "UNTIL"} <= parts.keys():
        raise ValueError("takes COUNT or UNTIL, not both")
    begins = start or _START
    line = ";".join(f"{name}={value}" for name, value in parts.items())
    # A line alone is never a set of rules.
    rule = cast("rrule", rrulestr(line, dtstart=begins, cache=True))
    # A day that no year has would be looked for until the year 9999.
    looked_through = rule if "UNTIL" in parts else rule.replace(count=None, until=begins + _HORIZON)
    if next(iter(looked_through), None) is None:
        raise ValueError("it never comes")
    return rule


def _parts(text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in text.strip().upper().removeprefix("RRULE:").split(";") if part]
    if not all(value for _, _, value in pairs) or len({name for name, _, _ in pairs}) != len(pairs):
        raise ValueError("takes parts such as FREQ=YEARLY;BYMONTH=6, each once")
    return {name: value for name, _, value in pairs}


def _day(text: str, name: str) -> datetime | None:
    if not text:
        return None
    if not re.fullmatch(r"\d{8}", text, re.ASCII):
        raise ValueError(f"{name} takes a day such as 20250601")
    return datetime.combine(datetime.strptime(text, "%Y%m%d"), OPENING_TIME)  # noqa: DTZ007 - local wall time


def _until(text: str) -> str:
    """A day alone is included. UTC, `…Z`, would be another day than it says, so it is refused."""
    if re.fullmatch(r"\d{8}", text, re.ASCII):
        return f"{text}T235959"
    if not re.fullmatch(r"\d{8}T\d{6}", text, re.ASCII):
        raise ValueError("UNTIL takes local time such as 20301231 or 20301231T160000, without Z")
    return text


@lru_cache(maxsize=64)
def _kept(text: str) -> rrule:
    """The rule, which keeps what it has calculated: the clock asks once a second."""
    return read_recurrence(text)


def occurrences(text: str, since: datetime, until: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """The instants of a rule from `since` to `until`, both included. It is evaluated in local time, so that the change
    of the clocks does not shift it."""
    for local in _kept(text):
        at = local.replace(tzinfo=zone).astimezone(UTC)
        if at > until:
            return
        if at >= since:
            yield at
