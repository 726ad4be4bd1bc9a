"""Swedish public holidays, against the `holidays` package, which takes 10 MB and so is no part of the program."""

from datetime import date

import holidays
import pytest

from models.rules.dates.holidays import days_off, public_holidays

CATEGORIES = ("public", "de_facto")


@pytest.mark.parametrize("decade", range(2000, 2100, 10))
def test_the_days_and_their_names_are_those_of_the_package(decade: int) -> None:
    for year in range(max(decade, 2005), decade + 10):
        theirs = holidays.country_holidays("SE", years=year, include_sundays=False, language="sv")
        named = {name: day for day in theirs for name in theirs.get_list(day)}
        assert public_holidays(year) == named
        closed = holidays.country_holidays("SE", years=year, include_sundays=False, categories=CATEGORIES)
        assert days_off(year) == set(closed)


@pytest.mark.parametrize("year", [date.min.year, 1752, date.max.year])
def test_every_year_that_a_date_may_have_has_its_holidays(year: int) -> None:
    assert len(public_holidays(year)) == 13
