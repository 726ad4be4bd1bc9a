"""A stored text that does not fit its field is shown above an empty one, whichever field it is."""

import pytest

from handlers.answers.form.fields import LENGTHS
from handlers.answers.text.report import answer_row
from messages.parts import Form, Quote
from models.vocabulary.answers import Status
from tests.handlers.conftest import Office

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize("name", LENGTHS)
def test_a_text_longer_than_its_field_is_shown_above_it(office: Office, name: str) -> None:
    long = "Lång text. " * (LENGTHS[name] // 10)
    office.open()
    office.answer("UAGFOLK01", 13, Status.YELLOW, **{name: long})
    form = answer_row(office.context("UAGFOLK01"), "13")
    assert isinstance(form, Form)
    assert [part.text for part in form.parts if isinstance(part, Quote)] == [long]
