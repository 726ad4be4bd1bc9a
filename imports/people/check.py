"""Checking a people file against what is stored: units, rows of the plan, and other people's accounts."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches

from sqlalchemy import select
from sqlalchemy.orm import Session

from imports.cells import shown, split_otherwise
from imports.faults import Fault, FaultKind, in_order
from imports.people.file import PersonRow, repeated_keys
from imports.people.match import new_addresses
from imports.people.owners import newest_plan
from imports.registers import Units
from models.tables import Person, Placement, PlacementUnit

_MOST_NAMED = 20


def check_people(session: Session, rows: Sequence[PersonRow]) -> tuple[Fault, ...]:
    """Every fault that can only be found by comparing with what is stored. Changes nothing."""
    units = Units(session)
    people = session.scalars(select(Person).where(Person.removed_at.is_(None))).all()
    moved = new_addresses(session, rows)
    faults = [*_unit_faults(units, rows), *_account_faults(people, rows, moved), *_colleague_faults(people, rows)]
    return in_order([*faults, *_activity_faults(session, units, rows), *repeated_keys(rows)])


def _unit_faults(units: Units, rows: Sequence[PersonRow]) -> Iterable[Fault]:
    first: dict[int, int] = {}
    for row in rows:
        for column, names in (("unit", row.units), ("deputy_for", row.deputy_for or ())):
            for name in names:
                if units.find(name) is None:
                    words = f"there is no unit “{shown(name)}”; {_advice(units, name)}"
                    yield Fault(row.position, column, words, FaultKind.NO_UNIT, shown(name))
        for unit in filter(None, map(units.find, row.deputy_for or ())):
            if first.setdefault(unit.id, row.position) != row.position:
                words = f"{unit.name} has a deputy on row {first[unit.id]} too, and a unit has one"
                yield Fault(row.position, "deputy_for", f"{words}: take its name away on one of the two rows")


def _advice(units: Units, name: str) -> str:
    if not len(units):
        return "import the plan first, which names the units"
    several = split_otherwise(name, units.find)
    if several:
        return several
    names, similar = sorted(unit.name for unit in units), units.similar(name)
    listing = ", ".join(names[:_MOST_NAMED]) + (f" and {len(names) - _MOST_NAMED} more" * (len(names) > _MOST_NAMED))
    hint = f"perhaps {' or '.join(similar)}; " if similar else ""
    return f"{hint}the units are {listing}: write the name in the same way, or import a plan that has this unit first"


def _account_faults(people: Sequence[Person], rows: Sequence[PersonRow], moved: Mapping[str, str]) -> Iterable[Fault]:
    """An account belongs to one person. A file may move it between two people only when it names both."""
    in_file = {row.email for row in rows}.union(moved)
    for column in ("slack_user_id", "teams_aad_object_id"):
        holders = {
            getattr(person, column).casefold(): person.email
            for person in people
            if getattr(person, column) and person.email not in in_file
        }
        for row in rows:
            value = getattr(row, column)
            if value and value.casefold() in holders:
                yield Fault(row.position, column, _how_to_free(value, holders[value.casefold()], row.email))


def _how_to_free(account: str, holder: str, email: str) -> str:
    return (
        f"{account} belongs to {holder}, who is not in this file. If that is the same person under an older address, "
        f"run: malvakten people new-address {holder} {email}. If {holder} has left, run: malvakten people remove "
        f"{holder}. If both are to stay, add the row of {holder} to the file, with their own account or an empty cell. "
        "Then import the file again"
    )


def _colleague_faults(people: Sequence[Person], rows: Sequence[PersonRow]) -> Iterable[Fault]:
    known = {row.email for row in rows} | {person.email for person in people}
    advice = "add a row for that person, correct the address, or empty the cell"
    for row in rows:
        for column in ("deputy_email", "manager_email"):
            email = getattr(row, column)
            if email and email not in known:
                similar = get_close_matches(email, known, 1)
                hint = f" (perhaps {similar[0]})" if similar else ""
                words = f"{email} is neither in this file nor among the people of earlier imports{hint}"
                yield Fault(row.position, column, f"{words}: {advice}", FaultKind.NO_COLLEAGUE, email)


def _activity_faults(session: Session, units: Units, rows: Sequence[PersonRow]) -> Iterable[Fault]:
    plan = newest_plan(session)
    if plan is None:
        return
    units_of: dict[int, set[int]] = {}
    for number, unit_id in session.execute(
        select(Placement.row, PlacementUnit.unit_id)
        .join(PlacementUnit, PlacementUnit.placement_id == Placement.id)
        .where(Placement.plan_id == plan.id)
    ):
        units_of.setdefault(number, set()).add(unit_id)
    for row in rows:
        own = {unit.id if unit else None for unit in map(units.find, row.units)}
        for number in row.activities or ():
            if number not in units_of:
                words = _no_such(number, plan.year, units_of)
                yield Fault(row.position, "activities", words, FaultKind.NO_ROW, str(number))
            elif None not in own and not own & units_of[number]:
                names = " / ".join(sorted(units.name(unit) for unit in units_of[number]))
                words = f"activity number {number} lies with {names}, not with the person's unit"
                advice = "take the number away, or write that unit in the column unit, too"
                yield Fault(row.position, "activities", f"{words}: {advice}", FaultKind.NOT_OF_UNIT, str(number))


def _no_such(number: int, year: int, numbers: Collection[int]) -> str:
    return (
        f"there is no activity number {number} in the plan of {year}, whose numbers (order) go from {min(numbers)} to "
        f"{max(numbers)}: correct the number, take it away, or import a plan that has it first"
    )
