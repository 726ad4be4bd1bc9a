"""`malvakten dispose`: deletes what a disposal decision names."""

from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.importing import AsJson, DryRun
from bot.cli.support import database, now, print_json, refuse, settings

if TYPE_CHECKING:
    from actions.disposal import Disposed


Before = Annotated[
    str, typer.Option("--before", metavar="DATE", help="Rounds that ended before this day.", show_default=False)
]
Decision = Annotated[
    str, typer.Option("--decision", metavar="REF", help="The decision's reference number.", show_default=False)
]


def dispose_command(before: Before, decision: Decision, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Delete what was gathered in the rounds that ended before a day, by a disposal decision; all or nothing.

    Deleted: answers in every version, reviews, decisions, drafts, messages, handovers, and the audit's lines
    about them. Kept: the rounds' names and times, the frozen record of those that were locked, the plan, the
    people, and a line of audit with the decision and the counts. Refused when a round that would be disposed
    of has not been closed. It cannot be undone: run it with --dry-run first, and make a backup.

    Example: malvakten dispose --before 2020-01-01 --decision "RS 2026/123" --dry-run
    """
    from datetime import date

    from sqlalchemy import text

    from actions.disposal import dispose
    from actions.rounds.life_cycle import RoundFault
    from bot.wiring import options_from

    try:
        day = date.fromisoformat(before.strip())
    except ValueError:
        raise typer.BadParameter(f"--before takes a day like 2020-01-01, not {before!r}.") from None
    chosen = settings()
    with database(chosen) as opened, opened.write() as session:
        if not opened.is_sqlite:
            session.execute(text("SET LOCAL statement_timeout = 0"))  # it may be years of messages
        try:
            disposed = dispose(session, day, decision, now(), options_from(chosen))
        except RoundFault as fault:
            refuse(f"{fault} Nothing was deleted.")
        if dry_run:
            session.rollback()
    if as_json:
        print_json({"before": day.isoformat(), "decision": decision.strip(), "dry_run": dry_run,
                    "rounds": disposed.rounds, "without_record": disposed.without_record})  # fmt: skip
    else:
        _say(disposed, dry_run)


def _say(disposed: "Disposed", dry_run: bool) -> None:
    total = Counter[str]()
    for name, counts in disposed.rounds.items():
        typer.echo(f"{name}: {_listed(counts)}")
        total.update(counts)
    typer.echo(f"In all {_listed(total)}.")
    if disposed.without_record:
        typer.echo(f"Never locked, so nothing of what was answered remains: {', '.join(disposed.without_record)}.")
    if dry_run:
        typer.echo("Dry run: nothing was deleted.")


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(counts.items()))
