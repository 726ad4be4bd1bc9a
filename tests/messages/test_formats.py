"""Dates, numbers and lists are written as CLDR has it. Babel is the measure; the running program does without it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from i18n import LANGUAGES, Translator, translator

LOCALES = {"sv": "sv_SE", "en": "en_GB"}
STOCKHOLM = ZoneInfo("Europe/Stockholm")


@pytest.fixture(params=LANGUAGES)
def t(request: pytest.FixtureRequest) -> Translator:
    return translator(request.param, STOCKHOLM)


def test_every_day_of_a_year(t: Translator) -> None:
    locale = LOCALES[t.language]
    for number in range(366):
        day = date(2024, 1, 1) + timedelta(number)
        noon = datetime(2024, 1, 1, 12, tzinfo=STOCKHOLM) + timedelta(number)
        assert t.day(day) == format_date(day, "d MMMM y", locale)
        assert t.near_day(day, day) == format_date(day, "d MMM", locale)
        assert t.near_day(day, date(2022, 1, 1)) == format_date(day, "d MMM y", locale)
        assert t.weekday_and_day(noon) == format_date(day, "EEEE d MMMM", locale)


@pytest.mark.parametrize("hour", [0, 9, 13, 23])
def test_the_time_of_day(t: Translator, hour: int) -> None:
    instant = datetime(2022, 6, 8, hour, 5, 59, tzinfo=UTC)
    pattern = "'kl.' HH.mm" if t.language == "sv" else "HH:mm"
    assert t.clock(instant) == format_time(instant.astimezone(STOCKHOLM).time(), pattern, locale=LOCALES[t.language])


@given(number=st.integers(-(10**18), 10**18) | st.decimals(-(10**9), 10**9, places=4) | st.floats(-1e9, 1e9))
def test_numbers(number: int | float | Decimal) -> None:
    for language, locale in LOCALES.items():
        assert translator(language, STOCKHOLM).number(number) == format_decimal(number, locale=locale)


@given(amount=st.decimals(-(10**12), 10**12, places=2) | st.integers(-(10**12), 10**12).map(Decimal))
def test_money(amount: Decimal) -> None:
    digits = "#,##0" if amount == int(amount) else "#,##0.00"
    for language, locale in LOCALES.items():
        assert translator(language, STOCKHOLM).money(amount) == format_decimal(amount, digits, locale)


@pytest.mark.parametrize("style", ["standard", "or"])
@pytest.mark.parametrize("many", range(5))
def test_lists(t: Translator, many: int, style: str) -> None:
    words = ["ett", "två", "tre", "fyra"][:many]
    expected = format_list(words, "or" if style == "or" else "standard", LOCALES[t.language])
    assert t.enumeration(iter(words), style) == expected
