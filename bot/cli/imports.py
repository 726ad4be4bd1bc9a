"""`malvakten plan import` and `malvakten people import`."""

import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from bot.cli.support import database, now, print_json, refuse, settings

if TYPE_CHECKING:
    from imports.files import Table

plan_app = typer.Typer(help="The activity plan.", no_args_is_help=True)
people_app = typer.Typer(help="Owners, managers and coordinators.", no_args_is_help=True)

_MORE = {"allow_extra_args": True}  # a name with spaces and without quotation marks; told by `only_file`
# An import of fewer rows is done before a progress bar could be read.
_ROWS_WORTH_A_BAR = 2000
# Of more faults it is said how many each column has.
_FAULTS_AT_A_GLANCE = 10

File = Annotated[Path, typer.Argument(metavar="FILE", help="A .json, .csv or .xlsx file.", show_default=False)]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Do everything, say what would change, and store nothing.")]
Sheet = Annotated[
    str | None,
    typer.Option(
        "--sheet",
        metavar="NAME",
        help="The sheet of a workbook; else the visible one that has the columns (and the year in its name).",
        show_default=False,
    ),
]
Hidden = Annotated[bool, typer.Option("--hidden", help="Take hidden and filtered rows and hidden columns as well.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout and nothing else.")]


def _a_year(text: str) -> int:
    if not re.fullmatch(r"(?:19|2[0-9])[0-9]{2}", text.strip()):
        raise typer.BadParameter(f"takes a year from 1900 to 2999, such as 2026, not “{text}”")
    return int(text)


@plan_app.callback()
def _plan() -> None:
    """The activity plan."""


@people_app.callback()
def _people() -> None:
    """Owners, managers and coordinators."""


@plan_app.command("import", context_settings=_MORE)
def import_plan(
    context: typer.Context,
    file: File,
    dry_run: DryRun = False,
    year: Annotated[
        int | None,
        typer.Option("--year", parser=_a_year, help="The plan's year; the current one by default.", metavar="Y"),
    ] = None,
    deactivate_missing: Annotated[
        bool, typer.Option("--deactivate-missing", help="Switch off rows that the file lacks. They are never removed.")
    ] = False,
    same: Annotated[
        list[str] | None,
        typer.Option(
            "--same", metavar="ROW", help="The activity of that number is the old one in new words; 14, 14,15 or 14-20."
        ),
    ] = None,
    new: Annotated[
        list[str] | None,
        typer.Option("--new", metavar="ROW", help="The activity of that number is another one; the old one ends."),
    ] = None,
    renumber: Annotated[
        bool, typer.Option("--renumber", help="Let rows change their numbers although a round is open on the plan.")
    ] = False,
    new_units: Annotated[
        bool, typer.Option("--new-units", help="Units and goals that are near a known name are new all the same.")
    ] = False,
    sheet: Sheet = None,
    hidden: Hidden = False,
    as_json: AsJson = False,
) -> None:
    """Import a year's activity plan, all or nothing; every fault is named with its row and column.

    Columns: goal_kind (visionsmål or målområde), goal, activity, units (text split on /),
    order (the row's number); if you like key (the region's own number of the row, which stays),
    comment and status of the period before. A row is found by its key, else by its wording
    within its goal, else by its order if the wording is near the old one. Answers follow.

    Example: malvakten plan import activities.json --year 2022 --dry-run
    """
    from bot.cli.files import existing, only_file
    from bot.cli.plan.report import as_document, print_result
    from imports.files import Choice
    from imports.plan.checks import PlanChoices
    from imports.plan.file import read_plan
    from imports.plan.store import apply_plan

    only_file(context, file)
    chosen = settings()
    choices = PlanChoices(_numbers("--same", same), _numbers("--new", new), renumber, new_units, deactivate_missing)
    plan_year = year or now().astimezone(chosen.zone).year
    plan = read_plan(existing(file), track, Choice(sheet, hidden, plan_year))
    if plan.faults:
        refuse_faults(file, plan.faults, as_json, plan.table)
    with database(chosen) as opened, opened.write() as session:
        result = apply_plan(session, plan.rows, plan_year, now(), choices)
        if result.faults:
            refuse_faults(file, result.faults, as_json, plan.table)
        if dry_run:
            session.rollback()
    if as_json:
        print_json({**as_document(result, file, dry_run), **_what_was_read(plan.table)})
        return
    print_result(result, source(file, plan.table))
    say_notes(plan.table)
    say_dry(dry_run)


@people_app.command("import", context_settings=_MORE)
def import_people(
    context: typer.Context,
    file: File,
    dry_run: DryRun = False,
    sheet: Sheet = None,
    hidden: Hidden = False,
    as_json: AsJson = False,
) -> None:
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
    from actions.people.accounts import settle_all_accounts
    from bot.cli.files import existing, only_file
    from bot.operations.accounts import account_sentences
    from bot.wiring import options_from
    from imports.faults import in_order
    from imports.files import Choice
    from imports.people.check import check_people
    from imports.people.file import read_people
    from imports.people.store import apply_people

    only_file(context, file)
    chosen = settings()
    people = read_people(existing(file), track, Choice(sheet, hidden))
    with database(chosen) as opened, opened.write() as session:
        if people.faults:
            told = {(fault.row, fault.column) for fault in people.faults}
            others = [fault for fault in check_people(session, people.rows) if (fault.row, fault.column) not in told]
            faults = in_order([*people.faults, *others])
            refuse_faults(file, faults, as_json, people.table)
        result = apply_people(session, people.rows, now())
        if result.faults:
            refuse_faults(file, result.faults, as_json, people.table)
        settle_all_accounts(session, now(), options_from(chosen))
        accounts = [words for _, words in account_sentences(session)]
        if dry_run:
            session.rollback()
    if as_json:
        counts = {name: len(getattr(result, name)) for name in ("added", "changed", "unchanged")}
        without_owner = [{"row": row.row, "units": row.units} for row in result.without_owner]
        lists = {"missing": result.missing, "changed_people": result.changed, "without_owner": without_owner}
        more = {"new_addresses": dict(result.moved), "closed_accounts": result.closed, "accounts": accounts}
        read = _what_was_read(people.table)
        print_json({"file": str(file), **read, "dry_run": dry_run, **counts, **lists, **more})
        return
    typer.echo(f"People from {source(file, people.table)}: {_sentence(result)}")
    say_notes(people.table)
    for old, new in result.moved:
        typer.echo(f"New address: {old} is now {new}, the same person with the same account and answers.")
    for email in result.closed:
        typer.echo(
            f"{email}: the account in the file is closed. The new one with that address is used; empty the cell."
        )
    if result.missing:
        typer.echo(f"Not in the file, left as they are: {', '.join(result.missing)}.")
    for row in result.without_owner:
        typer.echo(f"Nobody answers for {row}.")
    for words in accounts:
        typer.echo(words)
    say_dry(dry_run)


def refuse_faults(file: Path, faults: Sequence[Any], as_json: bool, table: "Table") -> NoReturn:
    if as_json:
        listed = [{"row": fault.row, "column": fault.column, "message": fault.message} for fault in faults]
        print_json({"file": str(file), **_what_was_read(table), "faults": listed})
    by_column = Counter(fault.column for fault in faults if fault.column)
    each = ", ".join(f"{column} {number}" for column, number in by_column.most_common())
    most = f" ({each})" if each and len(faults) > _FAULTS_AT_A_GLANCE else ""
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    counting = [table.counting] if table.counting and any(fault.row is not None for fault in faults) else []
    refuse(*map(str, faults), *table.notes, *counting, f"{source(file, table)} has {count}{most}. Nothing was changed.")


def source(file: Path, table: "Table") -> str:
    return f"{file.name}, sheet “{table.sheet}”" if table.sheet else file.name


def _what_was_read(table: "Table") -> dict[str, Any]:
    return {"sheet": table.sheet, "hidden_rows": table.hidden_rows, "notes": table.notes}


def say_notes(table: "Table") -> None:
    for note in table.notes:
        typer.echo(note)


def _numbers(option: str, values: Sequence[str] | None) -> frozenset[int]:
    """Activity numbers of an option that may be repeated, and may hold several: `14`, `14,15`, `14-20`."""
    numbers: set[int] = set()
    for word in ",".join(values or ()).replace(",", " ").split():
        match = re.fullmatch(r"([0-9]{1,6})(?:-([0-9]{1,6}))?", word)
        if match is None:
            raise typer.BadParameter(
                f"takes activity numbers (order) such as 14, 14,15 or 14-20, not “{word}”", param_hint=option
            )
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first:
            raise typer.BadParameter(f"{word} ends before it begins; did you mean {last}-{first}?", param_hint=option)
        numbers.update(range(first, last + 1))
    return frozenset(numbers)


def _sentence(result: Any) -> str:
    added, changed, unchanged = len(result.added), len(result.changed), len(result.unchanged)
    return f"{added} {'person' if added == 1 else 'people'} added, {changed} changed, {unchanged} unchanged."


def say_dry(dry_run: bool) -> None:
    if dry_run:
        typer.echo("Dry run: nothing was stored.")


def track(rows: Sequence[Any]) -> Iterable[Any]:
    """The rows, with a progress bar on stderr when there are many and stderr is a terminal."""
    if len(rows) < _ROWS_WORTH_A_BAR or not sys.stderr.isatty():
        return rows
    from rich.console import Console
    from rich.progress import track

    return track(rows, description="Checking rows", console=Console(stderr=True), transient=True)
