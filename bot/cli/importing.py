"""What the commands that import have in common: their options, and how they report faults and what was read."""

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from bot.cli.support import print_json, refuse

if TYPE_CHECKING:
    from imports.files import Table

# A file name with spaces and without quotation marks comes as several words, which `only_file` refuses.
MORE_WORDS = {"allow_extra_args": True}
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


def refuse_faults(file: Path, faults: Sequence[Any], as_json: bool, table: "Table") -> NoReturn:
    """Prints every fault, and how many each column has when there are many; nothing has been stored."""
    if as_json:
        listed = [{"row": fault.row, "column": fault.column, "message": fault.message} for fault in faults]
        print_json({"file": str(file), **what_was_read(table), "faults": listed})
    by_column = Counter(fault.column for fault in faults if fault.column)
    each = ", ".join(f"{column} {number}" for column, number in by_column.most_common())
    most = f" ({each})" if each and len(faults) > _FAULTS_AT_A_GLANCE else ""
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    counting = [table.counting] if table.counting and any(fault.row is not None for fault in faults) else []
    refuse(*map(str, faults), *table.notes, *counting, f"{source(file, table)} has {count}{most}. Nothing was changed.")


def source(file: Path, table: "Table") -> str:
    """The file's name, with the sheet of a workbook."""
    return f"{file.name}, sheet “{table.sheet}”" if table.sheet else file.name


def what_was_read(table: "Table") -> dict[str, Any]:
    """What `--json` says of the part of the file that was read."""
    return {"sheet": table.sheet, "hidden_rows": table.hidden_rows, "notes": table.notes}


def say_notes(table: "Table") -> None:
    """Prints what was left out of the file, or read otherwise than it looks."""
    for note in table.notes:
        typer.echo(note)


def say_dry(dry_run: bool) -> None:
    """Says after a dry run that nothing was stored."""
    if dry_run:
        typer.echo("Dry run: nothing was stored.")


def track(rows: Sequence[Any]) -> Iterable[Any]:
    """The rows, with a progress bar on stderr when there are many and stderr is a terminal."""
    if len(rows) < _ROWS_WORTH_A_BAR or not sys.stderr.isatty():
        return rows
    from rich.console import Console
    from rich.progress import track

    return track(rows, description="Checking rows", console=Console(stderr=True), transient=True)
