"""What was learnt: of which rows, and when it is asked for."""

from dataclasses import replace
from datetime import timedelta

from actions.plan.copying import copy_plan
from actions.plan.editing import Editor
from actions.plan.ending import end_row
from actions.registers.lines import store_lines
from actions.registers.voting import begin_vote
from handlers.learning.lessons import lesson
from handlers.learning.questions import waiting_parts
from handlers.learning.similar import similar
from handlers.learning.voting import form_pressed, submitted
from handlers.registers.shown import targets_of
from handlers.routes import answer_sentence
from messages.parts import Choice, Form, Message, plain_words
from models.people.directory_cache import load_directory
from models.registers.all import BY_NAME
from models.registers.declaration import Line
from models.vocabulary.answers import Status
from tests.handlers.conftest import Office
from tests.handlers.rounds_of_years import open_year

ANNA, BOSS = "UAGFOLK01", "USAMORD01"


def told(reply: object) -> str:
    assert isinstance(reply, Message)
    return plain_words(reply)


def test_what_is_red_again_in_the_same_round_is_not_asked_about(office: Office) -> None:
    office.close(office.open("Helår 2021"))
    office.now += timedelta(days=31)
    round_ = office.open()
    office.answer(ANNA, 14, Status.RED, action="Ny upphandling")
    office.now += timedelta(minutes=1)
    office.answer(ANNA, 14, Status.GREEN)
    assert "Vad hjälpte?" in told(lesson(office.context(ANNA), ""))
    office.answer(ANNA, 14, Status.RED, action="Ny upphandling", change_reason="Fel")
    assert "inte frågat dig" in told(lesson(office.context(ANNA), ""))
    assert waiting_parts(office.context(ANNA), round_) == []


def test_a_lesson_is_named_by_this_years_plan_though_the_next_is_there(office: Office) -> None:
    office.open()
    copy_plan(Editor(office.session, office.now), 2022, 2023)
    this, following = load_directory(office.session).plans
    end_row(Editor(office.session, office.now), following.id, following.by_row[14].placement_id, "Beslutat.")
    lesson(office.context(ANNA), f"14 {this.by_row[16].activity[:200]}")
    assert this.by_row[14].activity[:30] in told(similar(office.context(ANNA), "16"))


def test_an_organisation_with_a_long_name_can_be_chosen_in_the_form(office: Office) -> None:
    ctx, (first, second) = office.context(ANNA), office.context(ANNA).directory.units[:2]
    name = "Samverkansorganet för regional utveckling, kompetensförsörjning och kulturfrågor i länet"
    directory = replace(ctx.directory, units=(replace(first, name=name), second))
    person = replace(ctx.person(), units=frozenset({first.id, second.id}))
    ctx = replace(ctx, directory=directory, actor=replace(ctx.actor, person=person))
    proposal = Line("LP1", {"title": "Elektrifiering", "number": 1})
    assert not store_lines(office.session, BY_NAME["proposals"], targets_of(ctx), [proposal], ctx.now).faults
    begin_vote(office.session, "Mötet", ctx.now)
    form = form_pressed(ctx, "")
    assert isinstance(form, Form)
    [choice] = [part for part in form.parts if isinstance(part, Choice) and part.name == "organisation"]
    assert name in told(submitted(ctx, form.state, {"organisation": choice.options[0].value, "place1": "LP1"}))


def test_a_lesson_told_in_next_years_plan_is_of_the_row_that_was_red(office: Office) -> None:
    round_ = office.open()
    office.answer(ANNA, 14, Status.RED, action="Ny upphandling")
    office.close(round_)
    copy_plan(Editor(office.session, office.now), 2022, 2023)
    open_year(office, 2023)
    assert "LD1" in told(lesson(office.context(ANNA), "14 Börja tidigare."))
    assert "LD2" in told(lesson(office.context(ANNA), "16 Något annat."))
    found = told(answer_sentence(office.context(BOSS), "Vad har vi lärt oss av det som blev rött?"))
    assert "LD1" in found
    assert "LD2" not in found
