"""Who may approve an answer: whoever wrote it only when nobody else can."""

import pytest
from sqlalchemy import select

from actions.people.removing import remove_person
from handlers.context import Refusal
from handlers.review.reviewing import approve_one, review
from messages.parts import plain_words
from messages.values.answers import ReviewValue
from messages.values.rows import RowValue
from models.review.tables import Review
from models.vocabulary.answers import Status
from tests.handlers.conftest import Office

pytestmark = pytest.mark.one_database
BOSS, OTHER = "USAMORD01", "USAMORD02"


def own_answer(office: Office) -> str:
    """The value of the button about row 12, which the coordinator has answered for its unit."""
    round_ = office.open()
    stored = office.answer(BOSS, 12, Status.GREEN)
    row = office.context(BOSS).directory.plans[0].by_row[12]
    return str(ReviewValue(RowValue.of(row, round_.id, stored.answer.id)))


def verdicts(office: Office) -> list[bool]:
    return list(office.session.scalars(select(Review.is_own)))


def test_another_coordinator_approves_it(office: Office) -> None:
    button = own_answer(office)
    with pytest.raises(Refusal, match="så en annan samordnare får godkänna svaret"):
        approve_one(office.context(BOSS), button)
    approve_one(office.context(OTHER), button)
    assert verdicts(office) == [False]


def test_the_only_coordinator_approves_it_and_that_is_noted(office: Office) -> None:
    button = own_answer(office)
    remove_person(office.session, office.context(OTHER).person(), office.now, office.options)
    assert "det finns ingen annan samordnare" in plain_words(review(office.context(BOSS), ""))
    approve_one(office.context(BOSS), button)
    assert verdicts(office) == [True]
