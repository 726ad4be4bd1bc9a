"""Rows of the plan without an owner, for the people import and `malvakten doctor`."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables import Person, PersonUnit, Placement, PlacementUnit, Plan, Unit
from models.vocabulary.people import Role


@dataclass(frozen=True)
class RowWithoutOwner:
    """A row of the plan that no owner answers for, and the units it belongs to."""

    row: int
    units: tuple[str, ...]

    def __str__(self) -> str:
        """`row 60 (Ledningsstaben)`, in English, for the command line."""
        return f"row {self.row} ({' / '.join(self.units)})"


def rows_without_owner(session: Session) -> list[RowWithoutOwner]:
    """The newest plan's active rows for which no owner of any of their units answers, by row number.

    An owner narrowed by `activities` answers for those rows only. Of two units on a row, one with an owner is enough:
    the first complete answer counts. Empty when there is no plan. Reads the tables and not `models.people.directory`,
    whose cache must not contain an import that may be rolled back.
    """
    plan = newest_plan(session)
    if plan is None:
        return []
    owned_rows = _rows_owned(session)
    ownerless = []
    for placement, units in _units_by_row(session, plan).items():
        per_unit = [owned_rows[unit] for unit, _ in units if unit in owned_rows]
        if not any(rows is None or placement in rows for rows in per_unit):
            ownerless.append(RowWithoutOwner(placement, tuple(name for _, name in units)))
    return ownerless


def newest_plan(session: Session) -> Plan | None:
    """The plan of the latest year, None before the first import."""
    return session.scalar(select(Plan).order_by(Plan.year.desc()).limit(1))


def _units_by_row(session: Session, plan: Plan) -> dict[int, list[tuple[int, str]]]:
    """Each active row's units as (id, name), in the order of the file."""
    records = session.execute(
        select(Placement.row, Unit.id, Unit.name)
        .join(PlacementUnit, PlacementUnit.placement_id == Placement.id)
        .join(Unit, Unit.id == PlacementUnit.unit_id)
        .where(Placement.plan_id == plan.id, Placement.active)
        .order_by(Placement.row, PlacementUnit.position)
    )
    rows: dict[int, list[tuple[int, str]]] = {}
    for row, unit_id, name in records:
        rows.setdefault(row, []).append((unit_id, name))
    return rows


def _rows_owned(session: Session) -> dict[int, set[int] | None]:
    """For each unit with an owner, the rows that its owners are narrowed to; None when one owns all of them."""
    people = session.execute(
        select(PersonUnit.unit_id, Person.roles, Person.activities).join(Person, Person.id == PersonUnit.person_id)
    )
    owned: dict[int, set[int] | None] = {}
    for unit_id, roles, activities in people:
        if Role.OWNER not in roles:
            continue
        so_far = owned.get(unit_id, set())
        owned[unit_id] = None if so_far is None or activities is None else so_far | set(activities)
    return owned
