"""The registers as snapshots in memory: the plan's rows and the people who answer for them.

Both change a few times a year and are read by every request. The snapshot is kept per revision
(`models.people.tables.Revision`, raised by every change), so a request costs one small query instead of five joins
(docs/decisions.md has the measurement).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Pool, select
from sqlalchemy.orm import Session

from models.people.absence import all_leave
from models.people.handover import HandoverView, all_handovers, asked_after
from models.people.tables import Member, Person, PersonUnit, Revision, Unit, UnitAlias
from models.plan.tables import Activity, ActivityWording, Goal, Placement, PlacementUnit, Plan
from models.rules.absence import Leave
from models.rules.text import plain
from models.storage.database import fetch
from models.vocabulary import GoalKind, HandoverReason, Membership, Role, Status

_NOT_MINE = HandoverReason.NOT_MINE


@dataclass(frozen=True)
class UnitView:
    """A unit, its other names, and the deputy of whoever is away in it."""

    id: int
    name: str
    aliases: tuple[str, ...] = ()
    deputy_email: str | None = None


@dataclass(frozen=True)
class GoalView:
    id: int
    kind: GoalKind
    name: str


@dataclass(frozen=True)
class RowView:
    """One row of a plan: an activity under a goal."""

    placement_id: int
    row: int
    goal: GoalView
    activity_id: int
    activity: str
    units: tuple[UnitView, ...]
    previous_comment: str | None
    previous_status: Status | None
    continues_id: int | None

    @property
    def unit_names(self) -> str:
        return " / ".join(unit.name for unit in self.units)

    @cached_property
    def searchable(self) -> str:
        """Its text as `models.rules.text.plain` has it."""
        return plain(f"{self.activity} {self.previous_comment or ''}")


@dataclass(frozen=True, eq=False)
class PlanView:
    """A year's active rows in order, and its goals in the order of their first row. Equal to itself alone, so that what
    is worked out of it can be kept beside it."""

    id: int
    year: int
    rows: tuple[RowView, ...]

    @cached_property
    def by_row(self) -> dict[int, RowView]:
        return {row.row: row for row in self.rows}

    @cached_property
    def by_placement(self) -> dict[int, RowView]:
        return {row.placement_id: row for row in self.rows}

    @cached_property
    def goals(self) -> tuple[GoalView, ...]:
        return tuple(dict.fromkeys(row.goal for row in self.rows))

    @cached_property
    def units(self) -> tuple[UnitView, ...]:
        return tuple(dict.fromkeys(unit for row in self.rows for unit in row.units))

    @cached_property
    def rows_of_goal(self) -> dict[int, tuple[RowView, ...]]:
        """By the goal's id, in order."""
        found: dict[int, list[RowView]] = {}
        for row in self.rows:
            found.setdefault(row.goal.id, []).append(row)
        return {goal: tuple(rows) for goal, rows in found.items()}

    @cached_property
    def rows_of_unit(self) -> dict[int, tuple[RowView, ...]]:
        """By the unit's id, in order."""
        found: dict[int, list[RowView]] = {}
        for row in self.rows:
            for unit in row.units:
                found.setdefault(unit.id, []).append(row)
        return {unit: tuple(rows) for unit, rows in found.items()}

    def of_activity(self, activity_id: int) -> tuple[RowView, ...]:
        """The rows of a shared activity, one for each goal it stands under."""
        return self._by_activity.get(activity_id, ())

    @cached_property
    def _by_activity(self) -> dict[int, tuple[RowView, ...]]:
        found: dict[int, tuple[RowView, ...]] = {}
        for row in self.rows:
            found[row.activity_id] = (*found.get(row.activity_id, ()), row)
        return found


@dataclass(frozen=True)
class PersonView:
    id: int
    email: str
    name: str
    roles: frozenset[Role]
    units: frozenset[int]
    activities: frozenset[int] | None
    slack_user_id: str | None
    teams_aad_object_id: str | None
    language: str | None
    timezone: str | None
    deputy_email: str | None
    manager_email: str | None

    @property
    def is_coordinator(self) -> bool:
        return Role.COORDINATOR in self.roles

    def owns(self, row: RowView) -> bool:
        """Whether this person answers for the row as an owner of one of its units."""
        if Role.OWNER not in self.roles or (self.activities is not None and row.row not in self.activities):
            return False
        return any(unit.id in self.units for unit in row.units)


@dataclass(frozen=True)
class Directory:
    """Everybody in the people file, and every plan; who is away when, and who is asked instead of whom in which
    round."""

    people: tuple[PersonView, ...] = ()
    plans: tuple[PlanView, ...] = ()
    units: tuple[UnitView, ...] = ()
    _by_account: dict[tuple[str, str], PersonView] = field(default_factory=dict)
    leave: Mapping[int, tuple[Leave, ...]] = field(default_factory=dict)
    handovers: Mapping[int, tuple[HandoverView, ...]] = field(default_factory=dict)
    # Worked out once for a row, by its placement: every answer asks.
    _owners: dict[int, tuple[PersonView, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _watchers: dict[int, frozenset[int]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def by_id(self) -> dict[int, PersonView]:
        return {person.id: person for person in self.people}

    @cached_property
    def by_email(self) -> dict[str, PersonView]:
        return {person.email: person for person in self.people}

    def by_account(self, platform: str, account: str) -> PersonView | None:
        return self._by_account.get((platform, account))

    def plan(self, plan_id: int) -> PlanView:
        return next(plan for plan in self.plans if plan.id == plan_id)

    @cached_property
    def _owners_by_unit(self) -> dict[int, list[PersonView]]:
        found: dict[int, list[PersonView]] = {}
        for person in self.people:
            for unit in person.units if Role.OWNER in person.roles else ():
                found.setdefault(unit, []).append(person)
        return found

    @cached_property
    def _principals(self) -> dict[str, list[PersonView]]:
        """The people whose deputy somebody is, by the deputy's e-mail."""
        found: dict[str, list[PersonView]] = {}
        for person in self.people:
            if person.deputy_email:
                found.setdefault(person.deputy_email, []).append(person)
        return found

    @cached_property
    def _deputised(self) -> dict[str, set[int]]:
        """The units whose deputy somebody is, by the deputy's e-mail."""
        found: dict[str, set[int]] = {}
        for unit in self.units:
            if unit.deputy_email:
                found.setdefault(unit.deputy_email, set()).add(unit.id)
        return found

    def owners(self, row: RowView) -> tuple[PersonView, ...]:
        found = self._owners.get(row.placement_id)
        if found is None:
            near = {person.id: person for unit in row.units for person in self._owners_by_unit.get(unit.id, ())}
            found = tuple(near[key] for key in sorted(near) if near[key].owns(row))
            self._owners[row.placement_id] = found
        return found

    def owned_rows(self, person: PersonView, plan: PlanView) -> tuple[RowView, ...]:
        return _rows_of([person], plan)

    def answers_for(self, person: PersonView, row: RowView) -> bool:
        """Owner of the row, the named deputy of one, or that of one of its units."""
        if person.owns(row) or any(principal.owns(row) for principal in self._principals.get(person.email, ())):
            return True
        return any(unit.deputy_email == person.email for unit in row.units)

    def own_deputy(self, person: PersonView) -> PersonView | None:
        return self.by_email.get(person.deputy_email or "")

    def unit_deputies(self, person: PersonView, row: RowView | None = None) -> tuple[PersonView, ...]:
        """The deputies of the person's units; of a row those of its units that are the person's, else of all of its."""
        units = self.units if row is None else row.units
        mine = [unit for unit in units if unit.id in person.units] or (units if row else ())
        named = dict.fromkeys(self.by_email.get(unit.deputy_email or "") for unit in mine)
        return tuple(deputy for deputy in named if deputy and deputy.id != person.id)

    def deputies(self, person: PersonView, row: RowView | None = None) -> tuple[PersonView, ...]:
        """Who stands in for the person, in order: their own deputy, then those of `unit_deputies`."""
        own = self.own_deputy(person)
        return tuple(dict.fromkeys(each for each in (own, *self.unit_deputies(person, row)) if each))

    def may_answer(self, person: PersonView, row: RowView, round_id: int) -> bool:
        """`answers_for`, or asked about the row in this round."""
        return self.answers_for(person, row) or (round_id in self.handovers and person.id in self.asked(row, round_id))

    def answerable_rows(self, person: PersonView, plan: PlanView, round_id: int | None = None) -> tuple[RowView, ...]:
        """What the person may answer: the rows owned, those of the owners and units whose deputy they are, and in a
        round those that were handed to them; a row that they handed on is not asked about any more."""
        rows = _rows_of([person, *self._principals.get(person.email, ())], plan)
        if units := self._deputised.get(person.email):
            mine = {row.row for row in rows}.union(row.row for unit in units for row in plan.rows_of_unit.get(unit, ()))
            rows = tuple(row for row in plan.rows if row.row in mine)
        lines = self.handovers.get(round_id or 0, ())
        if not lines:
            return rows
        on = {line.placement_id for line in lines if line.from_id == person.id and line.reason is _NOT_MINE}
        asked = self.asked_rows(person, plan, round_id or 0)
        found = {row.row: row for row in rows if row.placement_id not in on} | {row.row: row for row in asked}
        return tuple(found[number] for number in sorted(found))

    def reports_on(self, person: PersonView, row: RowView, round_id: int) -> bool:
        """Whether the row is one of the person's `answerable_rows` in the round."""
        lines = [line for line in self.handovers.get(round_id, ()) if line.placement_id == row.placement_id]
        if lines and person.id in self.asked(row, round_id):
            return True
        handed_on = any(line.from_id == person.id and line.reason is _NOT_MINE for line in lines)
        return self.answers_for(person, row) and not handed_on

    def asked(self, row: RowView, round_id: int) -> dict[int, HandoverView | None]:
        """Who is asked about the row in a round, by id, with the handover that gave it to them (None for an owner)."""
        owners = [person.id for person in self.owners(row)]
        lines = self.handovers.get(round_id)
        if not lines:
            return dict.fromkeys(owners)
        return asked_after(owners, [line for line in lines if line.placement_id == row.placement_id])

    def asked_rows(self, person: PersonView, plan: PlanView, round_id: int) -> tuple[RowView, ...]:
        """The rows that the person is asked about in a round, in order."""
        owned = self.owned_rows(person, plan)
        lines = self.handovers.get(round_id)
        if not lines:
            return owned
        moved = {line.placement_id for line in lines}
        kept = {row.row: row for row in owned if row.placement_id not in moved}
        given = [plan.by_placement[placement] for placement in moved if placement in plan.by_placement]
        kept |= {row.row: row for row in given if person.id in self.asked(row, round_id)}
        return tuple(kept[number] for number in sorted(kept))

    @cached_property
    def _overseers(self) -> dict[int | None, frozenset[int]]:
        """The ids of a unit's managers, by the unit's id; of the coordinators under None."""
        found: dict[int | None, set[int]] = {None: {person.id for person in self.coordinators()}}
        for person in self.people:
            for unit in person.units if Role.MANAGER in person.roles else ():
                found.setdefault(unit, set()).add(person.id)
        return {unit: frozenset(ids) for unit, ids in found.items()}

    def watchers(self, row: RowView) -> frozenset[int]:
        """The ids of those whose page tells of the row: its owners, their and its units' deputies, the managers of its
        units, the coordinators."""
        found = self._watchers.get(row.placement_id)
        if found is None:
            found = self._watchers[row.placement_id] = self._watching(row)
        return found

    def _watching(self, row: RowView) -> frozenset[int]:
        owners = self.owners(row)
        emails = {owner.deputy_email for owner in owners}.union(unit.deputy_email for unit in row.units)
        deputies = {person.id for email in emails if (person := self.by_email.get(email or ""))}
        managers = (self._overseers.get(unit.id, frozenset()) for unit in row.units)
        return frozenset(person.id for person in owners).union(deputies, self._overseers[None], *managers)

    def coordinators(self) -> tuple[PersonView, ...]:
        return tuple(person for person in self.people if person.is_coordinator)


def _rows_of(people: Iterable[PersonView], plan: PlanView) -> tuple[RowView, ...]:
    """The rows that at least one of the people owns, in order."""
    owned = {
        row.row: row
        for person in people
        for unit in person.units
        for row in plan.rows_of_unit.get(unit, ())
        if person.owns(row)
    }
    return tuple(owned[number] for number in sorted(owned))


def raise_revision(session: Session, name: str) -> None:
    """Tells every process that a register (`plan` or `people`) has changed. To be called before the registers are read
    again in the transaction."""
    session.info["directory"] = None
    revision = session.get(Revision, name, with_for_update=True)
    if revision is None:
        session.add(Revision(name=name, value=1))
    else:
        revision.value += 1


def _read_directory(session: Session) -> Directory:
    aliases: dict[int, list[str]] = {}
    for alias in session.scalars(select(UnitAlias)):
        aliases.setdefault(alias.unit_id, []).append(alias.name)
    units = {
        u.id: UnitView(u.id, u.name, tuple(aliases.get(u.id, ())), _deputy(u)) for u in session.scalars(select(Unit))
    }
    people = _read_people(session)
    accounts = {("slack", p.slack_user_id): p for p in people if p.slack_user_id}
    accounts |= {("teams", p.teams_aad_object_id): p for p in people if p.teams_aad_object_id}
    # The demo and the web know a person by e-mail.
    accounts |= {(platform, p.email): p for p in people for platform in ("demo", "web")}
    plans = _read_plans(session, units)
    return Directory(people, plans, tuple(units.values()), accounts, all_leave(session), all_handovers(session))


_REVISIONS = select(Revision.name, Revision.value).order_by(Revision.name)
# By the pool of connections, which an engine and those derived from it share: the revisions, and what was read then.
_kept: WeakKeyDictionary[Pool, tuple[Sequence[Any], Directory]] = WeakKeyDictionary()


def load_directory(session: Session) -> Directory:
    """The registers as they are in this transaction, which asks for their revisions once. What is kept belongs to all
    transactions: nobody changes it."""
    # What the session has not written yet may be about the registers.
    session.flush()
    found: Directory | None = session.info.get("directory")
    if found is None:
        found = session.info["directory"] = _read_or_kept(session)
    return found


def _read_or_kept(session: Session) -> Directory:
    if "directory" in session.info:
        # Changed in this transaction. A change that is rolled back may give the next one its revision: not kept.
        return _read_directory(session)
    revisions = fetch(session, _REVISIONS).all()
    pool = session.connection().engine.pool
    kept = _kept.get(pool)
    if kept is None or kept[0] != revisions:
        kept = _kept[pool] = (revisions, _read_directory(session))
    return kept[1]


def _deputy(of: Person | Unit) -> str | None:
    """Chosen in the chat, where "" is nobody, else of the people file."""
    return (of.deputy_email if of.chosen_deputy_email is None else of.chosen_deputy_email) or None


def _read_people(session: Session) -> tuple[PersonView, ...]:
    units: dict[int, set[int]] = {}
    for link in session.scalars(select(PersonUnit)):
        units.setdefault(link.person_id, set()).add(link.unit_id)
    return tuple(
        PersonView(
            p.id, p.email, p.name, frozenset(Role(role) for role in p.roles), frozenset(units.get(p.id, ())),
            None if p.activities is None else frozenset(p.activities), p.slack_user_id, p.teams_aad_object_id,
            p.language, p.timezone, _deputy(p), p.manager_email,
        )
        for p in session.scalars(select(Person).order_by(Person.id))
    )  # fmt: skip


def _read_plans(session: Session, units: dict[int, UnitView]) -> tuple[PlanView, ...]:
    goals = {g.id: GoalView(g.id, g.kind, g.name) for g in session.scalars(select(Goal))}
    wordings = {
        w.activity_id: w.text
        for w in session.scalars(select(ActivityWording).join(Activity).order_by(ActivityWording.version))
    }
    owners: dict[int, list[UnitView]] = {}
    for link in session.scalars(select(PlacementUnit).order_by(PlacementUnit.position)):
        owners.setdefault(link.placement_id, []).append(units[link.unit_id])
    rows: dict[int, list[RowView]] = {}
    for p in session.scalars(select(Placement).where(Placement.active).order_by(Placement.row)):
        view = RowView(
            p.id, p.row, goals[p.goal_id], p.activity_id, wordings[p.activity_id], tuple(owners.get(p.id, ())),
            p.previous_comment, p.previous_status, p.continues_id,
        )  # fmt: skip
        rows.setdefault(p.plan_id, []).append(view)
    return tuple(PlanView(p.id, p.year, tuple(rows.get(p.id, ()))) for p in session.scalars(select(Plan)))


def membership_of(session: Session, platform: str, account: str) -> Membership | None:
    """What the cache knows of an account; None when it has not been looked up."""
    query = select(Member.membership).where(Member.platform == platform, Member.account == account)
    found: Membership | None = session.execute(query).scalar()
    return found
