"""The register of deviations, read from answers that were stored in every order (contract, *Deviations, review, the
frozen record*)."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from bot.requests.routing import route
from handlers.access import access_row
from handlers.context import Said
from messages.parts import Message, plain_words
from models.deviations.register import Deviation, load_register
from models.deviations.tables import Decision
from models.rounds.tables import Round
from models.vocabulary.answers import Status
from models.vocabulary.deviations import DecisionAnswer
from models.vocabulary.rounds import RoundState
from reports.content.exports.deviations import deviation_data
from tests.conftest import STOCKHOLM
from tests.handlers.conftest import Office

pytestmark = pytest.mark.one_database
ANNA, COORDINATOR, ROW = "UAGFOLK01", "USAMORD01", 13
TODAY = date(2022, 7, 1)


def rounds(office: Office, *names: str) -> list[Round]:
    """Rounds a month after each other, all over but the last."""
    made: list[Round] = []
    for name in names:
        if made:
            office.close(made[-1])
        made.append(office.open(name))
        office.now += timedelta(days=31)
    return made


def give(office: Office, round_: Round, status: Status, account: str = ANNA, **fields: Any) -> None:
    ctx = office.context(account)
    office.store(ctx, access_row(ctx, ROW, round_), status, "Text.", **fields)
    office.now += timedelta(minutes=1)


def register(office: Office, round_: Round, today: date = TODAY) -> list[Deviation]:
    ctx = office.context(ANNA)
    plan = ctx.directory.plans[0]
    return list(load_register(office.session, round_, plan.rows, today).deviations)


def brief(office: Office, round_: Round) -> list[tuple[str, int, str, bool]]:
    return [(each.opened_in.name, each.rounds, each.trend.value, each.is_reported) for each in register(office, round_)]


def test_it_is_read_as_of_each_round(office: Office) -> None:
    first, second, third = rounds(office, "Första", "Andra", "Tredje")
    give(office, first, Status.YELLOW)
    give(office, third, Status.RED)
    assert brief(office, first) == [("Första", 1, "new", True)]
    assert brief(office, second) == [("Första", 2, "unchanged", False)]
    assert brief(office, third) == [("Första", 3, "worsened", True)]


@pytest.mark.parametrize("order", list(permutations([0, 1, 2])))
def test_late_answers_and_errata_count_whatever_came_when(office: Office, order: tuple[int, ...]) -> None:
    made = rounds(office, "Första", "Andra", "Tredje")
    made[0].state = RoundState.LOCKED
    for number in order:
        give(
            office, made[number], (Status.GREEN, Status.YELLOW, Status.RED)[number], COORDINATOR, late_reason="Rättat."
        )
    assert brief(office, made[2]) == [("Andra", 2, "worsened", True)]
    give(office, made[0], Status.RED, COORDINATOR, late_reason="Rättat.")
    assert brief(office, made[2]) == [("Första", 3, "worsened", True)]
    give(office, made[1], Status.GREEN, COORDINATOR)
    assert brief(office, made[2]) == [("Första", 1, "closed", True), ("Tredje", 1, "new", True)]


def test_several_colours_in_a_round_count_as_the_last(office: Office) -> None:
    first, second = rounds(office, "Första", "Andra")
    give(office, first, Status.YELLOW)
    for status in (Status.GREEN, Status.RED, Status.YELLOW):
        give(office, second, status)
    assert brief(office, second) == [("Första", 2, "unchanged", True)]
    give(office, second, Status.GREEN)
    assert brief(office, second) == [("Första", 1, "closed", True)]


def test_a_round_that_was_never_opened_does_not_count(office: Office) -> None:
    (first,) = rounds(office, "Första")
    give(office, first, Status.RED)
    planned = office.plan("Planerad", deadline=office.now + timedelta(days=1))
    assert brief(office, planned) == [("Första", 1, "new", True)]


def test_the_contracts_data_of_a_deviation(office: Office) -> None:
    first, second = rounds(office, "Första", "Andra")
    given: dict[str, Any] = {
        "cause": "Orsak",
        "action": "Ny upphandling",
        "action_owner": "Folkhälsochefen",
        "action_due": TODAY,
    }
    give(office, first, Status.YELLOW, decision_by="Regionstyrelsen: mer pengar", **given)
    asked_at = office.now - timedelta(minutes=1)
    give(office, second, Status.RED, decision_by="regionstyrelsen:  mer pengar")
    (deviation,) = register(office, second, TODAY + timedelta(days=1))
    assert deviation_data(deviation, STOCKHOLM) == {
        "row": 13, "goal": deviation.row.goal.name, "activity": deviation.row.activity,
        "units": [unit.name for unit in deviation.row.units], "status": "red", "reported": True,
        "opened_in": "Första", "rounds": 2, "trend": "worsened", "action": "Ny upphandling",
        "action_owner": "Folkhälsochefen", "action_due": "2022-07-01", "action_state": "overdue",
        "decision_by": "regionstyrelsen:  mer pengar",
        "decision_asked_at": asked_at.astimezone(STOCKHOLM).isoformat(timespec="seconds"),
        "decision_answered_at": None, "decision_answer": None,
    }  # fmt: skip
    assert register(office, second)[0].action_state.value == "planned"


def test_an_answered_decision_is_asked_anew_in_another_round(office: Office) -> None:
    first, second = rounds(office, "Första", "Andra")
    give(office, first, Status.RED, decision_by="Regionstyrelsen")
    asked = register(office, first)[0].decision
    assert asked is not None
    values = {
        "round_id": asked.round_id, "placement_id": asked.placement_id, "mark": asked.mark, "asked_of": "",
        "asked_at": asked.asked_at, "answer": DecisionAnswer.YES, "words": "Ja.", "answered_at": office.now,
    }  # fmt: skip
    office.session.execute(insert(Decision).values(**values))
    (answered,) = register(office, second)
    assert not answered.awaits_decision
    assert answered.decision is not None
    assert answered.decision.answer is DecisionAnswer.YES
    give(office, second, Status.RED, decision_by="Regionstyrelsen")
    (again,) = register(office, second)
    assert again.awaits_decision
    assert again.decision is not None
    assert again.decision.asked_at > asked.asked_at
    give(office, second, Status.RED)
    assert register(office, second)[0].decision is None


@pytest.mark.parametrize(("word", "account"), [("Beslut", ANNA), ("decision", ANNA)])
def test_a_decision_is_asked_for_in_a_line_of_text(office: Office, word: str, account: str) -> None:
    (first,) = rounds(office, "Första")
    line = f"{ROW} röd Pengarna är slut. {word}: Regionstyrelsen, mer pengar. Åtgärd: Vänta"
    reply = route(Said("report", line)).handler(office.context(account))
    assert isinstance(reply, Message)
    (deviation,) = register(office, first)
    assert deviation.decision is not None
    assert deviation.decision.asked_of == "Regionstyrelsen, mer pengar."
    assert deviation.answer.comment == "Pengarna är slut."
    assert "Behöver beslut av: Regionstyrelsen, mer pengar." in plain_words(reply)


COLOURS = st.sampled_from([None, Status.GREEN, Status.YELLOW, Status.RED, Status.CANNOT_ASSESS])


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(COLOURS, min_size=1, max_size=9))
@example([Status.YELLOW] * 5 + [Status.GREEN])
@example([Status.RED] * 9)
def test_what_is_current_is_the_same_without_reading_all_that_is_older(
    new_office: Callable[[], Office], colours: list[Status | None]
) -> None:
    office = new_office()
    made = rounds(office, *map(str, range(len(colours))))
    for round_, status in zip(made, colours, strict=True):
        if status:
            give(office, round_, status, COORDINATOR)
    ctx = office.context(ANNA)
    rows = ctx.directory.plans[0].rows
    whole, current = (load_register(office.session, made[-1], rows, TODAY, is_current=only) for only in (False, True))
    assert (current.open, current.closed_now) == (whole.open, whole.closed_now)
    assert list(current.deviations) == [*whole.open, *whole.closed_now]
