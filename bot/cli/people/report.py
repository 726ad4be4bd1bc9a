"""What `malvakten people import` prints when it is done."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from bot.cli.importing import say_notes, source, what_was_read

if TYPE_CHECKING:
    from imports.files import Table
    from imports.people.store import PeopleResult


def as_document(
    result: "PeopleResult", accounts: Sequence[str], file: Path, table: "Table", dry_run: bool
) -> dict[str, Any]:
    """The result as `--json` prints it; `accounts` are sentences about the people's accounts."""
    counts = {name: len(getattr(result, name)) for name in ("added", "changed", "unchanged")}
    without_owner = [{"row": row.row, "units": row.units} for row in result.without_owner]
    lists = {"missing": result.missing, "changed_people": result.changed, "without_owner": without_owner}
    more = {"new_addresses": dict(result.moved), "closed_accounts": result.closed, "accounts": accounts}
    return {"file": str(file), **what_was_read(table), "dry_run": dry_run, **counts, **lists, **more}


def print_result(result: "PeopleResult", accounts: Sequence[str], file: Path, table: "Table") -> None:
    """The same in words."""
    added = f"{len(result.added)} {'person' if len(result.added) == 1 else 'people'} added"
    rest = f"{len(result.changed)} changed, {len(result.unchanged)} unchanged."
    typer.echo(f"People from {source(file, table)}: {added}, {rest}")
    say_notes(table)
    for old, new in result.moved:
        typer.echo(new_address_words(old, new))
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


def new_address_words(old: str, new: str) -> str:
    """That a person has another address than before."""
    return f"New address: {old} is now {new}, the same person with the same account and answers."
