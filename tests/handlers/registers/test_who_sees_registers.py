"""Who sees what the registers hold: not guests, and where others read along only what is open data."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from actions.answers.handovers import hand_over
from actions.registers.lines import store_lines
from handlers.context import Actor, Context, Refusal
from handlers.learning.lessons import lesson
from handlers.learning.pdca import pdca
from handlers.learning.similar import similar
from handlers.registers.commands import command_of
from handlers.registers.linked import linked_to
from handlers.registers.shown import targets_of
from handlers.routes import answer_sentence
from messages.parts import Button, Buttons, Message, Reply, plain_words
from models.registers.all import BY_NAME
from models.registers.declaration import Line
from models.registers.queries import line_of
from models.vocabulary.answers import Status
from models.vocabulary.people import HandoverReason, Membership
from tests.conftest import OPENING
from tests.handlers.conftest import Office

pytestmark = pytest.mark.one_database
ANNA, OTHER, TO, BOSS = "UAGFOLK01", "UAGSAMH01", "UAGVALF01", "USAMORD01"


def add(office: Office, register: str, key: str, values: dict[str, object], *links: str) -> None:
    line = Line(key, values, links)  # type: ignore[arg-type]
    ctx = office.context(BOSS)
    assert not store_lines(office.session, BY_NAME[register], targets_of(ctx), [line], OPENING).faults


def test_a_guest_reads_no_improvement(office: Office) -> None:
    add(office, "improvements", "PDCA1", {"matter": "Hemligt", "plan": "Prova", "begun_on": "2022-01-01"}, "row:13")
    ctx = replace(office.context("UGAST0001"), actor=Actor("slack", "UGAST0001", None, Membership.GUEST))
    for words in ("PDCA1", "PDCA1 Mer", "13", ""):
        with pytest.raises(Refusal, match="medlemmar"):
            pdca(ctx, words)


@pytest.fixture
def told(office: Office) -> Office:
    add(office, "stories", "B1", {"title": "Enskilt", "text": "Hemligheten ZEBRA", "consent": True, "published": False})
    add(office, "stories", "B2", {"title": "Öppet", "text": "Allmänt", "consent": True, "published": True})
    add(office, "lessons", "LD1", {"text": "Sluta med Hemligheten ZEBRA", "kind": "stop"}, "row:13")
    add(office, "logic", "FL1", {"title": "Hemligheten", "effect_long": "ZEBRA"})
    return office


REGISTER_WORDS = [("stories", ""), ("stories", "Hemligheten"), ("stories", "B1"), ("lessons", ""), ("lessons", "LD1"),
                  ("logic", "FL1"), ("logic", "Hemligheten"), ("improvements", "")]  # fmt: skip
QUESTIONS = ["Vad bör vi sluta göra?", "Finns det berättelser om Hemligheten?", "Finns det lärdomar om hemligheten?",
             "Vilka effekter väntar vi på lång sikt?", "Starta en förändringslogik för Hemligheten",
             "Är behovet av rad 13 fortfarande aktuellt?"]  # fmt: skip


def test_where_others_read_only_what_is_open_data_is_shown(told: Office) -> None:
    def words(asked: Callable[[Context], Reply]) -> str:
        try:
            reply = asked(replace(told.context(BOSS), is_public=True))
        except Refusal as refused:
            return str(refused)
        assert isinstance(reply, Message)
        return plain_words(reply)

    for register, asked in REGISTER_WORDS:
        answer = words(lambda ctx, name=register, asked=asked: command_of(BY_NAME[name])(ctx, asked))  # type: ignore[misc]
        assert "ZEBRA" not in answer
        assert "Enskilt" not in answer
        assert ("Öppet" in answer) is ((register, asked) == ("stories", "")), answer
    for question in QUESTIONS:
        answer = words(lambda ctx, question=question: answer_sentence(ctx, question))  # type: ignore[misc]
        assert not {"Enskilt", "ZEBRA", "FL1", "LD1"} & set(answer.split()), answer
        assert "visas inte där andra läser" in answer or "berättelser" in question or "Starta" in question, answer
    alone = command_of(BY_NAME["stories"])(told.context(BOSS), "B1")
    assert isinstance(alone, Message)
    assert "ZEBRA" in plain_words(alone)


def test_personal_data_in_a_line_are_masked_wherever_it_is_read(office: Office) -> None:
    add(office, "lessons", "LD1", {"text": "Ring 070-123 45 67 först"}, "row:13")
    text = "Fråga 070-123 45 67"
    add(office, "improvements", "PDCA1", {"matter": text, "plan": text, "origin": text, "begun_on": "2022-01-01"})
    add(office, "logic", "FL1", {"title": text, "effect_long": text})
    shown = [("lessons", ""), ("lessons", "LD1"), ("improvements", "PDCA1"), ("improvements", ""), ("logic", "FL1")]
    for register, words in shown:
        handler = pdca if register == "improvements" else command_of(BY_NAME[register])
        reply = handler(office.context(ANNA), words)
        assert isinstance(reply, Message)
        assert "▇▇▇" in plain_words(reply)
        assert "070-123" not in plain_words(reply), (register, words)
    assert "070-123" not in str(linked_to(office.context(ANNA), office.context(ANNA).directory.plans[-1].by_row[13]))
    asked = answer_sentence(office.context(ANNA), "Vilka effekter väntar vi på lång sikt?")
    assert isinstance(asked, Message)
    assert "070-123" not in plain_words(asked)


def test_whoever_got_a_row_handed_over_fills_in_the_steps_that_they_began(office: Office) -> None:
    found = office.open()
    ctx = office.context(TO)
    giver = ctx.directory.by_account("slack", ANNA)
    assert giver is not None
    moves = [(giver, ctx.directory.by_account("slack", TO), ctx.directory.plans[0].by_row[13])]
    hand_over(office.session, found, moves, HandoverReason.NOT_MINE, office.now)
    office.answer(TO, 13, Status.RED, "Överklagad upphandling.")
    pdca(office.context(TO), "13 Prova")
    assert "Gjort" in str(pdca(office.context(TO), "13 Gjort"))
    assert [each.action for each in similar_buttons(office, TO)] == ["lesson_helped"] * 2
    assert similar_buttons(office, OTHER) == []


def similar_buttons(office: Office, account: str) -> list[Button]:
    """Under an earlier lesson that is like row 13."""
    add(office, "lessons", "LD9", {"text": "Ramavtal när en upphandling överklagas"}, "row:14")
    reply = similar(office.context(account), "13")
    assert isinstance(reply, Message)
    assert "Ramavtal" in plain_words(reply)
    return [button for part in reply.parts if isinstance(part, Buttons) for button in part.buttons]


def test_an_ended_line_is_told_in_swedish(office: Office) -> None:
    ctx, line = office.context(BOSS), Line("LD1", {"text": "Prova"}, ended=OPENING.date(), ended_why="Klart")
    assert not store_lines(office.session, BY_NAME["lessons"], targets_of(ctx), [line], OPENING).faults
    reply = command_of(BY_NAME["lessons"])(ctx, "")
    assert isinstance(reply, Message)
    assert "(avslutad " in plain_words(reply)


def test_where_a_lesson_comes_from_is_stored_in_the_language_of_the_installation(office: Office) -> None:
    office.open()
    office.answer(ANNA, 13, Status.RED)
    ctx = office.context(ANNA)
    english = replace(ctx, t=ctx.options.translator_in("en", ctx.t.zone))
    lesson(english, "13 Try it")
    pdca(english, "13 Try it")
    for register, key in (("lessons", "LD1"), ("improvements", "PDCA1")):
        line = line_of(office.session, register, key)
        assert line is not None
        assert line.content["origin"] == "Halvår 2022, rad 13"
