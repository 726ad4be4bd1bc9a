"""Every way in which people and the program itself write a day, and what is never guessed."""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from i18n import LANGUAGES, translator
from models.rules.absence import Leave, read_absence, write_absence
from models.rules.dates.deadlines import is_working_day
from models.rules.dates.reading import DateFault, DateFaultReason, read_day, read_first_day, read_instant
from models.rules.dates.words import MONTHS

TODAY = date(2026, 5, 13)  # a Wednesday
ZONE = ZoneInfo("Europe/Stockholm")
UNREADABLE, NO_SUCH_DAY, AMBIGUOUS, SKIPPED = DateFaultReason
READ = """
2026-03-31 = 2026-03-31    2026-3-31 = 2026-03-31     20260331 = 2026-03-31      2026/03/31 = 2026-03-31
2026.03.31 = 2026-03-31    31/3 = 2027-03-31          31/3-26 = 2026-03-31       31/3 -26 = 2026-03-31
31/3 2026 = 2026-03-31     31/3-2026 = 2026-03-31     31/3/2026 = 2026-03-31     31-03-2026 = 2026-03-31
31.3.2026 = 2026-03-31     31.3. = 2027-03-31         31.3 = 2027-03-31          13/5 = 2026-05-13
03/04 = 2027-04-03         3/4 = 2027-04-03           3/4 2026 = 2026-04-03      den 31/3 = 2027-03-31
31 mars = 2027-03-31       den 31 mars = 2027-03-31   31:a mars = 2027-03-31     31 mars 2026 = 2026-03-31
31 mar = 2027-03-31        31 mar. -26 = 2026-03-31   31mars = 2027-03-31        1 i mars = 2027-03-01
första juni = 2026-06-01   senast 31 mars = 2027-03-31   till den 31 mars = 2027-03-31
31 maj i år = 2026-05-31   31 mars nästa år = 2027-03-31   12 maj i år = 2026-05-12
mars 2026 = 2026-03-31     mars = 2027-03-31          i maj = 2026-05-31         februari 2028 = 2028-02-29
mars månad = 2027-03-31    2026-08 = 2026-08-31       sista mars = 2027-03-31    sista juni = 2026-06-30
sista dagen i juni 2027 = 2027-06-30                  i slutet av mars = 2027-03-31
slutet på juni = 2026-06-30   slutet av året = 2026-12-31   årets slut = 2026-12-31   i slutet av 2027 = 2027-12-31
slutet av månaden = 2026-05-31   slutet av nästa månad = 2026-06-30   i slutet av veckan = 2026-05-15
v. 40 = 2026-10-02         vecka 40 = 2026-10-02      v40 2027 = 2027-10-08      V.40 = 2026-10-02
2026-W40 = 2026-10-02      under vecka 40 = 2026-10-02   v 25 = 2026-06-18       v 53 = 2026-12-30
fredag = 2026-05-15        på fredag = 2026-05-15     nu på fredag = 2026-05-15  fre = 2026-05-15
nästa fredag = 2026-05-22  fredag nästa vecka = 2026-05-22   fredag v 40 = 2026-10-02   nästa vecka = 2026-05-22
fredagen den 15 maj = 2026-05-15   tisdag 7 juli = 2026-07-07   denna vecka = 2026-05-15   nästa månad = 2026-06-30
i morgon = 2026-05-14      imorgon = 2026-05-14       idag = 2026-05-13          i övermorgon = 2026-05-15
igår = 2026-05-12          om två veckor = 2026-05-27 om 10 dagar = 2026-05-23   om en månad = 2026-06-13
inom ett år = 2027-05-13   halvårsskiftet = 2026-06-30   vid årsskiftet = 2026-12-31
årsskiftet 2026/2027 = 2026-12-31   årsskiftet 2026/27 = 2026-12-31
kvartal 3 2026 = 2026-09-30   Q3 = 2026-09-30         kv 1 = 2027-03-31          tredje kvartalet 2027 = 2027-09-30
första halvåret = 2026-06-30   2027 Q1 = 2027-03-31   slutet av Q3 = 2026-09-30
midsommar = 2026-06-19     midsommarafton = 2026-06-19   midsommardagen = 2026-06-20   till midsommar = 2026-06-19
jul = 2026-12-24           juldagen = 2026-12-25      julafton = 2026-12-24      påsk = 2027-03-27
långfredagen 2027 = 2027-03-26   annandag påsk = 2027-03-29   nyår = 2026-12-31   nyårsafton = 2026-12-31
nyårsdagen = 2027-01-01    kristi himmelsfärd = 2026-05-14   alla helgons dag = 2026-10-31   valborg = 2027-04-30
första maj = 2027-05-01    trettondagen = 2027-01-06  pingst = 2026-05-23        nationaldagen = 2026-06-06
29 februari = 2028-02-29   FREDAG = 2026-05-15        nasta fredag = 2026-05-22  arsskiftet = 2026-12-31
March 31 = 2027-03-31      31 March 2026 = 2026-03-31 March 31, 2026 = 2026-03-31   31st of March = 2027-03-31
the 31st of March 2026 = 2026-03-31   Friday = 2026-05-15   on Friday = 2026-05-15   next Friday = 2026-05-22
Friday next week = 2026-05-22   in two weeks = 2026-05-27   two weeks from now = 2026-05-27   in a month = 2026-06-13
end of June = 2026-06-30   by the end of June = 2026-06-30   end of the year = 2026-12-31   week 40 = 2026-10-02
tomorrow = 2026-05-14      March 26 = 2027-03-26      Christmas = 2026-12-24     New Year’s Eve = 2026-12-31
Easter Monday = 2027-03-29   third quarter 2027 = 2027-09-30   Midsummer Eve = 2026-06-19   next month = 2026-06-30
31 mars 2026 kl. 16.00 = 2026-03-31   31 March 2026 at 16:00 = 2026-03-31
"""
PAIRS = [tuple(part.strip() for part in pair.split(" = ")) for pair in re.findall(
    r"\S.*? = \d{4}-\d\d-\d\d", READ)]  # fmt: skip


@pytest.mark.parametrize(("words", "day"), PAIRS)
def test_a_day_is_read(words: str, day: str) -> None:
    assert read_day(words, TODAY) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("", UNREADABLE), ("snart", UNREADABLE), ("hösten", UNREADABLE), ("14", UNREADABLE), ("2027", UNREADABLE),
        ("den", UNREADABLE), ("v.", UNREADABLE), ("v 0", UNREADABLE), ("före midsommar", UNREADABLE),
        ("efter 31 mars", UNREADABLE), ("ca 31 mars", UNREADABLE), ("mitten av mars", UNREADABLE), ("½", UNREADABLE),
        ("mars eller april", UNREADABLE), ("1–5 juni", UNREADABLE), ("31/3–15/4", UNREADABLE), ("31 mars?", UNREADABLE),
        ("två veckor", UNREADABLE), ("fredag 16", UNREADABLE), ("2026-03-311", UNREADABLE), ("12/2026", UNREADABLE),
        ("31² mars", UNREADABLE), ("januari–mars", UNREADABLE), ("om noll dagar", UNREADABLE), ("x" * 5000, UNREADABLE),
        ("årsskiftet 2026", UNREADABLE), ("årsskiftet 2026/2028", UNREADABLE), ("31 mars kl 25", UNREADABLE),
        ("31 februari", NO_SUCH_DAY), ("2026-02-30", NO_SUCH_DAY), ("31/4", NO_SUCH_DAY), ("3/31/2026", NO_SUCH_DAY),
        ("v 54", NO_SUCH_DAY), ("v 53 2027", NO_SUCH_DAY), ("2026-13-01", NO_SUCH_DAY),
        ("29 februari 2027", NO_SUCH_DAY),
        ("torsdag 31 mars 2026", NO_SUCH_DAY), ("fredag 7 juli 2026", NO_SUCH_DAY),
        ("12-11-10", AMBIGUOUS), ("12/11/10", AMBIGUOUS), ("31.3.26", AMBIGUOUS), ("260331", AMBIGUOUS),
        ("mars 26", AMBIGUOUS), ("jul 2026", AMBIGUOUS), ("i jul 2026", AMBIGUOUS),
        ("onsdag", AMBIGUOUS), ("på onsdag", AMBIGUOUS),
    ],
)  # fmt: skip
def test_what_is_no_day_or_several_is_not_guessed(words: str, reason: DateFaultReason) -> None:
    fault = read_day(words, TODAY)
    assert isinstance(fault, DateFault)
    assert (fault.reason, fault.words) == (reason, words)


def test_the_meanings_of_what_has_two_are_told() -> None:
    def choices(words: str) -> list[str]:
        fault = read_day(words, TODAY)
        assert isinstance(fault, DateFault)
        return [str(day) for day in fault.choices]

    assert choices("onsdag") == ["2026-05-13", "2026-05-20"]
    assert choices("mars 26") == ["2027-03-26", "2026-03-31"]
    assert choices("jul 2026") == ["2026-07-31", "2026-12-24"]
    assert choices("12-11-10") == []


def test_a_weekday_beside_a_day_without_a_year_tells_the_year_even_when_it_has_passed() -> None:
    assert read_day("tisdag 12 maj", TODAY) == date(2026, 5, 12)
    assert read_day("fredag 12 maj", date(2022, 5, 13)) == date(2023, 5, 12)


DAYS = st.dates(date(2022, 1, 1), date(2040, 12, 31))


@given(DAYS, st.sampled_from(LANGUAGES), st.times(), st.integers(-400, 400))
def test_every_form_in_which_the_program_writes_a_day_is_read_as_that_day(
    day: date, language: str, clock: time, ahead: int
) -> None:
    t = translator(language, ZONE)
    instant = datetime.combine(day, clock, ZONE).astimezone(UTC)
    today = day - timedelta(days=ahead)
    whole = [t.day(day), t.day(instant), t.instant(instant), day.isoformat(), str(instant.astimezone(ZONE).date()),
             write_absence(Leave(day, day), language)]  # fmt: skip
    for words in whole:
        assert read_day(words, today) == day, words
        assert read_absence(words, day) == Leave(day, day) or ":" in words or "kl." in words
    minute = instant.astimezone(ZONE).replace(second=0, microsecond=0)
    if minute.astimezone(UTC).astimezone(ZONE) == minute and minute.fold == 0:
        assert read_instant(t.instant(instant), today, ZONE, time(16)) == minute.astimezone(UTC)
    if -200 < ahead < 200 and (day.month, day.day) != (2, 29):
        assert read_day(t.weekday_and_day(instant), today) == day


Change = Callable[[str], str]
SPACES = st.sampled_from([" ", "\u00a0", "\u202f", "  ", "\u2009", " \u200b"])
HYPHENS = st.sampled_from(["-", "\u2011", "\u2010", "\u2013", "\u2212", "-\u00ad", "\uff0d"])
DIGITS: st.SearchStrategy[Change] = st.sampled_from(
    [str, lambda c: chr(ord(c) + 0xFEE0), lambda c: c + "\u200d", lambda c: "\u2060" + c]
)
CASES: st.SearchStrategy[Change] = st.sampled_from(
    [str, str.upper, str.title, lambda text: unicodedata.normalize("NFD", text)]
)
SIGNS = st.sampled_from(["", ".", ",", " ", "\ufeff", ":"])


def bare(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


@given(st.data(), st.sampled_from(PAIRS), CASES, st.sampled_from([str, bare]), SIGNS)
def test_typography_changes_no_day(
    data: st.DataObject, pair: tuple[str, str], case: Change, letters: Change, sign: str
) -> None:
    """Spaces, hyphens, digits, case, diacritics: what looks like a date is that date."""
    words, day = pair
    drawn = ""
    for c in letters(case(words)):
        drawn += (data.draw(SPACES) if c == " " else data.draw(HYPHENS) if c == "-"
                  else data.draw(DIGITS)(c) if c.isdecimal() else c)  # fmt: skip
    assert read_day(drawn + sign, TODAY) == date.fromisoformat(day)


NUMBER = st.integers(0, 40).map(str)
MONTH = st.sampled_from([name for names in MONTHS.values() for name in names] + ["jan", "mar", "jul", "sept", "mån"])
YEAR = st.sampled_from(["", " 2026", " 2027", "-26", "/26", " 26", "/2026", ".2026"])
WORD = st.sampled_from(["v", "vecka", "kvartal", "Q", "sista", "slutet av", "nästa", "om", "i", "den", "fredag", "jul",
                        "på", "till", "eller", "dagar", "veckor", "före", "–", "/", "."])  # fmt: skip
GRAMMAR = st.one_of(
    st.tuples(NUMBER, st.sampled_from(["/", ".", "-", " "]), NUMBER, YEAR).map("".join),
    st.tuples(NUMBER, st.just(" "), MONTH, YEAR).map("".join),
    st.tuples(MONTH, st.just(" "), NUMBER, YEAR).map("".join),
    st.lists(st.one_of(NUMBER, MONTH, WORD), max_size=5).map(" ".join), st.text(max_size=30),
)  # fmt: skip


@given(GRAMMAR, DAYS)
def test_whatever_is_written_is_a_day_or_a_fault_with_a_reason(words: str, today: date) -> None:
    """A day is never read from words with a number that it does not have, and without a year it is not past."""
    day = read_day(words, today)
    if isinstance(day, DateFault):
        assert day.words == words
    elif re.fullmatch(r"(den )?\d{1,2}([/.]| [a-zå]{3,9})\d{0,2}", words, re.ASCII):
        assert day.day == int(re.findall(r"\d+", words)[0])
        assert day >= today


@given(DAYS)
def test_a_week_is_its_last_working_day(today: date) -> None:
    year, week, _ = (today + timedelta(weeks=3)).isocalendar()
    day = read_day(f"v {week} {year}", today)
    assert isinstance(day, date)
    assert day.isocalendar()[:2] == (year, week)
    assert is_working_day(day)
    assert not any(is_working_day(day + timedelta(days=n)) for n in range(1, 8 - day.isoweekday()))


@pytest.mark.parametrize(
    ("words", "day", "rest"),
    [
        ("31 mars", "2027-03-31", ""), ("31 mars. Mer text.", "2027-03-31", "Mer text."),
        ("2026-03-31 om allt går väl", "2026-03-31", "om allt går väl"), ("2026-03-31, alltså", "2026-03-31", "alltså"),
        ("2026-03-31 kvar att göra", "2026-03-31", "kvar att göra"), ("31 mars 2026", "2026-03-31", ""),
        ("31 mars om allt går väl", "2027-03-31", "om allt går väl"), ("v. 40. Sedan", "2026-10-02", "Sedan"),
        ("sista juni\nNy rad", "2026-06-30", "Ny rad"), ("31.3.2026. Klart", "2026-03-31", "Klart"),
        ("31/3 (preliminärt)", "2027-03-31", "(preliminärt)"), ("31\u00a0mars\u00a02026", "2026-03-31", ""),
    ],
)  # fmt: skip
def test_a_day_at_the_beginning_of_a_text(words: str, day: str, rest: str) -> None:
    assert read_first_day(words, TODAY) == (date.fromisoformat(day), rest)


@pytest.mark.parametrize(
    "words",
    ["31 mars eller 15 april", "2026-03-31 eller 2026-04-30", "mars var tanken, nu maj", "31 mars 3 personer", "snart",
     "jul är det klart", "fredag – måndag", "31/3 till 15/4", "2026-03-31, eller senare", "", "31 februari", "31 mars?",
     "man vet inte", "maj ställer upp"],
)  # fmt: skip
def test_a_text_whose_first_words_may_not_be_the_day_is_asked_about(words: str) -> None:
    fault, rest = read_first_day(words, TODAY)
    assert isinstance(fault, DateFault)
    assert rest == words


@pytest.mark.parametrize(
    ("words", "instant"),
    [
        ("fredag kl 16", "2026-05-15T16:00"), ("fredag kl. 08.30", "2026-05-15T08:30"), ("fredag", "2026-05-15T16:00"),
        ("31 mars 15:00", "2027-03-31T15:00"), ("2026-07-03T16:00", "2026-07-03T16:00"),
        ("3/7 15.00", "2026-07-03T15:00"),
        ("2026-07-03t16:00:07", "2026-07-03T16:00:07"), ("2026-07-03 16:00", "2026-07-03T16:00"),
        ("2026-07-03T14:00Z", "2026-07-03T16:00"), ("3 July at 4 pm", "2026-07-03T16:00"),
        ("Friday 4pm", "2026-05-15T16:00"),
        ("31.12", "2026-12-31T16:00"), ("fredag klockan 16", "2026-05-15T16:00"), ("v. 40", "2026-10-02T16:00"),
    ],
)  # fmt: skip
def test_a_day_with_a_time_of_day(words: str, instant: str) -> None:
    local = datetime.fromisoformat(instant).replace(tzinfo=ZONE)
    assert read_instant(words, TODAY, ZONE, time(16)) == local.astimezone(UTC)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("fredag kl 25", UNREADABLE), ("fredag 16", UNREADABLE), ("kl 16", UNREADABLE), ("snart kl 16", UNREADABLE),
        ("onsdag kl 16", AMBIGUOUS), ("31 februari 16:00", NO_SUCH_DAY), ("2026-03-32T16:00", NO_SUCH_DAY),
        ("2027-03-28 02:30", SKIPPED), ("fredag 13 pm", UNREADABLE), ("12-11-10 kl 16", AMBIGUOUS),
    ],
)  # fmt: skip
def test_a_time_that_is_none_is_not_guessed(words: str, reason: DateFaultReason) -> None:
    fault = read_instant(words, TODAY, ZONE, time(16))
    assert isinstance(fault, DateFault)
    assert fault.reason is reason
