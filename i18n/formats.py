"""How dates, numbers and lists are written in the two languages, as CLDR has it. Babel knows it for all languages, and
takes 6 MB of a running program; here it is a test's measure."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

MONTHS = {
    "sv": ("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober",
           "november", "december"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}  # fmt: skip
_SHORT_MONTHS = {
    "sv": ("jan.", "feb.", "mars", "apr.", "maj", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "dec."),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"),
}
_WEEKDAYS = {
    "sv": ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
# For the comma between thousands and the point of Python's own format.
_MARKS = {"sv": str.maketrans({",": "\N{NO-BREAK SPACE}", ".": ","}), "en": {}}
_AND, _OR = {"sv": "och", "en": "and"}, {"sv": "eller", "en": "or"}


def day_and_month(day: date, language: str, is_short: bool = False) -> str:
    """`7 december`; short `7 dec.`."""
    return f"{day.day} {(_SHORT_MONTHS if is_short else MONTHS)[language][day.month - 1]}"


def weekday(day: date, language: str) -> str:
    """`torsdag`."""
    return _WEEKDAYS[language][day.weekday()]


def decimal(value: int | float | Decimal, language: str) -> str:
    """`1 234,5` in Swedish, `1,234.5` in English; rounded to three decimals, of two equally near to the even one."""
    digits = f"{Decimal(str(value)):,.3f}".rstrip("0").rstrip(".")
    return digits.translate(_MARKS[language])


def money(value: Decimal, language: str) -> str:
    """`1 250 000`; with öre always both digits: `1 250 000,50`."""
    return (f"{value:,.0f}" if value == int(value) else f"{value:,.2f}").translate(_MARKS[language])


def listed(items: Sequence[str], language: str, style: str = "standard") -> str:
    """`a, b och c`; style `or` for `a, b eller c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {(_OR if style == 'or' else _AND)[language]} {items[-1]}"
