"""Days, numbers and lists are written as Babel writes them, which knows both languages and is too heavy to run with."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from i18n import LANGUAGES, Translator, translator

LOCALES = {"sv": Locale.parse("sv_SE"), "en": Locale.parse("en_GB")}
BOTH = pytest.mark.parametrize("language", LANGUAGES)
# Babel itself writes none of more than 28 digits.
MOST = 10**15
NUMBERS = st.integers(-MOST, MOST) | st.decimals(-MOST, MOST, places=4) | st.floats(-MOST, MOST)


def of(language: str) -> Translator:
    return translator(language, ZoneInfo("UTC"))


@BOTH
def test_every_day_of_a_leap_year(language: str) -> None:
    t, locale, first = of(language), LOCALES[language], date(2024, 1, 1)
    for day in (first + timedelta(days=n) for n in range(366)):
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        assert t.day(day) == t.day(noon) == format_date(day, "d MMMM y", locale=locale)
        assert t.near_day(day, first) == format_date(day, "d MMM", locale=locale)
        assert t.near_day(noon, date(2023, 1, 1)) == format_date(day, "d MMM y", locale=locale)
        assert t.weekday_and_day(noon) == format_date(day, "EEEE d MMMM", locale=locale)


@BOTH
def test_every_minute_of_an_hour_and_hour_of_a_day(language: str) -> None:
    pattern = {"sv": "'kl.' HH.mm", "en": "HH:mm"}[language]
    for minutes in (*range(60), *range(60, 1440, 60)):
        at = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
        assert of(language).clock(at) == format_time(at, pattern, locale=LOCALES[language])


@BOTH
@given(NUMBERS)
def test_every_number(language: str, value: int | float | Decimal) -> None:
    assert of(language).number(value) == format_decimal(value, locale=LOCALES[language])


@BOTH
@given(st.decimals(-MOST, MOST, places=2))
def test_every_sum_of_money(language: str, value: Decimal) -> None:
    pattern = "#,##0" if value == int(value) else "#,##0.00"
    assert of(language).money(value) == format_decimal(value, format=pattern, locale=LOCALES[language])


@BOTH
@pytest.mark.parametrize("style", ["standard", "or"])
@pytest.mark.parametrize("count", range(5))
def test_every_list(language: str, style: Literal["standard", "or"], count: int) -> None:
    words = ["mål", "enhet", "rad 3", "och"][:count]
    assert of(language).enumeration(words, style) == format_list(words, style=style, locale=LOCALES[language])
