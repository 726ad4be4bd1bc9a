"""`malvakten people remove`, `new-address` and `give`: what a coordinator does in chat."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from sqlalchemy.orm import Session

from bot.cli.importing import AsJson, DryRun, say_dry
from bot.cli.people.in_people_file import Email, person_in
from bot.cli.plan.in_plan import plan_in, row_in
from bot.cli.support import database, named_round, now, print_json, refuse, settings
from imports.people.owners import RowWithoutOwner, rows_without_owner
from models.people.views import PersonView

if TYPE_CHECKING:
    from actions.people.removing import Removed
    from models.rounds.tables import Round


def people_remove(email: Email, dry_run: DryRun = False, as_json: AsJson = False) -> None:
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
        person = person_in(session, email)
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
    _print_removed(person, removed, without_owner, new)
    say_dry(dry_run)


def _print_removed(
    person: PersonView, removed: "Removed", without_owner: Sequence[RowWithoutOwner], new: Sequence[RowWithoutOwner]
) -> None:
    """What was kept and what is gone; `new` are those rows without an owner that had one before."""
    typer.echo(f"{person.email} ({person.name}) is no longer in the people file.")
    typer.echo(f"Answers kept: {removed.answers}. Drafts deleted: {removed.drafts}.")
    if removed.stood_in_for:
        typer.echo(f"Was deputy or manager of: {', '.join(removed.stood_in_for)}. Name somebody else for them.")
    for row in new:
        typer.echo(f"Nobody answers for {row} now. Name an owner of the unit in the people file and import it.")
    if len(without_owner) > len(new):
        earlier = ", ".join(str(row) for row in without_owner if row not in new)
        typer.echo(f"Nobody answered for these before either: {earlier}.")


def people_new_address(
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
    from models.people.directory_cache import load_directory, raise_revision

    chosen = settings()
    address = new.strip().casefold()
    if not is_email(address):
        refuse(f"“{new}” is not an e-mail address. Nothing was changed.")
    with database(chosen) as opened, opened.write() as session:
        person = person_in(session, old)
        if address in load_directory(session).by_email:
            words = f"{address} is in the people file already. If it is the same person twice, run: malvakten people"
            refuse(f"{words} remove {person.email}. Nothing was changed.")
        change_addresses(session, {person.email: address}, now())
        raise_revision(session, "people")
        settle_all_accounts(session, now(), options_from(chosen))
        if dry_run:
            session.rollback()
    typer.echo(f"{person.email} is now {address}: the same person, with their account and answers.")
    say_dry(dry_run)


def people_give(
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
    from models.people.directory_cache import load_directory

    with database() as opened, opened.write() as session:
        round_ = _round_taking_answers(session, round_name)
        place, person = row_in(plan_in(session, round_), row), person_in(session, email)
        directory = load_directory(session)
        if person.id in directory.asked(place, round_.id):
            refuse(f"{person.email} is asked about row {row} in {round_.name} already. Nothing was changed.")
        before = [each.email for each in replaced_by(directory, round_, place, person)]
        give_row(session, round_, place, person, None, why.strip(), now())
        name = round_.name
    if as_json:
        print_json({"round": name, "row": row, "asked": person.email, "not_asked_any_more": before})
        return
    typer.echo(f"{person.email} is asked about row {row} in {name}.")
    if before:
        typer.echo(f"Not asked any more: {', '.join(before)}.")


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
