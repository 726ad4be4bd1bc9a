"""Who answers for what: the people, the plans, who is away when, and who is asked instead of whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from models.people.handover import HandoverView, asked_after
from models.people.views import PersonView
from models.plan.views import PlanView, RowView, UnitView
from models.rules.absence import Leave
from models.vocabulary import HandoverReason, Role

_NOT_MINE = HandoverReason.NOT_MINE


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
