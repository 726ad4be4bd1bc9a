"""A text too long for a button is held for its writer, for a month."""

from datetime import date, timedelta

import pytest

from handlers.answers.text.report import answer_as, report
from handlers.context import Refusal
from messages.parts import Buttons, Message, plain_words
from messages.values.answers import AnswerValue
from messages.values.rows import RowValue
from models.answers.tables import HeldText
from models.vocabulary.answers import Status
from tests.handlers.conftest import Office

pytestmark = pytest.mark.one_database
OWNER, DEPUTY = "UAGFOLK01", "UERFOLK01"
LONG = "Upphandlingen är försenad. " * 80


def asked(office: Office, words: str) -> list[str]:
    """The values of the buttons that come back."""
    reply = report(office.context(OWNER), words)
    assert isinstance(reply, Message)
    return [button.value for part in reply.parts if isinstance(part, Buttons) for button in part.buttons]


def test_a_long_text_is_held_once_for_all_its_buttons_and_a_short_one_not_at_all(office: Office) -> None:
    office.open(open_for=timedelta(days=90))
    values = asked(office, f"12 g {LONG}")
    assert len(values) == 4
    assert {AnswerValue.read(value).held_id for value in values} == {office.session.query(HeldText).one().id}
    assert all(len(value) < 100 for value in values)
    asked(office, "12 g Sen")
    assert office.session.query(HeldText).count() == 1


def test_nobody_else_and_nobody_after_a_month_goes_on_with_it(office: Office) -> None:
    office.open(open_for=timedelta(days=90))
    value = asked(office, f"12 g {LONG}")[1]
    with pytest.raises(Refusal, match="Kopiera den"):
        answer_as(office.context(DEPUTY), value)
    office.now += timedelta(days=31)
    reply = answer_as(office.context(OWNER), value)
    assert isinstance(reply, Message)
    assert plain_words(reply).startswith("Tack"), "held until another is"
    asked(office, f"13 g {LONG}")
    with pytest.raises(Refusal, match="Kopiera den"):
        answer_as(office.context(OWNER), value)


@pytest.mark.parametrize(
    "value",
    [AnswerValue((RowValue(6), RowValue(7, placement_id=21)), 3, Status.RED, "a|b@c"), AnswerValue(),
     AnswerValue((RowValue(1),), None, None, "x"), AnswerValue((RowValue(1),), 2, Status.CANNOT_ASSESS, "", 9),
     AnswerValue((RowValue(1, placement_id=5),), 2, None, "x", None, date(2026, 3, 27))],
)  # fmt: skip
def test_a_buttons_value_is_read_back(value: AnswerValue) -> None:
    assert AnswerValue.read(str(value)) == value


@pytest.mark.parametrize("text", ["", "|", "x@y@z|blue|q", "1,,2@@|red", "٣@9|green|"])
def test_whatever_comes_back_with_a_press_is_read(text: str) -> None:
    AnswerValue.read(text)
