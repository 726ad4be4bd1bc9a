"""Swedish public holidays, as they have been since 2005 (Act 1989:253)."""

from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter

_FIXED = {
    "Nyårsdagen": (1, 1), "Trettondedag jul": (1, 6), "Första maj": (5, 1), "Nationaldagen": (6, 6),
    "Juldagen": (12, 25), "Annandag jul": (12, 26),
}  # fmt: skip
_DAYS_AFTER_EASTER = {
    "Långfredagen": -2, "Påskdagen": 0, "Annandag påsk": 1, "Kristi himmelsfärdsdag": 39, "Pingstdagen": 49,
}  # fmt: skip
# The first Saturday from this day on.
_SATURDAYS = {"Midsommardagen": (6, 20), "Alla helgons dag": (10, 31)}


@lru_cache(maxsize=64)
def public_holidays(year: int) -> dict[str, date]:
    """The days by their Swedish names."""
    days = {name: date(year, *day) for name, day in _FIXED.items()}
    days |= {name: easter(year) + timedelta(days=after) for name, after in _DAYS_AFTER_EASTER.items()}
    return days | {name: _saturday(date(year, *first)) for name, first in _SATURDAYS.items()}


def _saturday(first: date) -> date:
    return first + timedelta(days=(5 - first.weekday()) % 7)


@lru_cache(maxsize=64)
def days_off(year: int) -> frozenset[date]:
    """The public holidays, and the eves on which authorities are closed, though by law they are not public holidays."""
    days = public_holidays(year)
    return frozenset(days.values()) | {
        days["Midsommardagen"] - timedelta(days=1), date(year, 12, 24), date(year, 12, 31),
    }  # fmt: skip
