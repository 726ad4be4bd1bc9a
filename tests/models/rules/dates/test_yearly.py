"""Days that come back, as they are written in a yearly wheel: read when they mean one day, else left as words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.dates.deadlines import is_working_day
from models.rules.dates.words import MONTHS
from models.rules.dates.yearly import read_yearly

READ = {
    "21 februari varje år": ["2026-02-21", "2027-02-21"],
    "varje 1 september": ["2026-09-01", "2027-09-01"],
    "every 1 September": ["2026-09-01", "2027-09-01"],
    "senast 15 april": ["2026-04-15", "2027-04-15"],
    "sista arbetsdagen före 21 februari": ["2026-02-20", "2027-02-19"],
    "den sista arbetsdagen innan den 21 februari": ["2026-02-20", "2027-02-19"],
    "last working day before 1 May": ["2026-04-30", "2027-04-30"],
    "första arbetsdagen efter 6 januari": ["2026-01-07", "2027-01-07"],
    "two weeks before 5 January": ["2026-12-22", "2027-12-22"],
    "första måndagen i september": ["2026-09-07", "2027-09-06"],
    "the last working day in June": ["2026-06-30", "2027-06-30"],
    "midsommarafton": ["2026-06-19", "2027-06-25"],
    "fredag vecka 36": ["2026-09-04", "2027-09-10"],
    "senast 1 september 2027": ["2027-09-01"],
    "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=1": ["2026-09-01", "2027-09-01"],
    "29 februari": [],
}
WORDS = [
    "våren 2026", "september", "början av juni", "november–december", "vecka 36", "7 juli (år 2022)", "mars 26",
    "varje mandatperiod", "när källorna publicerar", "enligt varje projekts beslut", "första arbetsdagen före 1 maj",
    "kvartal 1", "FREQ=YEARLY;BYMONTH=13", "spring 2026", "0 dagar före 1 maj", "", "x" * 400,
]  # fmt: skip


@pytest.mark.parametrize("words", READ)
def test_what_means_one_day_is_read(words: str) -> None:
    days_of = read_yearly(words)
    assert days_of is not None
    assert [day.isoformat() for year in (2026, 2027) for day in days_of(year)] == READ[words]


@pytest.mark.parametrize("words", WORDS)
def test_what_means_no_day_is_never_guessed(words: str) -> None:
    assert read_yearly(words) is None


def test_a_day_of_every_month_that_has_it() -> None:
    days_of = read_yearly("den 31 varje månad")
    assert days_of is not None
    assert [day.month for day in days_of(2026)] == [1, 3, 5, 7, 8, 10, 12]


@given(st.dates(date(2024, 1, 1), date(2030, 12, 31)), st.sampled_from(["sv", "en"]))
def test_a_written_day_comes_back_as_itself(day: date, language: str) -> None:
    days_of = read_yearly(f"{day.day} {MONTHS[language][day.month - 1]}")
    assert days_of is not None
    assert days_of(day.year) == (day,)
    before = read_yearly(f"sista arbetsdagen före {day.day} {MONTHS['sv'][day.month - 1]}")
    assert before is not None
    [working] = before(day.year)
    assert working < day
    assert is_working_day(working)
