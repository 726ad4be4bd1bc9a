"""What people say about being away, and every way in which it cannot be taken."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import assume, given
from hypothesis import strategies as st

from models.rules.absence import (
    Leave,
    LeaveEnds,
    LeaveFault,
    LeaveFaultReason,
    LeaveRemoved,
    read_absence,
    write_absence,
)  # fmt: skip
from models.rules.dates.words import MONTHS

TODAY = date(2026, 5, 13)  # a Wednesday


def read(words: str, today: date = TODAY) -> str:
    """The days as `2026-07-01..2026-07-31`, else why not."""
    found = read_absence(words, today)
    match found:
        case Leave(first, last):
            return f"{first}..{last}"
        case LeaveFault(reason, said):
            assert said == words
            return reason.value
        case LeaveEnds():
            return "ends"
        case LeaveRemoved(leave):
            return f"not {leave.first}..{leave.last}"


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("frånvaro 1–31 juli", "2026-07-01..2026-07-31"),
        ("1-31 juli", "2026-07-01..2026-07-31"),
        ("FRÅNVARO 1 — 31 JULI.", "2026-07-01..2026-07-31"),
        ("frånvaro: 1–31 juli", "2026-07-01..2026-07-31"),
        ("franvaro 1:a till 31:a juli", "2026-07-01..2026-07-31"),
        ("frånvaro 2026-07-01–2026-07-31", "2026-07-01..2026-07-31"),
        ("frånvaro 2026-07-01--2026-07-31", "2026-07-01..2026-07-31"),
        ("frånvaro 2026-07-01 - 2026-07-31", "2026-07-01..2026-07-31"),
        ("frånvaro 2026-07-01 t.o.m. 2026-07-31", "2026-07-01..2026-07-31"),
        ("frånvaro 20260701-20260731", "2026-07-01..2026-07-31"),
        ("frånvaro 1 juli till 15 augusti", "2026-07-01..2026-08-15"),
        ("frånvaro från 1 juli till och med 15 augusti", "2026-07-01..2026-08-15"),
        ("frånvaro fr.o.m. 1 juli t.o.m. 15 augusti", "2026-07-01..2026-08-15"),
        ("frånvaro fr o m 1 juli t o m 15 augusti", "2026-07-01..2026-08-15"),
        ("frånvaro 1 juli tom 15 aug 2026", "2026-07-01..2026-08-15"),
        ("frånvaro mellan 1 juli och 15 aug.", "2026-07-01..2026-08-15"),
        ("frånvaro 1/7–15/8", "2026-07-01..2026-08-15"),
        ("frånvaro 1/7 2026–15/8 2026", "2026-07-01..2026-08-15"),
        ("frånvaro 3 juli", "2026-07-03..2026-07-03"),
        ("frånvaro den 3/7", "2026-07-03..2026-07-03"),
        ("frånvaro hela juli", "2026-07-01..2026-07-31"),
        ("frånvaro juli–augusti", "2026-07-01..2026-08-31"),
        ("frånvaro v 28-31", "2026-07-06..2026-08-02"),
        ("frånvaro v.28–31", "2026-07-06..2026-08-02"),
        ("frånvaro vecka 28 till vecka 31", "2026-07-06..2026-08-02"),
        ("frånvaro veckorna 28–31 2026", "2026-07-06..2026-08-02"),
        ("frånvaro v28", "2026-07-06..2026-07-12"),
        ("frånvaro idag", "2026-05-13..2026-05-13"),
        ("frånvaro i dag", "2026-05-13..2026-05-13"),
        ("frånvaro i morgon", "2026-05-14..2026-05-14"),
        ("frånvaro fredag", "2026-05-15..2026-05-15"),
        ("frånvaro på fre", "2026-05-15..2026-05-15"),
        ("frånvaro onsdag", "2026-05-13..2026-05-13"),
        ("frånvaro måndag–onsdag", "2026-05-18..2026-05-20"),
        ("frånvaro idag till fredag", "2026-05-13..2026-05-15"),
        ("frånvaro till fredag", "2026-05-13..2026-05-15"),
        ("frånvaro till 15 aug", "2026-05-13..2026-08-15"),
        ("frånvaro t.o.m. 15 augusti", "2026-05-13..2026-08-15"),
        ("frånvaro den här veckan", "2026-05-13..2026-05-17"),
        ("frånvaro nästa vecka", "2026-05-18..2026-05-24"),
        ("absence 1-31 July", "2026-07-01..2026-07-31"),
        ("absence July 1–31", "2026-07-01..2026-07-31"),
        ("absence from 1st July to 15th August", "2026-07-01..2026-08-15"),
        ("absence July 1, 2026 until August 15, 2026", "2026-07-01..2026-08-15"),
        ("away weeks 28-31", "2026-07-06..2026-08-02"),
        ("leave today", "2026-05-13..2026-05-13"),
        ("absence on Friday", "2026-05-15..2026-05-15"),
        ("absence until 15 Aug", "2026-05-13..2026-08-15"),
        ("absence next week", "2026-05-18..2026-05-24"),
        ("frånvaro 1/7-15/7", "2026-07-01..2026-07-15"),
        ("frånvaro 1.7.2026 – 15.7.2026", "2026-07-01..2026-07-15"),
        ("frånvaro 2026-7-1 - 2026-7-15", "2026-07-01..2026-07-15"),
        ("frånvaro 1 jul", "2026-07-01..2026-07-01"),
        ("frånvaro midsommarafton", "2026-06-19..2026-06-19"),
        ("frånvaro 20 december till nyårsdagen", "2026-12-20..2027-01-01"),
        ("frånvaro idag – om två veckor", "2026-05-13..2026-05-27"),
        ("frånvaro fredag v 25", "2026-06-19..2026-06-19"),
        ("frånvaro nästa månad", "2026-06-01..2026-06-30"),
        ("frånvaro\u00a01\u20111\u200b5\u00a0juli", "2026-07-01..2026-07-15"),
        ("frånvaro ４ juli", "2026-07-04..2026-07-04"),
    ],
)
def test_the_days_are_read(words: str, days: str) -> None:
    assert read(words) == days


@pytest.mark.parametrize(
    ("words", "today", "days"),
    [
        # It has begun, or begins today, or was over yesterday.
        ("1–31 juli", date(2026, 7, 31), "2026-07-01..2026-07-31"),
        ("1–31 juli", date(2026, 8, 1), "2027-07-01..2027-07-31"),
        # Over New Year, before it, in it and after it.
        ("20 december–7 januari", date(2026, 11, 1), "2026-12-20..2027-01-07"),
        ("20 december–7 januari", date(2027, 1, 3), "2026-12-20..2027-01-07"),
        ("20 december–7 januari", date(2027, 1, 8), "2027-12-20..2028-01-07"),
        ("20 december–7 januari 2027", date(2026, 11, 1), "2026-12-20..2027-01-07"),
        ("20 december 2026–7 januari", date(2026, 11, 1), "2026-12-20..2027-01-07"),
        ("v 51–1", date(2026, 11, 1), "2026-12-14..2027-01-10"),
        # 2026 has a week 53, which ends in 2027.
        ("v 53", date(2026, 11, 1), "2026-12-28..2027-01-03"),
        ("1 juli 2030–15 augusti", date(2026, 11, 1), "2030-07-01..2030-08-15"),
        ("idag–2 januari", date(2026, 12, 30), "2026-12-30..2027-01-02"),
        ("20–29 februari", date(2027, 5, 1), "2028-02-20..2028-02-29"),
        ("15 augusti–1 maj", date(2026, 8, 1), "2026-08-15..2027-05-01"),
    ],
)
def test_without_a_year_the_next_coming_one_is_meant(words: str, today: date, days: str) -> None:
    assert read(words, today) == days


@pytest.mark.parametrize(
    "words",
    ["frånvaro slut", "frånvaro ingen", "slut", "frånvaro: tillbaka", "Frånvaro över.", "absence none", "absence ends"],
)
def test_it_can_end(words: str) -> None:
    assert read(words) == "ends"


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("frånvaro ta bort 1–15 juli", "not 2026-07-01..2026-07-15"),
        ("frånvaro ställ in v 28", "not 2026-07-06..2026-07-12"),
        ("absence remove 1–15 July", "not 2026-07-01..2026-07-15"),
        ("absence cancel", "ends"),
        ("frånvaro ta bort snart", "unreadable"),
    ],
)
def test_planned_leave_can_be_removed(words: str, days: str) -> None:
    assert read(words) == days


@pytest.mark.parametrize(
    "words",
    ["frånvaro jul", "frånvaro julen", "frånvaro i jul", "frånvaro påsk 2027", "frånvaro till midsommar",
     "frånvaro 20 december – nyår", "frånvaro halvårsskiftet", "frånvaro slutet av juni", "absence Christmas",
     "frånvaro jul 2026", "frånvaro mars 26", "frånvaro 1/7-26"],
)  # fmt: skip
def test_what_is_several_days_is_asked_back(words: str) -> None:
    assert read(words) == LeaveFaultReason.WHICH_DAYS.value


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("frånvaro", LeaveFaultReason.UNREADABLE),
        ("", LeaveFaultReason.UNREADABLE),
        ("frånvaro snart", LeaveFaultReason.UNREADABLE),
        ("frånvaro 1–31", LeaveFaultReason.UNREADABLE),
        ("frånvaro 5", LeaveFaultReason.UNREADABLE),
        ("frånvaro 1–2–3 juli", LeaveFaultReason.UNREADABLE),
        ("frånvaro 1 ju", LeaveFaultReason.UNREADABLE),
        ("frånvaro 0 juli", LeaveFaultReason.UNREADABLE),
        ("frånvaro 1 juli och 3 augusti", LeaveFaultReason.UNREADABLE),
        ("frånvaro 1 juli till", LeaveFaultReason.UNREADABLE),
        ("frånvaro 1/7 –", LeaveFaultReason.UNREADABLE),
        ("frånvaro 1 juli 999999999999", LeaveFaultReason.UNREADABLE),
        ("frånvaro från 1 juli", LeaveFaultReason.NO_END),
        ("frånvaro fr.o.m. v 28", LeaveFaultReason.NO_END),
        ("absence from Friday", LeaveFaultReason.NO_END),
        ("frånvaro 30 februari", LeaveFaultReason.NO_SUCH_DAY),
        ("frånvaro 1–31 juni", LeaveFaultReason.NO_SUCH_DAY),
        ("frånvaro 2026-13-01–2026-13-31", LeaveFaultReason.NO_SUCH_DAY),
        ("frånvaro v 54", LeaveFaultReason.NO_SUCH_DAY),
        ("frånvaro v 53 2027", LeaveFaultReason.NO_SUCH_DAY),
        ("frånvaro 31–1 juli", LeaveFaultReason.END_BEFORE_START),
        ("frånvaro 31 juli till 1 juli", LeaveFaultReason.END_BEFORE_START),
        ("frånvaro v 31-28", LeaveFaultReason.END_BEFORE_START),
        ("frånvaro 2026-07-31–2026-07-01", LeaveFaultReason.END_BEFORE_START),
        ("frånvaro till 12 maj", LeaveFaultReason.END_BEFORE_START),
        ("frånvaro 2025-07-01–2025-07-31", LeaveFaultReason.PAST),
        ("frånvaro 12 maj 2026", LeaveFaultReason.PAST),
        ("frånvaro 2026-07-01–2027-07-01", LeaveFaultReason.TOO_LONG),
        ("frånvaro 2026-07-01–2062-07-31", LeaveFaultReason.TOO_LONG),
    ],
)
def test_what_cannot_be_taken_says_why(words: str, reason: LeaveFaultReason) -> None:
    assert read(words) == reason.value


def test_a_whole_year_is_not_too_long() -> None:
    assert read("2026-07-01–2027-06-30") == "2026-07-01..2027-06-30"


DAYS = st.dates(date(2024, 1, 1), date(2040, 12, 31))


@st.composite
def leaves(draw: st.DrawFn) -> tuple[Leave, date]:
    """An absence of at most a year that is not past, and the day it is said."""
    first = draw(DAYS)
    last = first + timedelta(days=draw(st.integers(0, 364)))
    today = last - timedelta(days=draw(st.integers(0, 300)))
    return Leave(first, last), today


@given(leaves(), st.sampled_from(["sv", "en"]), st.sampled_from(["", "frånvaro ", "absence "]))
def test_what_is_written_is_read_again(said: tuple[Leave, date], language: str, command: str) -> None:
    leave, today = said
    assert read_absence(command + write_absence(leave, language), today) == leave


DASHES = st.sampled_from(["-", "–", " - ", " – ", " t.o.m. ", " till ", " to ", " until ", " till och med ", " tom "])
FORMS: list[Callable[[date, str], str]] = [
    lambda day, _: day.isoformat(),
    lambda day, _: day.strftime("%Y%m%d"),
    lambda day, _: f"{day.day}/{day.month} {day.year}",
    lambda day, language: f"{day.day} {MONTHS[language][day.month - 1]} {day.year}",
    lambda day, language: f"{day.day} {MONTHS[language][day.month - 1][:3].upper()} {day.year}",
    lambda day, _: f"{MONTHS['en'][day.month - 1]} {day.day}, {day.year}",
]


@given(leaves(), st.sampled_from(FORMS), st.sampled_from(FORMS), DASHES, st.sampled_from(["sv", "en"]))
def test_every_form_with_its_year_says_the_same(
    said: tuple[Leave, date], head: Callable[[date, str], str], tail: Callable[[date, str], str], dash: str,
    language: str,
) -> None:  # fmt: skip
    leave, today = said
    assert read_absence(head(leave.first, language) + dash + tail(leave.last, language), today) == leave


@given(DAYS, st.integers(0, 250), st.integers(0, 100), DASHES, st.sampled_from(["sv", "en"]))
def test_the_next_coming_absence_needs_no_year(first: date, length: int, ahead: int, dash: str, language: str) -> None:
    leave = Leave(first, first + timedelta(days=length))
    today = first - timedelta(days=ahead)
    # 29 February is not in every year: said without one it may be the next that has it.
    assume((2, 29) not in {(leave.first.month, leave.first.day), (leave.last.month, leave.last.day)})
    words = [f"{day.day} {MONTHS[language][day.month - 1]}" for day in (leave.first, leave.last)]
    assert read_absence(dash.join(words), today) == leave


@given(st.dates(date(2024, 1, 1), date(2040, 1, 1)), st.integers(0, 40), st.integers(0, 50))
def test_iso_weeks(today: date, start: int, length: int) -> None:
    first = today - timedelta(days=today.weekday()) + timedelta(weeks=start)
    leave = Leave(first, first + timedelta(weeks=length, days=6))
    (year, week, _), (last_year, last_week, _) = first.isocalendar(), leave.last.isocalendar()
    assert read_absence(f"v {week} {year} – v {last_week} {last_year}", today) == leave


@given(st.text(max_size=40) | st.from_regex(r"(frånvaro )?[0-9v /-]{1,20}( juli)?( 20\d\d)?", fullmatch=True), DAYS)
def test_whatever_is_said_is_a_reasonable_absence_or_a_fault(words: str, today: date) -> None:
    found = read_absence(words, today)
    if isinstance(found, Leave):
        assert found.first <= found.last
        assert found.last >= today
        assert found.last < found.first + relativedelta(years=1)
