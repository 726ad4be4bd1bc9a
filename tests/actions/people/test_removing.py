"""Somebody is taken out of the people file: what stays, what goes, and who is told."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions.answers.handovers import hand_over
from actions.people.accounts import settle_accounts
from actions.people.members import Account, remember_accounts
from actions.people.removing import Removed, remove_person
from actions.rounds.life_cycle import NewRound, create_round, open_round
from imports.people.file import read_people
from imports.people.store import apply_people
from models.options import Options
from models.outbox.tables import Delivery
from models.people.absence import Absence, set_leave
from models.people.directory_cache import load_directory
from models.people.tables import Person, PersonUnit
from models.people.views import PersonView
from models.rounds.tables import Round
from models.rules.absence import Leave
from models.storage.database import Database
from models.tables import Answer, AuditEvent, Draft, Placement
from models.vocabulary.answers import Source, Status
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from models.vocabulary.people import HandoverReason, Membership
from tests.conftest import OPENING, SAMPLES, STOCKHOLM

ALONE, SHARED = "agare.ledningsstaben@example.se", "agare.kultur1@example.se"
DEPUTY = "ersattare.folkhalsa@example.se"
OPTIONS = Options(STOCKHOLM)


@pytest.fixture
def database(stocked_url: str) -> Iterator[Database]:
    opened = Database(stocked_url)
    yield opened
    opened.close()


def person(session: Session, email: str) -> PersonView:
    return load_directory(session).by_email[email]


def remove(database: Database, email: str) -> Removed:
    with database.write() as session:
        return remove_person(session, person(session, email), OPENING, OPTIONS)


def begin(session: Session) -> Round:
    new = NewRound("Halvår 2022", date(2022, 1, 1), date(2022, 6, 30), OPENING, OPENING + timedelta(days=30))
    round_ = create_round(session, new, OPENING)
    open_round(session, round_, OPENING, OPTIONS, timedelta(0))
    return round_


def answer(session: Session, round_: Round, author: PersonView) -> None:
    placement = session.scalars(select(Placement.id).where(Placement.row == 60)).one()
    where = {"round_id": round_.id, "placement_id": placement}
    by = {"author_id": author.id, "author_email": author.email, "submitted_at": OPENING, "source": Source.SLACK}
    session.add(Answer(**where, **by, version=1, status=Status.GREEN, comment="Ja."))
    session.add(Draft(round_id=round_.id, placement_id=placement, person_id=author.id, values={}, saved_at=OPENING))
    set_leave(session, author.id, Leave(date(2022, 7, 1), date(2022, 7, 31)))


def test_what_was_answered_stays_with_its_author_and_everything_else_goes(database: Database) -> None:
    with database.write() as session:
        answer(session, begin(session), person(session, ALONE))
        number = person(session, ALONE).id
    assert remove(database, ALONE) == Removed(1, 1, ())
    with database.read() as session:
        stored = session.get_one(Person, number)
        kept = {name: getattr(stored, name) for name in Person.__table__.columns.keys()}  # noqa: SIM118 - of columns
        assert kept == {
            **dict.fromkeys(kept), "id": number, "email": ALONE, "name": "Ägare Ledningsstaben", "roles": [],
            "slack_by_email": False, "teams_by_email": False, "removed_at": OPENING,
        }  # fmt: skip
        directory = load_directory(session)
        assert (ALONE in directory.by_email, directory.by_account("slack", "UAGLEDN01")) == (False, None)
        assert directory.by_id[number].name == "Ägare Ledningsstaben"
        assert session.scalars(select(Answer.author_email)).all() == [ALONE]
        for table in (Draft, Absence, PersonUnit):
            assert session.scalar(select(func.count()).where(table.person_id == number)) == 0
        unsent = (DeliveryState.PENDING, DeliveryState.FAILED)
        assert (
            session.scalars(select(Delivery.id).filter_by(person_id=number).where(Delivery.state.in_(unsent))).all()
            == []
        )
        [event] = session.scalars(select(AuditEvent).where(AuditEvent.what == "person.removed"))
        assert (event.about_id, event.after) == (number, {"answers": 1})


def test_of_somebody_who_has_answered_nothing_neither_name_nor_address_stays(database: Database) -> None:
    with database.read() as session:
        number = person(session, DEPUTY).id
    removed = remove(database, DEPUTY)
    assert removed == Removed(0, 0, ("agare.folkhalsa@example.se",))
    with database.read() as session:
        stored = session.get_one(Person, number)
        assert (stored.email, stored.name) == (f"removed-{number}", "–")
        assert person(session, "agare.folkhalsa@example.se").deputy_email is None


@pytest.mark.parametrize("email", [ALONE, DEPUTY])
def test_an_import_brings_somebody_back(database: Database, email: str) -> None:
    with database.write() as session:
        answer(session, begin(session), person(session, ALONE))
        number = person(session, email).id
    remove(database, email)
    with database.write() as session:
        result = apply_people(session, read_people(SAMPLES / "people.csv").rows, OPENING)
    assert (result.added, result.without_owner) == ((email,), ())
    with database.read() as session:
        assert (person(session, email).id == number) is (email == ALONE)
        assert person(session, email).slack_user_id is not None


def test_rows_that_nobody_answers_for_are_told_outside_a_round(database: Database) -> None:
    remove(database, ALONE)
    remove(database, SHARED)
    with database.read() as session:
        notices = session.scalars(select(Delivery).filter_by(kind=DeliveryKind.COORDINATOR)).all()
        rows = {place.id: place.row for place in session.scalars(select(Placement))}
        told = [(n.payload["name"], [rows[each] for each in n.payload["rows"]]) for n in notices if n.payload]
        assert told == [("Ägare Ledningsstaben", [60])] * len(load_directory(session).coordinators())


def test_a_row_that_was_handed_over_goes_back_to_its_owner(database: Database) -> None:
    with database.write() as session:
        round_, directory = begin(session), load_directory(session)
        row = directory.plans[0].by_row[60]
        giver, to = directory.by_email[ALONE], directory.by_email[SHARED]
        hand_over(session, round_, [(giver, to, row)], HandoverReason.NOT_MINE, OPENING)
        round_id = round_.id
    remove(database, SHARED)
    with database.read() as session:
        assert set(load_directory(session).asked(row, round_id)) == {giver.id}


def test_the_account_is_free_for_whoever_has_its_address(database: Database) -> None:
    """One person with two rows, of which the older one is taken away."""
    with database.write() as session:
        session.add(Person(email="nytt.namn@example.se", name="Nytt Namn", roles=["owner"]))
        session.flush()
        remember_accounts(session, "slack", [Account("UAGLEDN01", Membership.FULL, "nytt.namn@example.se")], OPENING)
        session.info["directory"] = None
        assert [change.is_link for change in settle_accounts(session, OPENING, OPTIONS, "slack")] == [False]
    remove(database, ALONE)
    with database.read() as session:
        assert person(session, "nytt.namn@example.se").slack_user_id == "UAGLEDN01"
