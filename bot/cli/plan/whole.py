"""`malvakten plan copy|rename|check`: what is about the plan as a whole."""

from typing import Annotated, Any

import typer

from bot.cli.options import AsJson
from bot.cli.plan.desk import DryRun, Year, in_words, numbers_of, plan_desk, tell, without_link
from bot.cli.support import print_json


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
