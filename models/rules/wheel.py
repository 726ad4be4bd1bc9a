"""The yearly wheel: which reporting rounds come back every year."""

from dataclasses import dataclass
from datetime import date, datetime

from dateutil.rrule import rrulestr

from models.rules.deadlines import parse_duration


@dataclass(frozen=True)
class WheelRule:
    """One reporting round of the yearly wheel: when it opens (RRULE, local time), how long it is open, its period as
    month-day pairs within the year it opens."""

    name: str
    rule: str
    open_for: str
    period: tuple[str, str]

    def period_of(self, year: int) -> tuple[date, date]:
        first, last = (datetime.strptime(f"{year}-{day}", "%Y-%m-%d").date() for day in self.period)  # noqa: DTZ007 - dates
        return first, last


def read_wheel(text: str) -> tuple[WheelRule, ...]:
    """The setting MALVAKTEN_WHEEL: `NAME|RRULE|DURATION|MM-DD..MM-DD`, several with `;;` between; `off` for none.

    Raises ValueError."""
    if text.strip().casefold() == "off":
        return ()
    return tuple(_read_rule(item) for item in filter(None, (part.strip() for part in text.split(";;"))))


def _read_rule(text: str) -> WheelRule:
    parts = [part.strip() for part in text.split("|")]
    if len(parts) != 4 or ".." not in parts[3]:
        raise ValueError("takes NAME|RRULE|DURATION|MM-DD..MM-DD, with ;; between two")
    first, _, last = parts[3].partition("..")
    parse_duration(parts[2])
    rule = WheelRule(parts[0], parts[1], parts[2], (first, last))
    try:
        rrulestr(rule.rule)
        rule.name.format(year=2024)
        rule.period_of(2024)
    except (ValueError, LookupError) as error:
        raise ValueError(f"{text!r} cannot be read: {error}") from None
    return rule
