"""The gaps in an open round that the coordinators have not been notified of: rows without an owner, people who are away
without a stand-in, people whose account is closed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.options import Options
from models.outbox.tables import Delivery
from models.people.directory import Directory
from models.people.tables import Member
from models.people.views import PersonView
from models.plan.views import PlanView, RowView
from models.rounds.away import is_away
from models.rounds.ladder import is_short
from models.rounds.tables import Round
from models.vocabulary.outbox import CoordinatorNotice, DeliveryKind
from models.vocabulary.people import Membership


@dataclass(frozen=True)
class CoverageGaps:
    """The gaps of an open round. `away` and `departed` are people who are asked; the accounts of the latter are
    closed."""

    ownerless: tuple[RowView, ...] = ()
    away: tuple[PersonView, ...] = ()
    departed: tuple[PersonView, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.ownerless or self.away or self.departed)


def new_coverage_gaps(
    session: Session, directory: Directory, round_: Round, plan: PlanView, now: datetime, options: Options
) -> CoverageGaps:
    """The gaps of which no notice has been queued. Empty while there is no coordinator to notify."""
    if not directory.coordinators():
        return CoverageGaps()
    notified = _notified(session, round_.id)
    rows, away, departed = (
        notified.get(notice, set())
        for notice in (CoordinatorNotice.OWNERLESS, CoordinatorNotice.AWAY, CoordinatorNotice.DEPARTED)
    )
    return CoverageGaps(
        tuple(row for row in plan.rows if not directory.owners(row) and row.placement_id not in rows),
        tuple(person for person in _away(directory, round_, plan, now, options) if person.id not in away),
        tuple(person for person in _departed(session, directory, round_, plan) if person.id not in departed),
    )


def rows_alone(directory: Directory, round_: Round, plan: PlanView, person: PersonView) -> list[RowView]:
    """The rows about which only this person is asked."""
    rows = directory.asked_rows(person, plan, round_.id)
    return [row for row in rows if len(directory.asked(row, round_.id)) == 1]


def rows_left_by(
    session: Session, directory: Directory, round_: Round, plan: PlanView, person: PersonView
) -> list[RowView]:
    """The rows that this person, whose account is closed, is asked about, and nobody else whose account is open."""
    closed = {each.id for each in _closed(session, directory, directory.people)}
    rows = directory.asked_rows(person, plan, round_.id)
    return [row for row in rows if closed.issuperset(directory.asked(row, round_.id))]


def _notified(session: Session, round_id: int) -> dict[str, set[int]]:
    """The ids of what the notices of this round are about, by kind of notice."""
    query = select(Delivery.payload).where(Delivery.round_id == round_id, Delivery.kind == DeliveryKind.COORDINATOR)
    notified: dict[str, set[int]] = {}
    for payload in session.scalars(query):
        data: dict[str, Any] = payload or {}
        notified.setdefault(str(data.get("notice")), set()).update(data.get("about", ()))
    return notified


def _away(directory: Directory, round_: Round, plan: PlanView, now: datetime, options: Options) -> list[PersonView]:
    people = [directory.by_id[each] for each in sorted(directory.leave) if each in directory.by_id]
    if is_short(round_):
        return []
    away = [person for person in people if is_away(directory, person, now, options)]
    return [person for person in away if rows_alone(directory, round_, plan, person)]


def _departed(session: Session, directory: Directory, round_: Round, plan: PlanView) -> list[PersonView]:
    asked = [person for person in directory.people if directory.asked_rows(person, plan, round_.id)]
    return _closed(session, directory, asked)


def _closed(session: Session, directory: Directory, people: Iterable[PersonView]) -> list[PersonView]:
    """Those of the people whose account is closed."""
    accounts = {("slack", each.slack_user_id): each for each in people if each.slack_user_id}
    accounts |= {("teams", each.teams_aad_object_id): each for each in people if each.teams_aad_object_id}
    query = select(Member.platform, Member.account).where(
        Member.membership == Membership.DEACTIVATED, Member.account.in_([account for _, account in accounts])
    )
    closed = {
        accounts[platform, account].id
        for platform, account in session.execute(query)
        if (platform, account) in accounts
    }
    return [directory.by_id[each] for each in sorted(closed)]
