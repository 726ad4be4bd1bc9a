"""`malvakten people add` and `change`: one person, by the checks of an import."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer
from sqlalchemy.orm import Session

from bot.cli.importing import AsJson, DryRun, say_dry
from bot.cli.people.in_people_file import Email, person_in
from bot.cli.people.report import new_address_words
from bot.cli.support import database, now, print_json, refuse, settings
from bot.settings import Settings

if TYPE_CHECKING:
    from imports.people.store import PeopleResult

Name = Annotated[str | None, typer.Option("--name", help="The person's name.", show_default=False)]
Units = Annotated[str | None, typer.Option("--unit", help='Units, with ; between several; "" for none.')]
Roles = Annotated[str | None, typer.Option("--roles", help="owner, manager, coordinator, with ; between several.")]
Language = Annotated[str | None, typer.Option("--language", help="sv or en.")]
Deputy = Annotated[str | None, typer.Option("--deputy", metavar="EMAIL", help="Who is asked when the person is away.")]
Manager = Annotated[str | None, typer.Option("--manager", metavar="EMAIL", help="The person's manager.")]
Rows = Annotated[str | None, typer.Option("--activities", help="Row numbers that narrow what an owner answers for.")]


def people_add(
    email: Email, name: Name = None, unit: Units = None, roles: Roles = "owner", language: Language = None,
    deputy: Deputy = None, manager: Manager = None, activities: Rows = None, dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Add one person to the people file, by the checks of an import.

    Add the row to your own people file too: an import leaves people alone that the file lacks.

    Example: malvakten people add anna.ek@example.se --name "Anna Ek" --unit Folkhälsa
    """
    from actions.people.editing import add_person
    from bot.wiring import options_from

    values = _given(name, unit, roles, language, deputy, manager, activities) | {"email": email}
    chosen = settings()
    _save(chosen, dry_run, as_json, lambda session: add_person(session, values, now(), options_from(chosen)))


def people_change(
    email: Email, new: Annotated[str | None, typer.Option("--email", metavar="NEW", help="Another address.")] = None,
    name: Name = None, unit: Units = None, roles: Roles = None, language: Language = None, deputy: Deputy = None,
    manager: Manager = None, activities: Rows = None, dry_run: DryRun = False, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Change one person in the people file; what is not named stays. "" empties a field.

    Change your own people file too, or the next import of it undoes this.

    Example: malvakten people change anna.ek@example.se --unit "Folkhälsa; Välfärd" --deputy ""
    """
    from actions.people.editing import change_person
    from bot.wiring import options_from

    changed = _given(name, unit, roles, language, deputy, manager, activities)
    if new is not None:
        changed["email"] = new
    if not changed:
        refuse("Say what to change, for example --unit Folkhälsa. Nothing was changed.")
    chosen = settings()
    _save(chosen, dry_run, as_json, lambda session: change_person(
        session, person_in(session, email), changed, now(), options_from(chosen)))  # fmt: skip


def _given(*values: str | None) -> dict[str, str]:
    """Those of the options that were named, by the columns of the people file."""
    columns = ("name", "unit", "roles", "language", "deputy_email", "manager_email", "activities")
    return {column: value for column, value in zip(columns, values, strict=True) if value is not None}


def _save(chosen: Settings, dry_run: bool, as_json: bool, act: Callable[[Session], "PeopleResult"]) -> None:
    with database(chosen) as opened, opened.write() as session:
        result = act(session)
        if result.faults:
            listed = [{"column": fault.column, "message": fault.message} for fault in result.faults]
            if as_json:
                print_json({"faults": listed})
            refuse(*(f"{fault.column}: {fault.message}" for fault in result.faults), "Nothing was changed.")
        if dry_run:
            session.rollback()
    [email] = (*result.added, *result.changed, *result.unchanged)
    done = "added" if result.added else "changed" if result.changed or result.moved else "unchanged"
    without_owner = [{"row": row.row, "units": row.units} for row in result.without_owner]
    if as_json:
        print_json({"email": email, "done": done, "dry_run": dry_run, "without_owner": without_owner})
        return
    typer.echo(f"{email}: {done}.")
    for old, new in result.moved:
        typer.echo(new_address_words(old, new))
    for row in result.without_owner:
        typer.echo(f"Nobody answers for {row}.")
    say_dry(dry_run)
