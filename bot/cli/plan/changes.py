"""`malvakten plan add|change|move|merge|cancel|copy|check`: the plan changed by hand, as a coordinator does in chat."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any

import typer

from bot.cli.options import AsJson
from bot.cli.plan.desk import day, in_words, is_link, numbers_of, plan_desk, tell, without_link
from bot.cli.support import print_json

RowArgument = Annotated[int, typer.Argument(metavar="ROW", min=1, help="The row's number in the plan.")]
Year = Annotated[
    int | None,
    typer.Option("--year", min=1900, max=2999, metavar="Y", help="The plan's year; by default this year's."),
]  # fmt: skip
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done and to whom, and change nothing.")]


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
    from models.people.registers import load_directory

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


def plan_copy(
    from_year: Annotated[int, typer.Argument(metavar="FROM_YEAR")],
    to_year: Annotated[int, typer.Argument(metavar="TO_YEAR")],
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Make the plan of a year from an earlier one: what is not done or cancelled, with its open deviations.

    Rows keep their numbers and go on from those that they were copied from. A year that has a plan is refused.

    Example: malvakten plan copy 2026 2027 --dry-run
    """
    from actions.plan.copying import copy_plan

    with plan_desk(None, dry_run) as desk:
        copied = copy_plan(desk.editor, from_year, to_year)
    rows, left_out, deviations = (
        [row.row for row in each] for each in (copied.rows, copied.left_out, copied.deviations)
    )
    done = f"Plan {to_year} has {len(rows)} rows from {from_year}. Done or cancelled, left out: {in_words(left_out)}."
    told = [f"Open deviations that go on: {in_words(deviations)}."]
    tell(as_json, dry_run, to_year, done, told, rows=rows, left_out=left_out, deviations=deviations)


def plan_rename(
    unit: Annotated[str, typer.Argument(metavar="UNIT", help="The unit's name, or an alias.")],
    name: Annotated[list[str], typer.Argument(metavar="NAME", help="What it is called from now on.")],
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Give a unit another name, in the plans of all years. The old name is still understood; answers stay.

    Example: malvakten plan rename Folkhälsa "Folkhälsa och hälsofrämjande"
    """
    from actions.plan.renaming import rename_unit

    with plan_desk(None, dry_run) as desk:
        [meant, *_] = desk.units(unit)
        after = rename_unit(desk.editor, desk.plan.id, meant, without_link(name))
    done = f"{meant.name} is called {after} from now on."
    tell(as_json, dry_run, desk.plan.year, done, [], before=meant.name, after=after)


def plan_check(
    rounds: Annotated[int, typer.Option(min=2, max=20, help="How many rounds running count as unchanged.")] = 3,
    year: Year = None,
    as_json: AsJson = False,
) -> None:
    """What may be wrong with the plan itself: no owner, no date, alike, never answered, unchanged; goals without rows.

    Example: malvakten plan check --rounds 4
    """
    from models.planning.quality import plan_quality

    with plan_desk(year, dry_run=True) as desk:
        found = plan_quality(desk.session, desk.directory, desk.plan, rounds)
    listed: dict[str, Any] = {
        "without_owner": numbers_of(found.without_owner), "without_date": numbers_of(found.without_date),
        "alike": [[one.row, other.row] for one, other in found.alike],
        "never_answered": numbers_of(found.never_answered), "unchanged": numbers_of(found.unchanged),
        "goals_without_activities": [goal.name for goal in found.empty_goals],
    }  # fmt: skip
    if as_json:
        print_json({"year": desk.plan.year, "rounds": rounds, **listed})
        return
    typer.echo(f"Plan {desk.plan.year}, {len(desk.plan.rows)} rows")
    for name, values in listed.items():
        words = "; ".join(" and ".join(map(str, value)) if isinstance(value, list) else str(value) for value in values)
        typer.echo(f"{name.replace('_', ' ').capitalize()}: {f'{len(values)} ({words})' if values else '0'}")


PLAN_COMMANDS: dict[str, Callable[..., None]] = {
    "add": plan_add, "change": plan_change, "move": plan_move, "merge": plan_merge, "cancel": plan_cancel,
    "copy": plan_copy, "rename": plan_rename, "check": plan_check,
}  # fmt: skip
