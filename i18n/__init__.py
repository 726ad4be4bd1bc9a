"""The two languages: gettext catalogues in `locales/`, dates and numbers in `formats.py`.

Message ids are the English texts. `python -m i18n` extracts, updates, checks and compiles the catalogues.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from zoneinfo import ZoneInfo

from i18n.formats import FORMATS

LANGUAGES = ("sv", "en")
LOCALES = Path(__file__).parent / "locales"


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for "extract this, translate it later"
    """Marks a text in a table for extraction; `t(text)` translates it when it is shown."""
    return text


@cache
def _catalogue(language: str) -> NullTranslations:
    path = LOCALES / language / "LC_MESSAGES" / "malvakten.mo"
    if not path.exists():
        raise RuntimeError(f"{path} is missing: run `make setup`, which compiles the catalogues")
    with path.open("rb") as file:
        return GNUTranslations(file)


@cache
def translator(language: str, zone: ZoneInfo) -> "Translator":
    """The translator for a language of `LANGUAGES` (anything else: Swedish) and a reader's time zone."""
    return Translator(language if language in LANGUAGES else "sv", zone)


class Translator:
    """Translates into one language; formats numbers, dates and instants for it, in one time zone."""

    def __init__(self, language: str, zone: ZoneInfo) -> None:
        self.language = language
        self.zone = zone
        self._formats = FORMATS[language]
        self._catalogue = _catalogue(language)
        # A round's deadline is in every receipt.
        self._utc_instant = lru_cache(maxsize=256)(self._instant)

    def __call__(self, text: str, /, **values: object) -> str:
        """The text in this language with its `{names}` filled in."""
        translated = self._catalogue.gettext(text) if text else ""
        return translated.format_map(values) if values else translated

    def plural(self, one: str, many: str, n: int, /, **values: object) -> str:
        """The form that fits `n`, which is also filled in as `{n}`."""
        return self._catalogue.ngettext(one, many, n).format_map({"n": self.number(n), **values})

    def number(self, value: int | float | Decimal) -> str:
        """`1 234,5` in Swedish, `1,234.5` in English."""
        return self._formats.number(value)

    def money(self, value: Decimal) -> str:
        """`1 250 000`; with öre always both digits: `1 250 000,50`."""
        return self._formats.exact_number(value, 0 if value == int(value) else 2)

    def day(self, value: date | datetime) -> str:
        """`7 juli 2022`; an instant is taken in the reader's zone."""
        day = self._date(value)
        return f"{day.day} {self._formats.month(day)} {day.year}"

    def near_day(self, value: date | datetime, today: date) -> str:
        """`7 juli`, `15 dec.`; with its year when that is another than today's. For where there is little room."""
        day = self._date(value)
        year = "" if day.year == today.year else f" {day.year}"
        return f"{day.day} {self._formats.short_month(day)}{year}"

    def weekday_and_day(self, value: datetime) -> str:
        """`torsdag 7 juli`."""
        day = self._date(value)
        return f"{self._formats.weekday(day)} {day.day} {self._formats.month(day)}"

    def _date(self, value: date | datetime) -> date:
        return value.astimezone(self.zone).date() if isinstance(value, datetime) else value

    def clock(self, value: datetime) -> str:
        """`kl. 16.00` in Swedish (as the Swedish language council recommends), `16:00` in English."""
        local = value.astimezone(self.zone)
        return f"kl. {local:%H.%M}" if self.language == "sv" else f"{local:%H:%M}"

    def instant(self, value: datetime) -> str:
        """`7 juli 2022 kl. 16.00`; `7 July 2022 at 16:00`."""
        # Cached for UTC only: in other zones, the two instants of a repeated hour in autumn compare equal.
        return self._utc_instant(value) if value.tzinfo is UTC else self._instant(value)

    def _instant(self, value: datetime) -> str:
        separator = " " if self.language == "sv" else " at "
        return f"{self.day(value)}{separator}{self.clock(value)}"

    def enumeration(self, words: Iterable[str], style: str = "standard") -> str:
        """`a, b och c`; style `or` for `a, b eller c`."""
        return self._formats.enumeration(list(words), style == "or")

    def quote(self, text: str) -> str:
        """The text between the language's quotation marks."""
        return f"”{text}”" if self.language == "sv" else f"“{text}”"
