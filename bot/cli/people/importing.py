"""`malvakten people import`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.cli.importing import (
    MORE_WORDS,
    AsJson,
    DryRun,
    File,
    Hidden,
    Sheet,
    refuse_faults,
    say_dry,
    track,
)
from bot.cli.support import database, now, print_json, settings
from bot.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from imports.faults import Fault
    from imports.people.file import PeopleFile
    from imports.people.store import PeopleResult

people_app = typer.Typer(help="Owners, managers and coordinators.", no_args_is_help=True)


@people_app.callback()
def _people() -> None:
    """Owners, managers and coordinators."""


@people_app.command("import", context_settings=MORE_WORDS)
def import_people(
    context: typer.Context, file: File, dry_run: DryRun = False, sheet: Sheet = None, hidden: Hidden = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Import the people file, all or nothing; every fault is named with its row and column.

    Columns: email, name, unit and roles (several with ; between); if you like slack_user_id,
    teams_aad_object_id, language, timezone, deputy_email, manager_email, activities (row
    numbers that narrow what an owner answers for), and deputy_for (units whose deputy it is).
    Import the plan first: it names the units.

    An empty slack_user_id is found by the e-mail address, among full, active members of the own workspace.
    An id in the file is your word: it holds for a guest or a member of a partner organisation too, and the
    output names them. A person with a new address keeps their account and answers when Slack says the same.

    Example: malvakten people import people.csv
    """
    from bot.cli.files import existing, only_file
    from bot.cli.people.report import as_document, print_result
    from imports.files import Choice
    from imports.people.file import read_people

    only_file(context, file)
    chosen = settings()
    people = read_people(existing(file), track, Choice(sheet, hidden))
    result, accounts = _store(chosen, file, people, dry_run, as_json)
    if as_json:
        print_json(as_document(result, accounts, file, people.table, dry_run))
        return
    print_result(result, accounts, file, people.table)
    say_dry(dry_run)


def _store(
    chosen: Settings, file: Path, people: "PeopleFile", dry_run: bool, as_json: bool
) -> tuple["PeopleResult", list[str]]:
    """What was stored, and sentences about the people's accounts. Refused when there are faults."""
    from actions.people.accounts import settle_all_accounts
    from bot.operations.accounts import account_sentences
    from bot.wiring import options_from
    from imports.people.store import apply_people

    with database(chosen) as opened, opened.write() as session:
        if people.faults:
            refuse_faults(file, _all_faults(session, people), as_json, people.table)
        result = apply_people(session, people.rows, now())
        if result.faults:
            refuse_faults(file, result.faults, as_json, people.table)
        settle_all_accounts(session, now(), options_from(chosen))
        accounts = [words for _, words in account_sentences(session)]
        if dry_run:
            session.rollback()
    return result, accounts


def _all_faults(session: "Session", people: "PeopleFile") -> Sequence["Fault"]:
    """The faults of the file, and those that show against what is stored; of one cell those of the file."""
    from imports.faults import in_order
    from imports.people.check import check_people

    reported = {(fault.row, fault.column) for fault in people.faults}
    others = [fault for fault in check_people(session, people.rows) if (fault.row, fault.column) not in reported]
    return in_order([*people.faults, *others])
