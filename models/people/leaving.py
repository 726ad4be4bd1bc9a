"""What somebody leaves behind who is to be taken out of the people file."""

from dataclasses import dataclass

from models.people.directory import Directory
from models.people.views import PersonView
from models.plan.views import RowView, UnitView


@dataclass(frozen=True)
class Leaving:
    """`rows` of the newest plan are those that nobody else answers for. `deputy_of` and `manager_of` are the people
    whose deputy or manager it is, `deputy_for` the units."""

    rows: tuple[RowView, ...]
    deputy_of: tuple[PersonView, ...]
    deputy_for: tuple[UnitView, ...]
    manager_of: tuple[PersonView, ...]


def leaving(directory: Directory, person: PersonView) -> Leaving:
    """What is without the person when they are removed."""
    plan = max(directory.plans, key=lambda each: each.year, default=None)
    rows = directory.owned_rows(person, plan) if plan else ()
    others = [each for each in directory.people if each.id != person.id]
    return Leaving(
        tuple(row for row in rows if len(directory.owners(row)) == 1),
        tuple(each for each in others if each.deputy_email == person.email),
        tuple(unit for unit in directory.units if unit.deputy_email == person.email),
        tuple(each for each in others if each.manager_email == person.email),
    )


def is_last_coordinator(directory: Directory, person: PersonView) -> bool:
    """Whether nobody else is a coordinator."""
    return person.is_coordinator and len(directory.coordinators()) == 1
