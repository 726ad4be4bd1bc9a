"""Taking somebody out of the people file, and giving them a new address. Never commits."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, exists, select, update
from sqlalchemy.orm import Session

from actions.answers.handovers import hand_over
from actions.coordinators.telling import tell_coordinators
from actions.deviations.following import forget_follower
from actions.people.accounts import COLUMNS, settle_all_accounts
from actions.people.conversations import forget_conversations
from models.deviations.questions import has_spoken
from models.operations.audit import forget_values, record
from models.options import Options
from models.outbox.tables import Delivery
from models.people.absence import Absence
from models.people.directory import Directory
from models.people.directory_cache import load_directory, raise_revision
from models.people.views import PersonView
from models.plan.views import RowView
from models.rounds.queries import plan_of_round
from models.rounds.tables import Round
from models.tables import Answer, Draft, Person, PersonUnit, Unit
from models.vocabulary.outbox import CoordinatorNotice, DeliveryState
from models.vocabulary.people import HandoverReason
from models.vocabulary.rounds import TAKES_ANSWERS, RoundState


@dataclass(frozen=True)
class Removed:
    """What is left behind by somebody who was removed: `answers` is how many they have given, `drafts` how many of
    their drafts were deleted, `stood_in_for` whose deputy or manager they were, by address or unit."""

    answers: int
    drafts: int
    stood_in_for: tuple[str, ...]


def remove_person(session: Session, person: PersonView, now: datetime, options: Options) -> Removed:
    """Takes somebody out of the people file. What they answered, decided and asked stays, with their name and address
    where there is something, and without either where nothing is. Everything else about them goes: accounts, units,
    leave, drafts, what they follow, and messages that were not sent."""
    before = load_directory(session)
    answers = len(session.scalars(select(Answer.id).where(Answer.author_id == person.id)).all())
    drafts = len(session.scalars(select(Draft.id).where(Draft.person_id == person.id)).all())
    stood_in_for = _take_from_others(session, person)
    _hand_back(session, before, person, now)
    for table in (Draft, Absence, PersonUnit):
        session.execute(delete(table).where(table.person_id == person.id))
    forget_follower(session, person.id)
    _forget_messages(session, person)
    values: dict[str, Any] = {
        "roles": [], "slack_user_id": None, "slack_by_email": False, "teams_aad_object_id": None,
        "teams_by_email": False, "chosen_platform": None, "heard_on": None, "language": None, "timezone": None,
        "deputy_email": None, "chosen_deputy_email": None, "manager_email": None,
        "activities": None, "removed_at": now,
    }  # fmt: skip
    if not answers and not has_spoken(session, person.id):
        values |= {"email": f"removed-{person.id}", "name": "–"}
    session.execute(update(Person).where(Person.id == person.id).values(values))
    forget_values(session, person.id)
    rights = {"roles": sorted(person.roles), "unit": sorted(u.name for u in before.units if u.id in person.units)}
    record(session, now, "person.removed", "", about_id=person.id, before=rights, answers=answers)
    raise_revision(session, "people")
    session.flush()
    # The account may be somebody else's by its address.
    settle_all_accounts(session, now, options)
    _tell(session, before, person, now, options)
    return Removed(answers, drafts, stood_in_for)


def _take_from_others(session: Session, person: PersonView) -> tuple[str, ...]:
    """Nobody has the person as deputy or manager any more. Returns who had."""
    had: list[str] = []
    for each in (*session.scalars(select(Person)), *session.scalars(select(Unit))):
        is_person = isinstance(each, Person)
        columns = ("deputy_email", "chosen_deputy_email", *(("manager_email",) if is_person else ()))
        named = [column for column in columns if getattr(each, column) == person.email]
        for column in named:
            setattr(each, column, None)
        if named:
            had.append(each.email if isinstance(each, Person) else each.name)
    session.flush()
    return tuple(sorted(had))


def _hand_back(session: Session, directory: Directory, person: PersonView, now: datetime) -> None:
    """Rows that were handed over to the person, in rounds that take answers, go back to those who own them."""
    for round_ in session.scalars(select(Round).where(Round.state.in_(TAKES_ANSWERS))):
        plan = plan_of_round(directory, round_) if round_.id in directory.handovers else None
        moves: list[tuple[PersonView, PersonView | None, RowView]] = []
        for row in plan.rows if plan else ():
            if directory.asked(row, round_.id).get(person.id) is not None:
                owners = [each for each in directory.owners(row) if each.id != person.id]
                moves += [(person, owner, row) for owner in owners[:1]] or [(person, None, row)]
        hand_over(session, round_, moves, HandoverReason.BACK, now)


def _forget_messages(session: Session, person: PersonView) -> None:
    """Nothing more is sent to the person, and where it was sent is forgotten, and where they were met."""
    for platform in COLUMNS:
        if account := person.account_on(platform):
            forget_conversations(session, platform, account)
    mine = Delivery.person_id == person.id
    pending = and_(mine, Delivery.state.in_([DeliveryState.PENDING, DeliveryState.FAILED]))
    session.execute(update(Delivery).where(pending).values(state=DeliveryState.CANCELLED, error="removed"))
    session.execute(update(Delivery).where(mine).values(tried_address=None))


def _tell(session: Session, before: Directory, person: PersonView, now: datetime, options: Options) -> None:
    """The coordinators are told which rows nobody answers for now. In an open round the clock tells it."""
    after = load_directory(session)
    plan = max(after.plans, key=lambda plan: plan.year, default=None)
    rows = [
        row.placement_id for row in before.owned_rows(person, plan) if not after.owners(row)
    ] if plan else []  # fmt: skip
    if rows and not session.scalar(select(exists().where(Round.state == RoundState.OPEN))):
        subject = f"removed:{person.id}:{now:%Y%m%dT%H%M%S}"
        tell_coordinators(session, CoordinatorNotice.REMOVED, subject, now, options, name=person.name, rows=rows)
