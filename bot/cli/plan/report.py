"""What `malvakten plan import` prints when it is done."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

from imports.plan.renumbering import Moved
from imports.plan.store import PlanResult
from models.rules.text import shorten


def as_document(result: PlanResult, file: Path, dry_run: bool) -> dict[str, Any]:
    """The result as `--json` prints it."""
    counts = {name: len(getattr(result, name)) for name in ("added", "changed", "unchanged")}
    rows = {"missing": result.missing, "deactivated": result.deactivated, "changed_rows": result.changed}
    moved, ended = (
        [{"from": each.old, "to": each.new, "activity": each.activity} for each in rows_]
        for rows_ in (result.moved, result.ended)
    )
    new = {"new_units": result.new_units, "new_goals": result.new_goals}
    more = {"moved": moved, "ended": ended, **new, "renumbered_people": result.owners}
    return {"file": str(file), "year": result.year, "dry_run": dry_run, **counts, **rows, **more}


def print_result(result: PlanResult, source: str) -> None:
    """The same in words. `source` names the file, and the sheet of a workbook."""
    added = f"{len(result.added)} {'row' if len(result.added) == 1 else 'rows'} added"
    rest = f"{len(result.changed)} changed, {len(result.unchanged)} unchanged."
    typer.echo(f"Plan {result.year} from {source}: {added}, {rest}")
    for noun, names in (("unit", result.new_units), ("goal", result.new_goals)):
        if names:
            typer.echo(f"New {noun if len(names) == 1 else f'{noun}s'}: {', '.join(names)}.")
    if result.changed:
        typer.echo(f"Changed: {_rows(result.changed)}.")
    _print_moved(result)
    for each in result.ended:
        typer.echo(f"Ended: row {each.old}, {_line(each)}; its answers are kept under the number {each.new}.")
    if result.deactivated:
        typer.echo(f"Not in the file, switched off: {_rows(result.deactivated)}.")
    elif result.missing:
        typer.echo(
            f"Not in the file, left as they are: {_rows(result.missing)} (--deactivate-missing switches them off)."
        )


def _print_moved(result: PlanResult) -> None:
    if not result.moved:
        return
    typer.echo("Moved, with everything that was answered:")
    for each in result.moved:
        typer.echo(f"  row {each}: {_line(each)}")
    if result.owners:
        typer.echo(
            f"Narrowed to rows that moved, and follow them: {', '.join(result.owners)}. "
            "Change the numbers under activities in the people file, too, before you import it again."
        )


def _line(row: Moved) -> str:
    return shorten(" ".join(row.activity.split()), 70)


def _rows(numbers: Sequence[int]) -> str:
    return f"{'row' if len(numbers) == 1 else 'rows'} {', '.join(map(str, numbers))}"
