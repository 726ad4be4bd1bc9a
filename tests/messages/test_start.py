"""*Kom igång* stands in the first opening message that somebody ever gets, and in no other."""

import pytest
from sqlalchemy import select

from messages.build import build
from messages.parts import plain_words
from models.outbox.tables import Delivery
from models.people.directory_cache import load_directory
from models.rounds.tables import Round
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from tests.handlers.conftest import Office, new_office, office, office_database, office_url

__all__ = ["new_office", "office", "office_database", "office_url"]  # fixtures
ANNA, START = "UAGFOLK01", "Kom igång"


def prompt_of(office: Office, found: Round) -> Delivery:
    person = load_directory(office.session).by_account("slack", ANNA)
    assert person is not None
    query = select(Delivery).where(Delivery.kind == DeliveryKind.PROMPT, Delivery.person_id == person.id)
    return office.session.scalars(query.where(Delivery.round_id == found.id)).one()


def words(office: Office, delivery: Delivery) -> str:
    message = build(office.session, delivery, office.options)
    assert message is not None
    return plain_words(message)


def rewritten(office: Office, prompt: Delivery) -> str:
    """The message as it would be rewritten now."""
    return words(office, Delivery(
        kind=DeliveryKind.PROMPT_UPDATE, round_id=prompt.round_id, person_id=prompt.person_id, target_id=prompt.id,
        platform="slack", state=DeliveryState.PENDING, created_at=office.now,
    ))  # fmt: skip


def test_only_the_first_message_has_it_however_often_it_is_rewritten(office: Office) -> None:
    first = office.open("Helår 2021")
    assert START in words(office, prompt_of(office, first))
    office.ask(first)
    second = office.open("Halvår 2022")
    office.ask(second)
    assert START not in words(office, prompt_of(office, second))
    assert START not in rewritten(office, prompt_of(office, second))
    assert START in rewritten(office, prompt_of(office, first))


@pytest.mark.parametrize("reached", [True, False])
def test_what_never_reached_its_reader_is_not_their_first(office: Office, reached: bool) -> None:
    first = office.open("Helår 2021")
    office.ask(first, *([] if reached else [ANNA]))
    assert (START in words(office, prompt_of(office, office.open("Halvår 2022")))) is not reached


def test_it_is_gone_when_the_round_is_over(office: Office) -> None:
    first = office.open("Helår 2021")
    office.ask(first)
    office.close(first)
    assert START not in rewritten(office, prompt_of(office, first))
