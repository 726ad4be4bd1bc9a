"""The person whom somebody at the command line names; refused with a sentence when the people file has none such."""

from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from bot.cli.support import refuse
from models.people.views import PersonView

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The address in the people file.", show_default=False)]


def person_in(session: Session, email: str) -> PersonView:
    """The person with this address, in any case; refused when there is none, with those that are like it."""
    from difflib import get_close_matches

    from models.people.directory_cache import load_directory

    people: dict[str, Any] = load_directory(session).by_email
    wanted = email.strip().casefold()
    if wanted not in people:
        similar = get_close_matches(wanted, people, 3)
        hint = f" Did you mean {' or '.join(similar)}?" if similar else ""
        refuse(f"Nobody in the people file has the address {wanted}.{hint} Nothing was changed.")
    person: PersonView = people[wanted]
    return person
