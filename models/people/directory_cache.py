"""The directory (the plans, the units and the people) and its cache.

It changes a few times a year and is read by every request. The cache is valid for a revision, which every change
increments, so a request costs one small query instead of five joins (docs/decisions.md has the measurement).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Pool, ScalarResult, Select, select
from sqlalchemy.orm import Session

from models.people.absence import all_leave
from models.people.directory import Directory
from models.people.handover import all_handovers
from models.people.tables import Member, Person, PersonUnit, Revision, Unit, UnitAlias
from models.people.views import PersonView
from models.plan.tables import Activity, ActivityWording, Goal, Placement, PlacementPast, PlacementUnit, Plan
from models.plan.views import EndedRow, GoalView, PlanPast, PlanView, RowPast, RowView, UnitView
from models.rules.answers.personal_data import masked
from models.storage.database import fetch
from models.vocabulary.people import Membership, Role

T = TypeVar("T")
Wordings = tuple[tuple[datetime, str], ...]
_REVISIONS = select(Revision.name, Revision.value).order_by(Revision.name)
# By connection pool, which an engine shares with the engines derived from it: the revisions, and the directory at
# those.
_cache: WeakKeyDictionary[Pool, tuple[Sequence[Any], Directory]] = WeakKeyDictionary()


def load_directory(session: Session) -> Directory:
    """The directory as it is in this transaction, which reads its revisions once. The result is shared with other
    transactions and must not be changed."""
    # Pending changes of the session may be changes of what is in it.
    session.flush()
    directory: Directory | None = session.info.get("directory")
    if directory is None:
        directory = session.info["directory"] = _read_or_cached(session)
    return directory


def raise_revision(session: Session, name: str) -> None:
    """Invalidates the caches of all processes after a change of `plan` or `people`. Must be called before the
    directory is read again in this transaction."""
    session.info["directory"] = None
    revision = session.get(Revision, name, with_for_update=True)
    if revision is None:
        session.add(Revision(name=name, value=1))
    else:
        revision.value += 1


def membership_of(session: Session, platform: str, account: str) -> Membership | None:
    """The stored membership of an account; None when the platform has not been asked."""
    query = select(Member.membership).where(Member.platform == platform, Member.account == account)
    membership: Membership | None = session.execute(query).scalar()
    return membership


def _read_or_cached(session: Session) -> Directory:
    if "directory" in session.info:
        # Changed in this transaction, so not cached: after a rollback another change can get the same revision.
        return _read_whole(session)[1]
    revisions = fetch(session, _REVISIONS).all()
    pool = session.connection().engine.pool
    cached = _cache.get(pool)
    if cached is None or cached[0] != revisions:
        cached = _cache[pool] = _read_whole(session)
    return cached[1]


def _read_whole(session: Session) -> tuple[Sequence[Any], Directory]:
    """The directory at one moment, with its revisions.

    In a writing transaction on PostgreSQL each statement sees what is committed when it begins. Every change raises a
    revision in its own transaction, so when the revisions are the same before and after, nothing has changed between.
    """
    while True:
        revisions = fetch(session, _REVISIONS).all()
        directory = _read_directory(session)
        if fetch(session, _REVISIONS).all() == revisions:
            return revisions, directory


def _all(session: Session, query: Select[T]) -> ScalarResult[T]:
    """The objects of a query as they are now: by default those that the session has seen before keep what they had."""
    return session.scalars(query, execution_options={"populate_existing": True})


def _read_directory(session: Session) -> Directory:
    aliases: dict[int, list[str]] = {}
    for alias in _all(session, select(UnitAlias)):
        aliases.setdefault(alias.unit_id, []).append(alias.name)
    units = {
        u.id: UnitView(u.id, u.name, tuple(aliases.get(u.id, ())), _deputy(u)) for u in _all(session, select(Unit))
    }
    people, former = _read_people(session)
    accounts = {("slack", p.slack_user_id): p for p in people if p.slack_user_id}
    accounts |= {("teams", p.teams_aad_object_id): p for p in people if p.teams_aad_object_id}
    # On the demo and the web the account is the e-mail address.
    accounts |= {(platform, p.email): p for p in people for platform in ("demo", "web")}
    plans = _read_plans(session, units)
    handovers = all_handovers(session)
    return Directory(people, plans, tuple(units.values()), accounts, all_leave(session), handovers, former)


def _deputy(of: Person | Unit) -> str | None:
    """The deputy's e-mail: the one chosen in the chat, where "" means nobody, else that of the people file."""
    return (of.deputy_email if of.chosen_deputy_email is None else of.chosen_deputy_email) or None


def _read_people(session: Session) -> tuple[tuple[PersonView, ...], tuple[PersonView, ...]]:
    """Those in the people file, and those who were removed from it."""
    units: dict[int, set[int]] = {}
    for link in _all(session, select(PersonUnit)):
        units.setdefault(link.person_id, set()).add(link.unit_id)
    people, former = list[PersonView](), list[PersonView]()
    for p in _all(session, select(Person).order_by(Person.id)):
        view = PersonView(
            p.id, p.email, p.name, frozenset(Role(role) for role in p.roles), frozenset(units.get(p.id, ())),
            None if p.activities is None else frozenset(p.activities), p.slack_user_id, p.teams_aad_object_id,
            p.language, p.timezone, _deputy(p), p.manager_email, p.slack_by_email,
            p.teams_by_email, p.chosen_platform, p.heard_on,
        )  # fmt: skip
        (people if p.removed_at is None else former).append(view)
    return tuple(people), tuple(former)


def _read_plans(session: Session, units: dict[int, UnitView]) -> tuple[PlanView, ...]:
    goals = {g.id: GoalView(g.id, g.kind, g.name) for g in _all(session, select(Goal))}
    wordings = _wordings(session)
    owners: dict[int, list[UnitView]] = {}
    for link in _all(session, select(PlacementUnit).order_by(PlacementUnit.position)):
        owners.setdefault(link.placement_id, []).append(units[link.unit_id])
    activities = {a.id: a for a in _all(session, select(Activity))}
    rows: dict[int, list[RowView]] = {}
    ended: dict[int, list[EndedRow]] = {}
    placements = list(_all(session, select(Placement).order_by(Placement.row)))
    continues = {p.id: p.continues_id for p in placements}
    for p in placements:
        view = RowView(
            p.id, p.row, goals[p.goal_id], p.activity_id, wordings[p.activity_id][-1][1], tuple(owners.get(p.id, ())),
            p.previous_comment and masked(p.previous_comment), p.previous_status, _earlier_ids(p, continues), p.key,
            activities[p.activity_id].starts_on, activities[p.activity_id].ends_on,
        )  # fmt: skip
        if p.active:
            rows.setdefault(p.plan_id, []).append(view)
        else:
            left = EndedRow(view, p.ended_at, p.ended_why or "", p.replaced_by_id)
            ended.setdefault(p.plan_id, []).append(left)
    by_plan: dict[int, dict[int, Wordings]] = {}
    for a in activities.values():
        by_plan.setdefault(a.plan_id, {})[a.id] = wordings[a.id]
    past = _past(session, goals)
    return tuple(
        PlanView(p.id, p.year, tuple(rows.get(p.id, ())), tuple(ended.get(p.id, ())),
                 PlanPast(past.get(p.id, {}), by_plan.get(p.id, {})))
        for p in _all(session, select(Plan))
    )  # fmt: skip


def _earlier_ids(placement: Placement, continues: dict[int, int | None]) -> tuple[int, ...]:
    """The same row in the plans of earlier years, newest first, also where it has left them."""
    earlier, before = list[int](), placement.continues_id
    while before is not None and before not in earlier:
        earlier.append(before)
        before = continues.get(before)
    return tuple(earlier)


def _wordings(session: Session) -> dict[int, Wordings]:
    """Since when each activity is worded how, the oldest first."""
    wordings: dict[int, Wordings] = {}
    for w in _all(session, select(ActivityWording).order_by(ActivityWording.version)):
        wordings[w.activity_id] = (*wordings.get(w.activity_id, ()), (w.since, w.text))
    return wordings


def _past(session: Session, goals: dict[int, GoalView]) -> dict[int, dict[int, list[RowPast]]]:
    """What the rows were, by plan and placement, the oldest first."""
    past: dict[int, dict[int, list[RowPast]]] = {}
    entries = select(PlacementPast, Placement.plan_id).join(Placement, Placement.id == PlacementPast.placement_id)
    for each, plan_id in session.execute(entries.order_by(PlacementPast.until, PlacementPast.id)):
        entry = RowPast(each.until, each.active, goals[each.goal_id], each.activity_id)
        past.setdefault(plan_id, {}).setdefault(each.placement_id, []).append(entry)
    return past
