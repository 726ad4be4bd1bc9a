"""`malvakten plan add|change|move|merge|cancel`: rows changed by hand, as a coordinator does in chat."""

from dataclasses import replace
from typing import Annotated

import typer

from bot.cli.options import AsJson
from bot.cli.plan.desk import DryRun, Year, day, in_words, is_link, plan_desk, tell, without_link

RowArgument = Annotated[int, typer.Argument(metavar="ROW", min=1, help="The row's number in the plan.")]


def plan_add(
    activity: Annotated[str, typer.Option("--activity", help="Its wording.")],
    goals: Annotated[list[str], typer.Option("--goal", help="The goal; again for each further goal.")],
    units: Annotated[str, typer.Option("--units", help="Who answers for it; / between several.")],
    ends: Annotated[str, typer.Option("--ends", metavar="DATE", help="The day it is to be done.")] = "",
    year: Year = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Add an activity to the plan, with a row of its own number under each of its goals.

    A row that had left the plan, with the same wording under the same goal, comes back with its answers.

    Example: malvakten plan add --activity "Ta fram en cykelstrategi" --goal "Hållbar utveckling" --units Folkhälsa
    """
    from actions.plan.changes import Wanted, add_row
    from models.people.directory_cache import load_directory

    with plan_desk(year, dry_run) as desk:
        wanted = Wanted(activity, desk.units(units), desk.goals(goals), (None, day("--ends", ends)) if ends else None)
        rows = add_row(desk.editor, desk.plan.id, wanted)
        added = load_directory(desk.session).plan(desk.plan.id)
        effects = replace(desk, directory=load_directory(desk.session)).effects([], [added.by_row[n] for n in rows])
    tell(as_json, dry_run, desk.plan.year, f"Added: {in_words(rows)}.", effects, rows=rows)


def plan_change(
    row: RowArgument,
    activity: Annotated[str, typer.Option("--activity", help="Its new wording; the old one is kept.")] = "",
    units: Annotated[str, typer.Option("--units", help="Who answers for it; / between several.")] = "",
    goals: Annotated[list[str] | None, typer.Option("--goal", help="All its goals, one option for each.")] = None,
    starts: Annotated[str, typer.Option("--starts", metavar="DATE", help="When it begins; none takes it away.")] = "",
    ends: Annotated[
        str, typer.Option("--ends", metavar="DATE", help="When it is to be done; none takes it away.")
    ] = "",
    year: Year = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Change a row: its wording, its units, its goals, its dates. Answers follow the activity.

    Wording, goals and dates are the activity's, and change on all of its rows. A goal more gives a further row.

    Examples: malvakten plan change 14 --activity "Ny lydelse" --dry-run ·
    malvakten plan change 14 --goal "Hållbar utveckling" --goal "Digital omställning" --ends 2026-12-31
    """
    from actions.plan.changes import Wanted, change_row

    with plan_desk(year, dry_run) as desk:
        stands = desk.row(row)
        dates = None
        if starts or ends:
            dates = (day("--starts", starts) if starts else stands.starts_on,
                     day("--ends", ends) if ends else stands.ends_on)  # fmt: skip
        wanted = Wanted(activity or None, desk.units(units) if units else None,
                        desk.goals(goals) if goals else None, dates)  # fmt: skip
        if wanted == Wanted():
            raise typer.BadParameter("Say what is to change: --activity, --units, --goal, --starts or --ends.")
        effects = desk.effects([stands], [replace(stands, units=wanted.units or stands.units)])
        changed = change_row(desk.editor, desk.plan.id, stands.placement_id, wanted)
    done = f"Row {row}, changed: {', '.join(changed)}." if changed else f"Row {row} is so already; nothing was changed."
    tell(as_json, dry_run, desk.plan.year, done, effects if changed else [], row=row, changed=changed)


def plan_move(
    row: RowArgument,
    unit: Annotated[list[str], typer.Argument(metavar="UNIT", help="Who answers for it then; / between several.")],
    year: Year = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Move a row to another unit, with everything that has been answered on it. Its owners are asked in an open round.

    Example: malvakten plan move 14 Folkhälsa --dry-run
    """
    from actions.plan.changes import Wanted, change_row

    with plan_desk(year, dry_run) as desk:
        stands, units = desk.row(row), desk.units(without_link(unit))
        names = " / ".join(each.name for each in units)
        effects = desk.effects([stands], [replace(stands, units=units)])
        changed = change_row(desk.editor, desk.plan.id, stands.placement_id, Wanted(units=units))
    done = f"Row {row} has gone from {stands.unit_names} to {names}."
    if not changed:
        done, effects = f"Row {row} is {names}'s already. Nothing was changed.", []
    tell(as_json, dry_run, desk.plan.year, done, effects, row=row, before=stands.unit_names, after=names)


def plan_merge(
    words: Annotated[list[str], typer.Argument(metavar="ROW ROW", help="Two rows. The first one stays.")],
    year: Year = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Make one activity of two rows. The first row stays, with its wording and the units of both.

    The other row ends when it stands under the same goal, and is read in the history of the first one. Under another
    goal it stays, as a second row of the same activity.

    Example: malvakten plan merge 14 15 --dry-run
    """
    from actions.plan.ending import check_merge, is_under_kept_goals, merge_rows, merged_units

    numbers = [word for word in words if not is_link(word)]
    if len(numbers) != 2 or not all(number.isdecimal() for number in numbers):
        raise typer.BadParameter("Name two rows, for example: malvakten plan merge 14 15")
    with plan_desk(year, dry_run) as desk:
        kept, other = (desk.row(int(number)) for number in numbers)
        check_merge(desk.plan, kept.placement_id, other.placement_id)
        ends = is_under_kept_goals(desk.plan, kept, other)
        effects = desk.effects([kept, other], [replace(kept, units=merged_units(kept, other))])
        merge_rows(desk.editor, desk.plan.id, kept.placement_id, other.placement_id)
    done = f"Row {other.row} has been merged into row {kept.row}."
    if not ends:
        done = f"Rows {kept.row} and {other.row} are one activity now, under two goals."
    tell(as_json, dry_run, desk.plan.year, done, effects, row=kept.row, merged=other.row, ended=ends)


def plan_cancel(
    row: RowArgument,
    reason: Annotated[list[str] | None, typer.Argument(metavar="REASON", help="Why; or with --why.")] = None,
    why: Annotated[str, typer.Option("--why", help="Why it ends.")] = "",
    replaced_by: Annotated[int | None, typer.Option(metavar="ROW", help="The row that takes its place.")] = None,
    year: Year = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """End a row, with a reason. Its answers are kept, and rounds that are over keep the row.

    Example: malvakten plan cancel 14 --why "Regionstyrelsen beslutade 12 mars" --replaced-by 20
    """
    from actions.plan.ending import check_end, end_row

    text = why or " ".join(reason or ())
    with plan_desk(year, dry_run) as desk:
        stands = desk.row(row)
        check_end(desk.plan, stands.placement_id, text, replaced_by)
        effects = desk.effects([stands], [])
        end_row(desk.editor, desk.plan.id, stands.placement_id, text, replaced_by)
    tell(as_json, dry_run, desk.plan.year, f"Row {row} has ended.", effects, row=row, why=text, replaced_by=replaced_by)
