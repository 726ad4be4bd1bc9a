"""Personal data in comments: what it looks like, and what only looks like it. Every number here is made up."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.answers.personal_data import MASK, PersonalData, find_personal_data, masked, without_personal_data


def found(text: str) -> list[tuple[str, str]]:
    return [(kind.value, words) for kind, words in find_personal_data(text)]


@pytest.mark.parametrize(
    "address", ["anna@example.se", "info.anna@gmail.com", "a.b-c+d@mail.example.se", "O'Hara@example.com"]
)
def test_addresses(address: str) -> None:
    assert found(f"Kontakta {address}.") == [("email", address)]


@pytest.mark.parametrize(
    "text",
    [
        "info@region.example",
        "Ekonomi-support@example.se",
        "växel@example.se",
        "@anna",
        "a@b",
        "pris 5@10",
        "anna@",
        "möte @ 10.30",
    ],
)
def test_no_addresses(text: str) -> None:
    assert found(text) == []


# Skatteverket's published examples, and the same with their other marks.
@pytest.mark.parametrize(
    "number",
    [
        "811218-9876", "19811218-9876", "811218+9876", "8112189876", "198112189876", "811218–9876", "811218 9876",
        "811218 - 9876",
        # A samordningsnummer has 60 added to the day.
        "701063-2391", "19701063-2391",
        # 29 February 2000 and 1936 were days.
        # For tests, or mistyped: the check digit is wrong, and the mark says what it is meant for.
        "19800101-1234", "811218-9875", "800101+1234", "1981-12-18-9876", "701063 - 2390",
        # What it looks like, not how it is written.
        "811218\u20119876", "811218\u00a0-\u00a09876", "\uff18\uff11\uff11\uff1218-9876", "8112\u00ad18-9876",
        "000229-0005", "20000229-0005", "360229-0011",
    ],
)  # fmt: skip
def test_identity_numbers(number: str) -> None:
    assert found(f"Deltagaren ({number}) är klar.") == [("identity", number)]


@pytest.mark.parametrize(
    "text",
    [
        "8112189875", "811218 9875",  # the check digit, where no mark says what it is
        "811318-9874", "811232-9872", "910229-0013",  # no such day
        "556012-5790", "212000-0142", "202100-5489",  # organisations have a month of 20 or more
        "9811218-9876", "811218-98761", "A811218-9876", "2022-06-14", "diarienummer 2022-1234", "1 811 218 987 600 kr",
    ],
)  # fmt: skip
def test_no_identity_numbers(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "number",
    ["070-123 45 67", "070-1234567", "0701234567", "070 123 45 67", "021-17 45 00", "08-123 456 78", "0221-123 45",
     "08-12 34 56", "010-123 45 67", "+46 70 123 45 67", "+46 (0)70-123 45 67", "+46701234567", "0046 21 17 45 00",
     "0771-11 22 33", "021/17 45 00", "070–123 45 67"],
)  # fmt: skip
def test_telephone_numbers(number: str) -> None:
    assert found(f"Ring {number}.") == [("phone", number)]
    assert found(f"({number})") == [("phone", number)]


@pytest.mark.parametrize(
    "text",
    ["2022-06-14", "2023-2026", "den 22/4", "1 234 000 kr", "0,5 procent", "01-07-2026", "01/07/2026", "0123456",
     "konto 012345678", "SFS 2017:583", "RV230045-1", "900 MHz", "2026-07-01–2026-07-31", "kl. 08.00–16.30",
     "10 000 000", "0.123456789", "12 345 678 901", "00 11 22"],
)  # fmt: skip
def test_no_telephone_numbers(text: str) -> None:
    assert found(text) == []


def test_all_are_found_in_the_order_of_the_text() -> None:
    text = "Ring 070-123 45 67 eller skriv till anna@example.se om 811218-9876 och 021-17 45 00."
    assert [kind for kind, _ in found(text)] == ["phone", "email", "identity", "phone"]


def check_digit(nine: str) -> int:
    """Luhn's, in other words than the rule's: from the right, every other digit doubled and its own digits added."""
    total = sum(sum(divmod(int(digit) * (2 if place % 2 == 0 else 1), 10)) for place, digit in enumerate(nine))
    return -total % 10


@given(st.dates(date(1930, 1, 1), date(2025, 12, 31)), st.integers(0, 999), st.booleans(), st.booleans(),
       st.sampled_from(["", "-", "+", "–", " "]), st.sampled_from(["", "Nr ", "åäö: "]))  # fmt: skip
def test_every_right_number_is_found_and_with_a_mark_those_with_a_wrong_check_digit(
    born: date, serial: int, century: bool, coordination: bool, mark: str, before: str
) -> None:
    day = born.day + 60 * coordination
    nine = f"{born:%y%m}{day:02}{serial:03}"
    right = check_digit(nine)
    head = before + (f"{born:%Y}"[:2] if century else "") + nine[:6] + mark + nine[6:]
    assert [kind for kind, _ in find_personal_data(f"{head}{right}.")] == [PersonalData.IDENTITY]
    wrong = f"{head}{(right + 1) % 10}."
    assert (PersonalData.IDENTITY in {kind for kind, _ in find_personal_data(wrong)}) == (mark in {"-", "+", "–"})


@given(st.text(alphabet="0123456789 -+/@.a()", max_size=60))
def test_what_is_found_stands_in_the_text(text: str) -> None:
    assert all(words in text for _, words in find_personal_data(text))


PIECES = st.lists(
    st.sampled_from(
        ["811218-9876", "811218\u20119876", "19800101-1234", "070-123 45 67", "a.b@example.se", "a1@gmail.com",
         "8\uff11\uff111218-9876", "+46 70 123 45 67", "8112189876", "-", " ", "0", "7", "Ring ", ", ", "@", "åtgärd"]
    ),
    max_size=8,
).map("".join)  # fmt: skip


@given(st.one_of(PIECES, st.text(alphabet="0123456789 -+/@.a()▇\u2011\u00a0\uff18\uff11", max_size=60)))
def test_nothing_that_is_found_is_left_when_it_is_masked_or_taken_away(text: str) -> None:
    for shown in (masked(text), without_personal_data(text)):
        assert find_personal_data(shown) == ()
    # Nothing but the findings goes: no digit of them, and every letter else.
    digits_found = sum(character.isdigit() for _, words in find_personal_data(text) for character in words)
    left = sum(character.isdigit() for character in masked(text))
    assert left <= sum(character.isdigit() for character in text) - digits_found


@given(st.text())
def test_a_text_without_findings_is_as_it_was(text: str) -> None:
    if not find_personal_data(text):
        assert masked(text) == text


def test_the_mark_tells_nothing_of_what_it_stands_for() -> None:
    assert (
        masked("Ring 070-123 45 67 eller anna@example.se om 19800101-1234.") == f"Ring {MASK} eller {MASK} om {MASK}."
    )
    assert without_personal_data("Ring 070-123 45 67 om vägen.") == "Ring om vägen."
