"""Whom a text names that says who is responsible for an action."""

from models.people.directory import Directory
from models.people.views import PersonView
from models.rules.text import plain


def people_named(directory: Directory, text: str | None) -> tuple[PersonView, ...]:
    """The person whose name or e-mail address the text is, or the owners of the unit whose name it is. Nobody for free
    text, for a name that several have, and for somebody who has left the people file."""
    wanted = plain(text or "")
    if not wanted:
        return ()
    people = [each for each in directory.people if wanted in {plain(each.name), plain(each.email)}]
    if people:
        return (people[0],) if len(people) == 1 else ()
    units = {
        unit.id for unit in directory.units if wanted in {plain(name) for name in (unit.name, *unit.aliases)}
    }  # fmt: skip
    return tuple(person for person in directory.people if person.units & units and person.is_owner)
