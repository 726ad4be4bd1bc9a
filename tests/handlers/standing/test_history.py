"""`historik`: pages, roles and decisions."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from handlers.context import Context
from handlers.standing.changes.history import ROUNDS_A_PAGE, history, history_page
from messages.parts import Buttons, Message, plain_words
from models.deviations.decisions import mark_of
from models.deviations.tables import Decision
from models.vocabulary.answers import Status
from models.vocabulary.deviations import DecisionAnswer
from tests.handlers.conftest import Office

pytestmark = pytest.mark.one_database
ANNA, COORDINATOR = "UAGFOLK01", "USAMORD01"


def shown(message: Message, *names: str) -> list[str]:
    return [name for name in names if f"\n{name}\n" in plain_words(message)]


def pressed(ctx: Context, message: Message, label: str) -> Message:
    [value] = [
        button.value for part in message.parts if isinstance(part, Buttons) for button in part.buttons
        if button.label == label
    ]  # fmt: skip
    return history_page(ctx, value)


def test_every_round_is_on_exactly_one_page(office: Office) -> None:
    names = [f"Omgång {number}." for number in range(2 * ROUNDS_A_PAGE + 1)]
    for name in names:
        made = office.open(name)
        office.answer(ANNA, 13, Status.GREEN)
        office.now += timedelta(days=31)
        office.close(made)
    ctx = office.context(ANNA)
    first = history(ctx, "13")
    second = pressed(ctx, first, "Tidigare omgångar")
    third = pressed(ctx, second, "Tidigare omgångar")
    pages = [shown(page, *reversed(names)) for page in (first, second, third)]
    assert [len(page) for page in pages] == [ROUNDS_A_PAGE, ROUNDS_A_PAGE, 1]
    assert sorted(name for page in pages for name in page) == sorted(names)
    assert pages[0][0] in names[-ROUNDS_A_PAGE:]
    assert "Före den första omgången" in plain_words(third)
    assert "Före den första omgången" not in plain_words(first)
    assert plain_words(pressed(ctx, third, "Senare omgångar")) == plain_words(second)
    with pytest.raises(ValueError, match="not enough"):
        pressed(ctx, third, "Tidigare omgångar")


def test_what_was_decided_stands_in_its_round(office: Office) -> None:
    made = office.open("Halvår 2022")
    stored = office.answer(ANNA, 13, Status.RED, cause="Avtal", action="Nytt", decision_by="Styrelsen").answer
    assert "Behöver beslut av: Styrelsen\n• Beslut: väntar" in plain_words(history(office.context(ANNA), "13"))
    values = {
        "round_id": made.id, "placement_id": stored.placement_id, "mark": mark_of("Styrelsen"), "asked_of": "Styrelsen",
        "asked_at": office.now, "answer": DecisionAnswer.YES, "words": "Kör på.", "answered_at": office.now,
    }  # fmt: skip
    office.session.execute(insert(Decision).values(**values))
    told = plain_words(history(office.context(ANNA), "13"))
    assert "Beslut: ja, 8 juni 2022 – ”Kör på.”" in told
    assert "Orsak: Avtal\n• Åtgärd: Nytt" in told


def test_names_are_for_coordinators_where_nobody_else_reads(office: Office) -> None:
    office.open("Halvår 2022")
    office.answer(ANNA, 13, Status.GREEN)
    assert "av aktivitetsansvarig i Folkhälsa\n" in plain_words(history(office.context(ANNA), "13"))
    ctx = office.context(COORDINATOR)
    assert "av aktivitetsansvarig i Folkhälsa (Ägare Folkhälsa)" in plain_words(history(ctx, "13"))
    ctx.is_public = True
    assert "(Ägare Folkhälsa)" not in plain_words(history(ctx, "13"))
