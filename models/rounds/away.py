"""Who is away, and who is asked instead: the person's deputy, the unit's deputy, or another owner of the unit."""

from datetime import datetime

from models.options import Options
from models.people.directory import Directory
from models.people.views import PersonView
from models.plan.views import RowView
from models.vocabulary.people import Role


def is_away(directory: Directory, person: PersonView, now: datetime, options: Options) -> bool:
    """Whether the person is on leave on the local date of their time zone."""
    today = now.astimezone(options.zone_of(person)).date()
    return any(leave.covers(today) for leave in directory.leave.get(person.id, ()))


def stand_in_for(
    directory: Directory, round_id: int, person: PersonView, row: RowView, now: datetime, options: Options
) -> PersonView | None:
    """Who is to be asked about the row instead of a person who is away. None when nobody is available, or when somebody
    else who is available is asked already."""

    def is_available(other: PersonView | None) -> bool:
        return other is not None and other.id != person.id and not is_away(directory, other, now, options)

    asked = [directory.by_id.get(each) for each in directory.asked(row, round_id)]
    deputy = next(filter(is_available, directory.deputies(person, row)), None)
    if deputy is not None:
        return None if deputy in asked else deputy
    if any(is_available(other) for other in asked):
        return None
    units = {unit.id for unit in row.units}
    others = [p for p in directory.people if Role.OWNER in p.roles and p.units & units and is_available(p)]
    return others[0] if others else None
