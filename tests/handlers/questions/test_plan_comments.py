"""The plan file's own comments have no author in the chat, so personal data in them are masked for everybody."""

import pytest
from sqlalchemy import select

from bot.requests.routing import route
from handlers.context import Said
from messages.parts import Message, plain_words
from models.people.directory_cache import raise_revision
from models.plan.tables import Placement
from models.rules.answers.personal_data import MASK
from tests.handlers.conftest import Office
from tests.handlers.questions.test_phrasings import member_context


@pytest.mark.parametrize("said", ["status 14", "historik 14", "vad står det på rad 14", "senaste om rad 14"])
@pytest.mark.parametrize("number", ["811218-9876", "070-123 45 67", "anna.ek@gmail.com"])
def test_personal_data_in_the_plan_file_are_masked(office: Office, said: str, number: str) -> None:
    placement = office.session.scalars(select(Placement).where(Placement.row == 14)).one()
    placement.previous_comment = f"Fråga Anna, {number}, om planen."
    raise_revision(office.session, "plan")
    office.session.flush()
    reply = route(Said("all", said)).handler(member_context(office, "medarbetare"))
    assert isinstance(reply, Message)
    assert f"Fråga Anna, {MASK}, om planen." in plain_words(reply)
    assert number not in plain_words(reply)
