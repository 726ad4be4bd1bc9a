"""How each language writes days, numbers and lists. What Babel knows of these two languages is forty lines, and Babel
takes 6 MB of the program for it; a test holds what is written here equal to Babel's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Formats:
    """One language's. Of numbers: what parts the thousands, and the whole from the rest."""

    months: tuple[str, ...]
    short_months: tuple[str, ...]
    weekdays: tuple[str, ...]
    thousands: str
    decimal: str
    last_of_all: str
    last_of_either: str

    def month(self, day: date) -> str:
        """`juli`"""
        return self.months[day.month - 1]

    def short_month(self, day: date) -> str:
        """`aug.`, as short as is usual: `juli` stays."""
        return self.short_months[day.month - 1]

    def weekday(self, day: date) -> str:
        """`torsdag`"""
        return self.weekdays[day.weekday()]

    def number(self, value: int | float | Decimal, digits: int = 3) -> str:
        """With as many digits after the decimal mark as it has, three at most."""
        text = self.exact_number(value, digits)
        return text.rstrip("0").rstrip(self.decimal) if self.decimal in text else text

    def exact_number(self, value: int | float | Decimal, digits: int) -> str:
        """With just so many digits after the decimal mark."""
        marks = str.maketrans({",": self.thousands, ".": self.decimal})
        return f"{Decimal(str(value)):,.{digits}f}".translate(marks)

    def enumeration(self, words: Sequence[str], is_either: bool) -> str:
        """`a, b och c`; `a, b eller c`."""
        *first, last = words or ("",)
        joined = ", ".join(first)
        return f"{joined} {self.last_of_either if is_either else self.last_of_all} {last}" if joined else last


FORMATS = {
    "sv": Formats(
        ("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober",
         "november", "december"),
        ("jan.", "feb.", "mars", "apr.", "maj", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "dec."),
        ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
        "\N{NO-BREAK SPACE}", ",", "och", "eller",
    ),
    "en": Formats(
        ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
         "November", "December"),
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"),
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        ",", ".", "and", "or",
    ),
}  # fmt: skip
