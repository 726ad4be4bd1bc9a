"""Which rows of the plan nobody answers for: for the people import, `malvakten doctor` and the coordinator."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables import Person, PersonUnit, Placement, PlacementUnit, Plan, Unit
from models.vocabulary import Role


@dataclass(frozen=True)
class RowWithoutOwner:
    """A row of the plan that no owner answers for, and the units that it lies with."""

    row: int
    units: tuple[str, ...]

    def __str__(self) -> str:
        """`row 60 (Ledningsstaben)`, in English, for the command line."""
        return f"row {self.row} ({' / '.join(self.units)})"


def rows_without_owner(session: Session) -> list[RowWithoutOwner]:
    """The newest plan's active rows for which no owner of any of their units answers, by row number.

    An owner narrowed by `activities` answers for those rows only. Of two units on a row, one with an owner is enough:
    the first complete answer counts. Empty when there is no plan. Asks the tables and not `models.people.directory`,
    whose memory must not take in an import that may be rolled back.
    """
    plan = newest_plan(session)
    if plan is None:
        return []
    answered = _answered_for(session)
    bare = []
    for placement, units in _units_by_row(session, plan).items():
        narrowed = [answered[unit] for unit, _ in units if unit in answered]
        if not any(rows is None or placement in rows for rows in narrowed):
            bare.append(RowWithoutOwner(placement, tuple(name for _, name in units)))
    return bare


def newest_plan(session: Session) -> Plan | None:
    """The plan of the latest year, None before the first import."""
    return session.scalar(select(Plan).order_by(Plan.year.desc()).limit(1))


def _units_by_row(session: Session, plan: Plan) -> dict[int, list[tuple[int, str]]]:
    """Each active row's units as (id, name), in the order of the file."""
    found = session.execute(
        select(Placement.row, Unit.id, Unit.name)
        .join(PlacementUnit, PlacementUnit.placement_id == Placement.id)
        .join(Unit, Unit.id == PlacementUnit.unit_id)
        .where(Placement.plan_id == plan.id, Placement.active)
        .order_by(Placement.row, PlacementUnit.position)
    )
    rows: dict[int, list[tuple[int, str]]] = {}
    for row, unit_id, name in found:
        rows.setdefault(row, []).append((unit_id, name))
    return rows


def _answered_for(session: Session) -> dict[int, set[int] | None]:
    """For each unit with an owner, the rows that its owners are narrowed to; None when one has all of them."""
    people = session.execute(
        select(PersonUnit.unit_id, Person.roles, Person.activities).join(Person, Person.id == PersonUnit.person_id)
    )
    answered: dict[int, set[int] | None] = {}
    for unit_id, roles, activities in people:
        if Role.OWNER not in roles:
            continue
        so_far = answered.get(unit_id, set())
        answered[unit_id] = None if so_far is None or activities is None else so_far | set(activities)
    return answered
