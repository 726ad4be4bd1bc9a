"""The directory: who answers for which rows, from the people, the plans, leave and handovers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from models.people.handover import HandoverView, asked_after
from models.people.views import PersonView
from models.plan.views import PlanView, RowView, UnitView
from models.rules.absence import Leave
from models.vocabulary.people import HandoverReason, Role

_NOT_MINE = HandoverReason.NOT_MINE


@dataclass(frozen=True)
class Directory:
    """The people file and the plans. `leave` is by person id, `handovers` are by round id, oldest first. `former` were
    in the people file, and what they did is still told by their names."""

    people: tuple[PersonView, ...] = ()
    plans: tuple[PlanView, ...] = ()
    units: tuple[UnitView, ...] = ()
    _by_account: dict[tuple[str, str], PersonView] = field(default_factory=dict)
    leave: Mapping[int, tuple[Leave, ...]] = field(default_factory=dict)
    handovers: Mapping[int, tuple[HandoverView, ...]] = field(default_factory=dict)
    former: tuple[PersonView, ...] = ()
    # Caches by placement id, because both are looked up for every answer.
    _owners: dict[int, tuple[PersonView, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _watchers: dict[int, frozenset[int]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def by_id(self) -> dict[int, PersonView]:
        """Everybody by id, also those who were removed from the people file."""
        return {person.id: person for person in (*self.people, *self.former)}

    @cached_property
    def by_email(self) -> dict[str, PersonView]:
        return {person.email: person for person in self.people}

    def by_account(self, platform: str, account: str) -> PersonView | None:
        """The person with this account; None when nobody in the people file has it."""
        return self._by_account.get((platform, account))

    def plan(self, plan_id: int) -> PlanView:
        """The plan with this id, which must exist."""
        return next(plan for plan in self.plans if plan.id == plan_id)

    @cached_property
    def _owners_by_unit(self) -> dict[int, list[PersonView]]:
        owners: dict[int, list[PersonView]] = {}
        for person in self.people:
            for unit in person.units if Role.OWNER in person.roles else ():
                owners.setdefault(unit, []).append(person)
        return owners

    @cached_property
    def _principals(self) -> dict[str, list[PersonView]]:
        """The people whom each deputy stands in for, by the deputy's e-mail."""
        principals: dict[str, list[PersonView]] = {}
        for person in self.people:
            if person.deputy_email:
                principals.setdefault(person.deputy_email, []).append(person)
        return principals

    @cached_property
    def _deputised(self) -> dict[str, set[int]]:
        """The ids of the units that have a deputy, by the deputy's e-mail."""
        units: dict[str, set[int]] = {}
        for unit in self.units:
            if unit.deputy_email:
                units.setdefault(unit.deputy_email, set()).add(unit.id)
        return units

    def owners(self, row: RowView) -> tuple[PersonView, ...]:
        """The people who own the row, by id."""
        owners = self._owners.get(row.placement_id)
        if owners is None:
            people = {person.id: person for unit in row.units for person in self._owners_by_unit.get(unit.id, ())}
            owners = tuple(people[key] for key in sorted(people) if people[key].owns(row))
            self._owners[row.placement_id] = owners
        return owners

    def owned_rows(self, person: PersonView, plan: PlanView) -> tuple[RowView, ...]:
        """The rows of a plan that the person owns, in order."""
        return _rows_of([person], plan)

    def answers_for(self, person: PersonView, row: RowView) -> bool:
        """Whether the person owns the row, is the deputy of an owner, or is the deputy of one of its units."""
        if person.owns(row) or any(principal.owns(row) for principal in self._principals.get(person.email, ())):
            return True
        return any(unit.deputy_email == person.email for unit in row.units)

    def own_deputy(self, person: PersonView) -> PersonView | None:
        """The deputy named for the person; None when there is none, or they are not in the people file."""
        return self.by_email.get(person.deputy_email or "")

    def unit_deputies(self, person: PersonView, row: RowView | None = None) -> tuple[PersonView, ...]:
        """The deputies of the person's units. With a row, of those of its units that are the person's, or of all its
        units when none of them is."""
        units = self.units if row is None else row.units
        own_units = [unit for unit in units if unit.id in person.units] or (units if row else ())
        deputies = dict.fromkeys(self.by_email.get(unit.deputy_email or "") for unit in own_units)
        return tuple(deputy for deputy in deputies if deputy and deputy.id != person.id)

    def deputies(self, person: PersonView, row: RowView | None = None) -> tuple[PersonView, ...]:
        """The person's stand-ins in order of preference: their own deputy, then `unit_deputies`."""
        own = self.own_deputy(person)
        return tuple(dict.fromkeys(each for each in (own, *self.unit_deputies(person, row)) if each))

    def may_answer(self, person: PersonView, row: RowView, round_id: int) -> bool:
        """Whether the person may answer the row: `answers_for` holds, or they are asked about it in this round."""
        return self.answers_for(person, row) or (round_id in self.handovers and person.id in self.asked(row, round_id))

    def answerable_rows(self, person: PersonView, plan: PlanView, round_id: int | None = None) -> tuple[RowView, ...]:
        """The rows that the person is to report on, in order: those they own, and those of the owners and units whose
        deputy they are. With a round also those handed over to them, and not those they handed over as not theirs."""
        rows = _rows_of([person, *self._principals.get(person.email, ())], plan)
        if units := self._deputised.get(person.email):
            numbers = {row.row for row in rows}.union(
                row.row for unit in units for row in plan.rows_of_unit.get(unit, ())
            )
            rows = tuple(row for row in plan.rows if row.row in numbers)
        handovers = self.handovers.get(round_id or 0, ())
        if not handovers:
            return rows
        handed_over = {
            each.placement_id for each in handovers if each.from_id == person.id and each.reason is _NOT_MINE
        }
        asked = self.asked_rows(person, plan, round_id or 0)
        kept = {row.row: row for row in rows if row.placement_id not in handed_over}
        kept |= {row.row: row for row in asked}
        return tuple(kept[number] for number in sorted(kept))

    def reports_on(self, person: PersonView, row: RowView, round_id: int) -> bool:
        """Whether the row is one of the person's `answerable_rows` in the round."""
        handovers = [each for each in self.handovers.get(round_id, ()) if each.placement_id == row.placement_id]
        if handovers and person.id in self.asked(row, round_id):
            return True
        handed_over = any(each.from_id == person.id and each.reason is _NOT_MINE for each in handovers)
        return self.answers_for(person, row) and not handed_over

    def asked(self, row: RowView, round_id: int) -> dict[int, HandoverView | None]:
        """The ids of those who are asked about the row in a round, each with the handover that made it theirs (None for
        an owner)."""
        owners = [person.id for person in self.owners(row)]
        handovers = self.handovers.get(round_id)
        if not handovers:
            return dict.fromkeys(owners)
        return asked_after(owners, [each for each in handovers if each.placement_id == row.placement_id])

    def asked_rows(self, person: PersonView, plan: PlanView, round_id: int) -> tuple[RowView, ...]:
        """The rows that the person is asked about in a round, in order."""
        owned = self.owned_rows(person, plan)
        handovers = self.handovers.get(round_id)
        if not handovers:
            return owned
        handed_over = {each.placement_id for each in handovers}
        rows = {row.row: row for row in owned if row.placement_id not in handed_over}
        candidates = [plan.by_placement[placement] for placement in handed_over if placement in plan.by_placement]
        rows |= {row.row: row for row in candidates if person.id in self.asked(row, round_id)}
        return tuple(rows[number] for number in sorted(rows))

    @cached_property
    def _overseers(self) -> dict[int | None, frozenset[int]]:
        """The ids of each unit's managers by the unit's id, and those of the coordinators under None."""
        overseers: dict[int | None, set[int]] = {None: {person.id for person in self.coordinators()}}
        for person in self.people:
            for unit in person.units if Role.MANAGER in person.roles else ():
                overseers.setdefault(unit, set()).add(person.id)
        return {unit: frozenset(ids) for unit, ids in overseers.items()}

    def watchers(self, row: RowView) -> frozenset[int]:
        """The ids of the people whose home page shows the row: its owners, the deputies of those and of its units, the
        managers of its units, and the coordinators."""
        watchers = self._watchers.get(row.placement_id)
        if watchers is None:
            watchers = self._watchers[row.placement_id] = self._find_watchers(row)
        return watchers

    def _find_watchers(self, row: RowView) -> frozenset[int]:
        owners = self.owners(row)
        emails = {owner.deputy_email for owner in owners}.union(unit.deputy_email for unit in row.units)
        deputies = {person.id for email in emails if (person := self.by_email.get(email or ""))}
        managers = (self._overseers.get(unit.id, frozenset()) for unit in row.units)
        return frozenset(person.id for person in owners).union(deputies, self._overseers[None], *managers)

    def coordinators(self) -> tuple[PersonView, ...]:
        """The people with the coordinator's role, by id."""
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
