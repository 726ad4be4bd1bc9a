"""What was handed over in a round is the other's, wherever it is told: in the form, at a departure, in the overview."""

import json

import pytest

from actions.answers.asking import reconcile_round
from actions.answers.handovers import hand_over
from handlers.access import access_row
from handlers.answers.other_goals import shared_rows
from handlers.people.not_mine import handed_over
from messages.build import build
from messages.home.overview import round_parts
from messages.home.reader import Reader
from messages.parts import FormFaults, Message, plain_words
from models.outbox.tables import Delivery
from models.people.directory_cache import load_directory
from models.people.handover import Handover
from models.people.tables import Member
from models.rounds.tables import Round
from models.vocabulary.outbox import DeliveryKind
from models.vocabulary.people import HandoverReason, Membership
from tests.handlers.conftest import Office

pytestmark = pytest.mark.one_database
# Rows 7 and 33 are one activity of Samhällsutveckling, which has two owners.
OWNER, OTHER, TO, BOSS = "UAGSAMH01", "UAGSAMH02", "UAGVALF01", "USAMORD01"


def hand(office: Office, found: Round, giver: str, to: str | None, *rows: int) -> None:
    directory = load_directory(office.session)
    person = directory.by_account("slack", giver)
    receiver = directory.by_account("slack", to) if to else None
    assert person is not None
    moves = [(person, receiver, directory.plans[0].by_row[row]) for row in rows]
    hand_over(office.session, found, moves, HandoverReason.NOT_MINE, office.now)


def shared(office: Office, account: str, row: int) -> list[int]:
    ctx = office.context(account)
    return [each.row for each in shared_rows(ctx, access_row(ctx, row))]


def test_one_answer_for_both_goals_is_offered_to_whoever_reports_on_both(office: Office) -> None:
    found = office.open()
    assert shared(office, OWNER, 7) == [7, 33]
    hand(office, found, OWNER, TO, 33)
    assert (shared(office, OWNER, 7), shared(office, TO, 33)) == ([7], [33])
    assert shared(office, OTHER, 7) == [7, 33]
    hand(office, found, OWNER, TO, 7)
    assert shared(office, TO, 33) == [7, 33]


def left(office: Office, found: Round, account: str) -> str:
    """What a coordinator is told when this account is closed."""
    office.session.add(Member(platform="slack", account=account, membership=Membership.DEACTIVATED, seen_at=office.now))
    office.session.flush()
    reconcile_round(office.session, found, office.now, office.options)
    told = (
        office.session.query(Delivery).filter_by(kind=DeliveryKind.COORDINATOR).filter(Delivery.key.like("departed:%"))
    )
    person = load_directory(office.session).by_account("slack", account)
    about = [row for row in told.order_by(Delivery.id) if person and (row.payload or {})["about"] == [person.id]]
    message = build(office.session, about[-1], office.options) if about else None
    return plain_words(message) if message else ""


def test_a_departure_tells_of_the_rows_that_the_person_was_asked_about(office: Office) -> None:
    """Folkhälsa's owner has handed row 12 to somebody who leaves, and then leaves too."""
    found = office.open()
    hand(office, found, "UAGFOLK01", "UCHFOLK01", 12)
    assert "Folkhälsa: rad 12\n" in left(office, found, "UCHFOLK01")
    hand(office, found, "UCHFOLK01", TO, 12)
    told = left(office, found, "UAGFOLK01")
    assert "Folkhälsa: raderna 13, 14, 16" in told
    assert "12" not in told


def test_who_was_never_asked_leaves_without_a_word(office: Office) -> None:
    found = office.open()
    hand(office, found, "UAGLEDN01", None, 60)
    assert left(office, found, "UAGLEDN01") == ""


def test_the_overview_names_those_who_are_asked_now(office: Office) -> None:
    found = office.open()

    def unit(name: str) -> str:
        ctx = office.context(BOSS)
        reader = Reader(office.session, office.options, ctx.t, ctx.directory, ctx.person(), office.now)
        lines = plain_words(Message(tuple(round_parts(reader)))).splitlines()
        return next(line for line in lines if line.startswith(f"• {name}: "))

    assert unit("Ledningsstaben").endswith("– Ägare Ledningsstaben")
    hand(office, found, "UAGLEDN01", TO, 60)
    assert unit("Ledningsstaben").endswith("– Ägare Välfärd")
    hand(office, found, TO, None, 60)
    assert unit("Ledningsstaben").endswith("– tillbaka hos samordnaren")


def test_a_reason_that_is_too_long_is_refused_whole(office: Office) -> None:
    found = office.open()
    state = json.dumps({"round": found.id, "sitting": None})
    reply = handed_over(office.context(OWNER), state, {"rows": "7", "to": "", "note": "å" * 301})
    assert reply == FormFaults({"note": "Högst 300 tecken."})
    assert office.session.query(Handover).count() == 0
