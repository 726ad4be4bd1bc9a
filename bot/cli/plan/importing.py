"""`malvakten plan import`."""

import re
from collections.abc import Sequence
from typing import Annotated

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
    say_notes,
    source,
    track,
    what_was_read,
)
from bot.cli.support import database, now, print_json, settings

plan_app = typer.Typer(help="The activity plan.", no_args_is_help=True)


def _a_year(text: str) -> int:
    if not re.fullmatch(r"(?:19|2[0-9])[0-9]{2}", text.strip()):
        raise typer.BadParameter(f"takes a year from 1900 to 2999, such as 2026, not “{text}”")
    return int(text)


Year = Annotated[
    int | None,
    typer.Option("--year", parser=_a_year, help="The plan's year; the current one by default.", metavar="Y"),
]
DeactivateMissing = Annotated[
    bool, typer.Option("--deactivate-missing", help="Switch off rows that the file lacks. They are never removed.")
]
Same = Annotated[
    list[str] | None,
    typer.Option(
        "--same", metavar="ROW", help="The activity of that number is the old one in new words; 14, 14,15 or 14-20."
    ),
]
New = Annotated[
    list[str] | None,
    typer.Option("--new", metavar="ROW", help="The activity of that number is another one; the old one ends."),
]
Renumber = Annotated[
    bool, typer.Option("--renumber", help="Let rows change their numbers although a round is open on the plan.")
]
NewUnits = Annotated[
    bool, typer.Option("--new-units", help="Units and goals that are near a known name are new all the same.")
]


@plan_app.callback()
def _plan() -> None:
    """The activity plan."""


@plan_app.command("import", context_settings=MORE_WORDS)
def import_plan(
    context: typer.Context, file: File, dry_run: DryRun = False, year: Year = None,
    deactivate_missing: DeactivateMissing = False, same: Same = None, new: New = None, renumber: Renumber = False,
    new_units: NewUnits = False, sheet: Sheet = None, hidden: Hidden = False, as_json: AsJson = False,
) -> None:  # fmt: skip
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
        print_json({**as_document(result, file, dry_run), **what_was_read(plan.table)})
        return
    print_result(result, source(file, plan.table))
    say_notes(plan.table)
    say_dry(dry_run)


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
