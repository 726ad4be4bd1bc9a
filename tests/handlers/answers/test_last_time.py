"""*Last time* is one thing, wherever it is said: the answer that is current in the round with the newest earlier
deadline that was opened (contract). Late answers to older rounds and errata in every order."""

from datetime import date, timedelta
from itertools import permutations

import pytest
from sqlalchemy import select

from actions.plan.changes import Wanted, add_row
from actions.plan.copying import copy_plan
from actions.plan.editing import Editor
from actions.plan.ending import end_row
from actions.rounds.life_cycle import NewRound, create_round, open_round
from bot.requests.routing import route
from handlers.access import access_row
from handlers.answers.known import row_history
from handlers.context import Said
from messages.build import build
from messages.management.digest import summary
from messages.parts import Form, Message, plain_words
from models.answers.answerable import AnswerableRow
from models.answers.history.last_time import answer_last_time, answers_last_time, row_answers
from models.outbox.tables import Delivery
from models.people.directory_cache import load_directory
from models.plan.views import PlanView
from models.rounds.queries import previous_round
from models.rounds.tables import Round
from models.vocabulary.answers import Status
from models.vocabulary.outbox import DeliveryKind
from models.vocabulary.rounds import RoundState
from tests.handlers.conftest import Office

pytestmark = pytest.mark.one_database
ANNA, COORDINATOR, ROW = "UAGFOLK01", "USAMORD01", 13
MONTH = timedelta(days=31)


def rounds(office: Office) -> list[Round]:
    made = []
    for name in ("Första", "Andra", "Tredje"):
        made.append(office.open(name))
        office.now += timedelta(days=31)
        if name != "Tredje":
            office.close(made[-1])
    return made


def give(office: Office, round_: Round, account: str, status: Status, comment: str) -> None:
    """On one row in a round that may be over."""
    ctx = office.context(account)
    place = access_row(ctx, ROW, round_)
    office.store(ctx, place, status, comment)
    office.now += timedelta(minutes=1)


def where_it_is_said(office: Office, round_: Round) -> dict[str, str]:
    """The comment of last time, as each reader gets it."""
    ctx = office.context(ANNA)
    place = access_row(ctx, ROW, round_)
    row, session = place.row, office.session
    form = _form(office, place)
    prompt = session.scalars(select(Delivery).filter_by(kind=DeliveryKind.PROMPT, round_id=round_.id)).all()
    mine = next(each for each in prompt if each.person_id == ctx.person().id)
    opening = build(session, mine, office.options)
    assert opening is not None
    last = row_history(ctx, place).previous
    return {
        "one row": _words(answer_last_time(session, round_, row)),
        "all rows": _words(answers_last_time(session, round_, place.plan.rows).get(row.placement_id)),
        "before": _words(row_answers(session, round_, row, ctx.person().id, 3).before[0]),
        "known": _words(last),
        "opening message": plain_words(opening),
        "form": form,
    }


def _words(answer: object) -> str:
    return str(getattr(answer, "comment", ""))


def _form(office: Office, place: AnswerableRow) -> str:
    reply = route(Said("report", str(place.row.row))).handler(office.context(ANNA))
    assert isinstance(reply, Form)
    return " ".join(str(part) for part in reply.parts)


@pytest.mark.parametrize("order", list(permutations(["first", "second", "late to first", "erratum to second"])))
def test_the_previous_round_holds_whatever_came_when(office: Office, order: tuple[str, ...]) -> None:
    first, second, third = rounds(office)
    second.state = RoundState.CLOSED
    said = {
        "first": (first, ANNA, "Äldst."), "second": (second, ANNA, "Förra gången."),
        "late to first": (first, ANNA, "Sent till den första."),
        "erratum to second": (second, COORDINATOR, "Rättelse av den andra."),
    }  # fmt: skip
    for each in order:
        round_, account, comment = said[each]
        give(office, round_, account, Status.YELLOW, comment)
    in_second = [each for each in order if each in {"second", "erratum to second"}]
    current = said[in_second[-1]][2]
    for where, words in where_it_is_said(office, third).items():
        assert current in words, where
        assert all(other not in words for _, _, other in said.values() if other != current), where


def _opened_on(office: Office, year: int) -> Round:
    day = date(year, 1, 1)
    made = create_round(office.session, NewRound("Senare", day, day, office.now, office.now + MONTH), office.now)
    open_round(office.session, made, office.now, office.options, timedelta(0))
    office.session.flush()
    return made


def test_the_previous_round_may_have_used_a_plan_of_two_years_before(office: Office) -> None:
    first = office.open("Första")
    give(office, first, ANNA, Status.YELLOW, "Förra gången.")
    office.now += MONTH
    office.close(first)
    for year in (2022, 2023):
        copy_plan(Editor(office.session, office.now), year, year + 1)
    for where, words in where_it_is_said(office, _opened_on(office, 2024)).items():
        assert "Förra gången." in words, where


def test_a_row_goes_on_from_one_that_has_left_its_plan(office: Office) -> None:
    editor = Editor(office.session, office.now)
    copy_plan(editor, 2022, 2023)
    before, row = (plan.by_row[ROW] for plan in load_directory(office.session).plans)
    end_row(editor, load_directory(office.session).plans[1].id, row.placement_id, "Beslutat.")
    copy_plan(editor, 2023, 2024)
    add_row(editor, load_directory(office.session).plans[2].id, Wanted(row.activity, row.units, (row.goal,)))
    assert load_directory(office.session).plans[2].rows[-1].earlier_ids == (row.placement_id, before.placement_id)


def test_a_row_that_was_not_answered_last_time_has_no_last_time(office: Office) -> None:
    first, _, third = rounds(office)
    give(office, first, ANNA, Status.RED, "Rött för länge sedan.")
    ctx = office.context(ANNA)
    about = row_history(ctx, access_row(ctx, ROW, third))
    assert (about.previous, about.colour, about.last_action) == (None, None, "")
    assert all("länge sedan" not in words for words in where_it_is_said(office, third).values() if words)


def test_a_round_that_was_never_opened_is_not_the_previous_one(office: Office) -> None:
    first = office.open("Första")
    office.now += timedelta(days=1)
    planned = office.plan("Planerad", deadline=first.deadline + timedelta(days=1))
    last = office.open("Sista", open_for=timedelta(days=60))
    assert previous_round(office.session, last) is first
    planned.opened_at = office.now
    office.session.flush()
    assert previous_round(office.session, last) is planned


def test_a_late_answer_to_an_older_round_does_not_alert_as_a_change(office: Office) -> None:
    """Red last time and red now is no news, although an older round has been answered green since."""
    first, second, third = rounds(office)
    give(office, second, ANNA, Status.RED, "Rött förra gången.")
    give(office, first, ANNA, Status.GREEN, "Grönt, fast sent.")
    give(office, third, ANNA, Status.RED, "Fortfarande rött.")
    assert not office.session.scalars(select(Delivery).filter_by(kind=DeliveryKind.ALERT, round_id=third.id)).all()
    office.close(third)
    message = summary(office.session, office.options.translator(), office.options, third, _plan(office))
    assert "Fortsatt röda (1)" in plain_words(message)
    words = plain_words(Message(message.thread))
    assert "Rött förra gången." in words
    assert "Grönt, fast sent." not in words


def _plan(office: Office) -> PlanView:
    return office.context(ANNA).directory.plans[-1]
