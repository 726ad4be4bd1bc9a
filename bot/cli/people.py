"""`malvakten people add`, `change`, `remove`, `new-address` and `give`: what a coordinator does in chat."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer
from sqlalchemy.orm import Session

from bot.cli.imports import AsJson, DryRun, people_app
from bot.cli.plan.in_plan import plan_in, row_in
from bot.cli.support import database, named_round, now, print_json, refuse, settings
from imports.people.owners import rows_without_owner
from models.people.views import PersonView

if TYPE_CHECKING:
    from imports.people.store import PeopleResult
    from models.rounds.tables import Round

__all__ = ["people_app"]

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The address in the people file.", show_default=False)]


@people_app.command("remove")
def remove(email: Email, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Take somebody out of the people file, e.g. who has left, or to free an account.

    Kept: every answer they gave, with their name and address on it. Gone: their Slack and Teams accounts
    (somebody else may have them now), units, roles, leave, drafts, and messages not yet sent. Rows handed
    over to them go back. Rows that nobody answers for afterwards are listed, and the coordinators are told.

    Take the row out of your own people file too: an import that has it brings the person back.
    To hand an account over to somebody else instead: import a file with both rows and the id on the new one.

    Example: malvakten people remove anna.ek@example.se --dry-run
    """
    from actions.people.removing import remove_person
    from bot.wiring import options_from

    chosen = settings()
    with database(chosen) as opened, opened.write() as session:
        person = _person(session, email)
        lacked = {row.row for row in rows_without_owner(session)}
        removed = remove_person(session, person, now(), options_from(chosen))
        without_owner = rows_without_owner(session)
        if dry_run:
            session.rollback()
    new = [row for row in without_owner if row.row not in lacked]
    if as_json:
        print_json({
            "email": person.email, "dry_run": dry_run, "answers_kept": removed.answers,
            "drafts_deleted": removed.drafts, "stood_in_for": removed.stood_in_for,
            "without_owner": [{"row": row.row, "units": row.units} for row in without_owner],
        })  # fmt: skip
        return
    _say(f"{person.email} ({person.name}) is no longer in the people file.")
    _say(f"Answers kept: {removed.answers}. Drafts deleted: {removed.drafts}.")
    if removed.stood_in_for:
        _say(f"Was deputy or manager of: {', '.join(removed.stood_in_for)}. Name somebody else for them.")
    for row in new:
        _say(f"Nobody answers for {row} now. Name an owner of the unit in the people file and import it.")
    if len(without_owner) > len(new):
        earlier = ", ".join(str(row) for row in without_owner if row.row in lacked)
        _say(f"Nobody answered for these before either: {earlier}.")
    if dry_run:
        _say("Dry run: nothing was stored.")


@people_app.command("new-address")
def new_address(
    old: Annotated[str, typer.Argument(metavar="OLD", help="The address now.", show_default=False)],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The new address.", show_default=False)],
    dry_run: DryRun = False,
) -> None:
    """Give somebody a new e-mail address: the same person, with their account, answers and drafts.

    An import does it by itself when the file has the new address instead of the old one and Slack says the
    same. Change the address in your own people file too.

    Example: malvakten people new-address anna.ek@example.se anna.berg@example.se
    """
    from actions.people.accounts import settle_all_accounts
    from bot.wiring import options_from
    from imports.people.file import is_email
    from models.people.addresses import change_addresses
    from models.people.registers import load_directory, raise_revision

    chosen = settings()
    address = new.strip().casefold()
    if not is_email(address):
        refuse(f"“{new}” is not an e-mail address. Nothing was changed.")
    with database(chosen) as opened, opened.write() as session:
        person = _person(session, old)
        if address in load_directory(session).by_email:
            words = f"{address} is in the people file already. If it is the same person twice, run: malvakten people"
            refuse(f"{words} remove {person.email}. Nothing was changed.")
        change_addresses(session, {person.email: address}, now())
        raise_revision(session, "people")
        settle_all_accounts(session, now(), options_from(chosen))
        if dry_run:
            session.rollback()
    _say(f"{person.email} is now {address}: the same person, with their account and answers.")
    if dry_run:
        _say("Dry run: nothing was stored.")


@people_app.command("give")
def give(
    row: Annotated[int, typer.Argument(metavar="ROW", help="The row's number in the plan.", show_default=False)],
    email: Email,
    round_name: Annotated[
        str, typer.Option("--round", metavar="NAME", help="The round; by default the open one.")
    ] = "",
    why: Annotated[str, typer.Option("--why", metavar="T", help="A few words to whoever gets the row.")] = "",
    as_json: AsJson = False,
) -> None:
    """Let somebody be asked about a row for the rest of a round, instead of those who are asked now.

    Of a row that one of several owners handed back, the others go on being asked. In an open round the
    running worker asks at its next look. To change who answers for good: malvakten people change.

    Example: malvakten people give 14 anna.ek@example.se --why "Anna leads it since May"
    """
    from actions.answers.handovers import give_row, replaced_by
    from models.people.registers import load_directory

    with database() as opened, opened.write() as session:
        round_ = _round_taking_answers(session, round_name)
        place, person = row_in(plan_in(session, round_), row), _person(session, email)
        directory = load_directory(session)
        if person.id in directory.asked(place, round_.id):
            refuse(f"{person.email} is asked about row {row} in {round_.name} already. Nothing was changed.")
        before = [each.email for each in replaced_by(directory, round_, place, person)]
        give_row(session, round_, place, person, None, why.strip(), now())
        name = round_.name
    if as_json:
        print_json({"round": name, "row": row, "asked": person.email, "not_asked_any_more": before})
        return
    _say(f"{person.email} is asked about row {row} in {name}.")
    if before:
        _say(f"Not asked any more: {', '.join(before)}.")


Name = Annotated[str | None, typer.Option("--name", help="The person's name.", show_default=False)]
Units = Annotated[str | None, typer.Option("--unit", help='Units, with ; between several; "" for none.')]
Roles = Annotated[str | None, typer.Option("--roles", help="owner, manager, coordinator, with ; between several.")]
Language = Annotated[str | None, typer.Option("--language", help="sv or en.")]
Deputy = Annotated[str | None, typer.Option("--deputy", metavar="EMAIL", help="Who is asked when the person is away.")]
Manager = Annotated[str | None, typer.Option("--manager", metavar="EMAIL", help="The person's manager.")]
Rows = Annotated[str | None, typer.Option("--activities", help="Row numbers that narrow what an owner answers for.")]


@people_app.command("add")
def add(
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


@people_app.command("change")
def change(
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
        session, _person(session, email), changed, now(), options_from(chosen)))  # fmt: skip


def _given(*values: str | None) -> dict[str, str]:
    """Those of the options that were named, by the columns of the people file."""
    columns = ("name", "unit", "roles", "language", "deputy_email", "manager_email", "activities")
    return {column: value for column, value in zip(columns, values, strict=True) if value is not None}


def _save(chosen: Any, dry_run: bool, as_json: bool, act: "Callable[[Session], PeopleResult]") -> None:
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
    _say(f"{email}: {done}.")
    for old, new in result.moved:
        _say(f"New address: {old} is now {new}, the same person with the same account and answers.")
    for row in result.without_owner:
        _say(f"Nobody answers for {row}.")
    if dry_run:
        _say("Dry run: nothing was stored.")


def _round_taking_answers(session: Session, name: str) -> "Round":
    """The round with the name; without one, the open one with the nearest deadline."""
    from models.rounds.queries import unpublished_rounds
    from models.vocabulary.rounds import TAKES_ANSWERS, RoundState

    if name:
        round_ = named_round(session, name)
    else:
        opened = [each for each in unpublished_rounds(session) if each.state is RoundState.OPEN]
        if not opened:
            refuse("No round is open. Name one with --round. Nothing was changed.")
        round_ = opened[0]
    if round_.state not in TAKES_ANSWERS:
        refuse(f"{round_.name} is {round_.state.value} and takes no answers. Nothing was changed.")
    return round_


def _person(session: Session, email: str) -> PersonView:
    """The person with this address, in any case; refused when there is none, with those that are like it."""
    from difflib import get_close_matches

    from models.people.registers import load_directory

    people: dict[str, Any] = load_directory(session).by_email
    wanted = email.strip().casefold()
    if wanted not in people:
        similar = get_close_matches(wanted, people, 3)
        hint = f" Did you mean {' or '.join(similar)}?" if similar else ""
        refuse(f"Nobody in the people file has the address {wanted}.{hint} Nothing was changed.")
    person: PersonView = people[wanted]
    return person


def _say(words: str) -> None:
    typer.echo(words)
