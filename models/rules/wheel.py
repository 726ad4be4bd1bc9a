"""The yearly wheel: which reporting rounds come back every year."""

from dataclasses import dataclass
from datetime import date, datetime

from models.rules.dates.deadlines import parse_positive
from models.rules.dates.recurrence import read_recurrence

# What `round create` takes, with room for the number.
_LONGEST_NAME = 140


@dataclass(frozen=True)
class WheelRule:
    """One reporting round of the yearly wheel: when it opens (`models.rules.dates.recurrence`), how long it is open,
    its period as month-day pairs within the year it opens."""

    name: str
    rule: str
    open_for: str
    period: tuple[str, str]

    def name_of(self, year: int, number: int) -> str:
        """The name of the `number`th round of this rule in a year, from 1. A name is used once, so a rule that comes
        several times a year gives `Halvår 2026`, `Halvår 2026 (2)` and so on."""
        name = self.name.format(year=year)
        return name if number == 1 else f"{name} ({number})"

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
    rule = WheelRule(parts[0], parts[1], parts[2], (first, last))
    try:
        read_recurrence(rule.rule)
        parse_positive(rule.open_for)
        name = rule.name_of(2026, 1)
        # Not a leap year: the 29th of February is not in every year.
        begins, ends = rule.period_of(2026)
    except (ValueError, LookupError, AttributeError, TypeError) as error:
        raise ValueError(f"{text!r} cannot be read: {error}") from None
    if not 0 < len(name) <= _LONGEST_NAME:
        raise ValueError(f"{text!r} cannot be read: the name takes 1 to {_LONGEST_NAME} characters")
    if begins > ends:
        raise ValueError(f"{text!r} cannot be read: the period ends before it begins")
    return rule
