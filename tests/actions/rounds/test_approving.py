"""Nobody approves what they have answered themselves, where another coordinator can."""

from datetime import timedelta

import pytest

from actions.rounds.life_cycle import RoundFault
from actions.rounds.review import approve
from models.answers.queries import current_answers
from models.people.directory_cache import load_directory
from models.vocabulary.answers import Status
from tests.conftest import OPENING
from tests.handlers.conftest import Office, new_office, office, office_database, office_url

__all__ = ["new_office", "office", "office_database", "office_url"]  # fixtures
FIRST, SECOND = "USAMORD01", "USAMORD02"


def test_an_answer_of_ones_own_is_another_coordinators_to_approve(office: Office) -> None:
    round_ = office.open()
    office.answer(FIRST, 12, Status.RED)
    office.now = OPENING + timedelta(days=31)
    office.close(round_)
    directory = load_directory(office.session)
    [(placement, given)] = current_answers(office.session, round_.id, round_.plan_id or 0).items()
    reviewable = [(directory.plans[0].by_placement[placement], given)]
    first, second = (directory.by_account("slack", account) for account in (FIRST, SECOND))
    with pytest.raises(RoundFault, match="have answered row"):
        approve(office.session, round_, reviewable, first, office.now)
    assert approve(office.session, round_, reviewable, second, office.now) == []
