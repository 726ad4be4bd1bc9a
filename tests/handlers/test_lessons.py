"""What was learnt: of which rows, and when it is asked for."""

from actions.plan.copying import copy_plan
from actions.plan.editing import Editor
from handlers.learning.lessons import lesson
from handlers.routes import answer_sentence
from messages.parts import Message, plain_words
from models.vocabulary import Status
from tests.handlers.conftest import Office
from tests.handlers.rounds_of_years import open_year

ANNA, BOSS = "UAGFOLK01", "USAMORD01"


def told(reply: object) -> str:
    assert isinstance(reply, Message)
    return plain_words(reply)


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
