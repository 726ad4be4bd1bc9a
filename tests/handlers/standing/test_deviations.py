"""`avvikelser` by the register: filters, pages, what was not reported; and how fresh what `status` shows is."""

from datetime import date, timedelta
from typing import Any

import pytest

from handlers.standing.deviations import DEVIATIONS_A_PAGE, deviations, deviations_page
from handlers.standing.status import status
from messages.parts import Buttons, Message, plain_words
from models.vocabulary.answers import Status
from tests.handlers.conftest import Office

pytestmark = pytest.mark.one_database
ANNA = "UAGFOLK01"
GREEN, YELLOW, RED = Status.GREEN, Status.YELLOW, Status.RED


@pytest.fixture
def told(office: Office) -> Office:
    """Three rounds. Row 12 is new, 13 worse, 14 better, 16 as it was with an overdue action and a decision that waits,
    17 has not been reported since the first, 18 was solved."""
    first = {13: YELLOW, 14: RED, 16: YELLOW, 17: RED, 18: RED}
    second = {13: YELLOW, 14: RED, 16: YELLOW, 18: RED}
    third = {12: YELLOW, 13: RED, 14: YELLOW, 16: YELLOW, 18: GREEN}
    for name, given in (("Första", first), ("Andra", second), ("Tredje", third)):
        made = office.open(name)
        for row, status_ in given.items():
            more: dict[str, Any] = {"action": "Se över", "decision_by": "Styrelsen"} if row == 16 else {}
            office.answer("USAMORD01", row, status_, f"Rad {row} i {name}.", action_due=date(2022, 1, 1), **more)
            office.now += timedelta(minutes=1)
        if name != "Tredje":
            office.now += timedelta(days=31)
            office.close(made)
    return office


def rows(message: Message) -> list[int]:
    words = plain_words(message)
    return [row for row in range(1, 81) if f"Rad {row}. " in words]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", [12, 13, 14, 16, 17]), ("nya", [12]), ("försämrade", [13]), ("förbättrade", [14]),
        ("oförändrade", [16, 17]), ("unchanged", [16, 17]), ("försenade åtgärder", [16]), ("overdue", [16]),
        ("väntar på beslut", [16]), ("stängda", [18]), ("nya och försämrade", [12, 13]), ("folkhälsa nya", [12]),
        ("nya ett tillgängligt", []), ("försämrade rött", [13]), ("rött", [13]), ("gult folkhälsa", [12, 14, 16]),
        ("13", [13]),
    ],
)  # fmt: skip
def test_what_is_listed(told: Office, words: str, expected: list[int]) -> None:
    assert rows(deviations(told.context(ANNA), words)) == expected


def test_the_numbers_and_how_each_has_moved(told: Office) -> None:
    words = plain_words(deviations(told.context(ANNA), ""))
    assert (
        "5 avvikelser: 1 nya, 1 försämrade, 1 förbättrade, 2 oförändrade. 1 åtgärd är försenad. 1 beslut väntar."
        in words
    )
    assert "Avvikelse sedan Första, 3 omgångar: försämrad (🟡 Gult → 🔴 Rött), ingen åtgärd" in words
    assert "3 omgångar: oförändrad, ingen åtgärd, inte rapporterad den här omgången (från Första)" in words
    assert "åtgärd försenad, väntar på beslut" in words
    assert "Inga sådana avvikelser." in plain_words(deviations(told.context(ANNA), "nya ett tillgängligt"))


def test_the_filters_stay_when_a_page_is_turned(told: Office) -> None:
    for row in (20, 21, 22, 23, 24, 25, 26, 27):
        told.answer("USAMORD01", row, RED)
    first = deviations(told.context(ANNA), "nya")
    [button] = [each for part in first.parts if isinstance(part, Buttons) for each in part.buttons]
    second = deviations_page(told.context(ANNA), button.value)
    assert len(rows(first)) == DEVIATIONS_A_PAGE
    assert sorted(rows(first) + rows(second)) == [12, 20, 21, 22, 23, 24, 25, 26, 27]


def test_an_answer_that_is_older_than_a_round_says_which_round_it_is_from(told: Office) -> None:
    ctx = told.context(ANNA)
    unit = plain_words(status(ctx, "folkhälsa"))
    assert "▫️ Ej rapporterat · senast 🔴 Rött, från Första" in unit
    row = plain_words(status(ctx, "17"))
    assert "Senaste svaret, från Första" in row
    assert "Tidigare: Första 🔴 Rött" in row
    assert "Tidigare: Andra 🟡 Gult · Första 🟡 Gult" in plain_words(status(ctx, "13"))
    told.answer(ANNA, 17, YELLOW)
    again = plain_words(status(told.context(ANNA), "17"))
    assert "Senaste svaret, från Första" in again
    assert "Förra gången" not in again
    assert "Förra gången" in plain_words(status(told.context(ANNA), "13"))


def test_a_units_numbers_under_each_of_its_goals(told: Office) -> None:
    words = plain_words(status(told.context(ANNA), "kultur och ideell"))
    assert words.count("aktivitet") > 5
    assert "Målområde Ett tillgängligt Västmanland: " in words
