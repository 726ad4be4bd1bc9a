"""Every command of `malvakten`; thin, one function per command. Imports wait until a command runs, so that --help is
quick."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.deviations.management import decision_app
from bot.cli.deviations.register import deviations_app
from bot.cli.follow import follow_command
from bot.cli.people.commands import people_app
from bot.cli.plan.commands import plan_app
from bot.cli.records.audit import audit_command
from bot.cli.records.backup import backup_command, restore_command
from bot.cli.records.disclose import disclose_command
from bot.cli.records.dispose import dispose_command
from bot.cli.registers.calendar import calendar_command
from bot.cli.registers.drawing import draw_line
from bot.cli.registers.kolada import kolada_app
from bot.cli.registers.register import register_app
from bot.cli.rounds.answers import answers_app
from bot.cli.rounds.commands import round_app
from bot.cli.rounds.history import history_command
from bot.cli.rounds.report import report_command
from bot.cli.rounds.review import review_command, snapshot_command
from bot.cli.rounds.rounds import status_command
from bot.cli.serving import SERVING
from bot.cli.site import site_app
from bot.cli.support import any_database, database, now, print_json, refuse, settings, write_out

app = typer.Typer(
    help="Målvakten follows up a region's activity plan in chat: asks owners, keeps answers, tells what deviates.",
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
)  # fmt: skip
db_app = typer.Typer(help="The database's schema.", no_args_is_help=True)
manifest_app = typer.Typer(help="What to upload to a chat platform.", no_args_is_help=True)
for name, sub in (("db", db_app), ("plan", plan_app), ("people", people_app), ("round", round_app),
                  ("answers", answers_app), ("deviations", deviations_app), ("decision", decision_app),
                  ("register", register_app), ("kolada", kolada_app), ("site", site_app),
                  ("manifest", manifest_app)):  # fmt: skip
    app.add_typer(sub, name=name)
register_app.command("draw")(draw_line)
app.command("status")(status_command)
app.command("history")(history_command)
app.command("follow")(follow_command)
app.command("review")(review_command)
app.command("snapshot")(snapshot_command)
app.command("report")(report_command)
app.command("calendar")(calendar_command)
app.command("audit")(audit_command)
app.command("disclose")(disclose_command)
app.command("dispose")(dispose_command)
app.command("backup")(backup_command)
app.command("restore")(restore_command)
for serves in SERVING.values():
    app.command()(serves)


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Where the chat page is served, on this machine only.")] = 8010,
    exit_after_round: Annotated[
        bool, typer.Option("--exit-after-round", help="Play a whole round in the terminal, check it, and end.")
    ] = False,
) -> None:
    """A local chat page with the real plan, invented role accounts and a clock that can be moved."""
    from bot.demo.program import run_demo

    raise typer.Exit(run_demo(port, exit_after_round))


@db_app.command("upgrade")
def db_upgrade() -> None:
    """Create or migrate the schema. Safe to run again, and by several at once."""
    from models.storage.schema import NEWEST_REVISION, SchemaFault, upgrade

    with any_database() as opened:
        try:
            upgrade(opened)
        except SchemaFault as fault:
            refuse(str(fault))
    typer.echo(f"The schema is at revision {NEWEST_REVISION}.")


@app.command()
def deliveries(
    words: Annotated[list[str] | None, typer.Argument(metavar="[retry ID ...]", show_default=False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    limit: Annotated[int, typer.Option(help="How many of the newest; 0 for all.")] = 0,
) -> None:
    """The log of every message: to whom, what kind, state, attempts, the platform's id, times, and why.

    `retry` with the ids of failed messages has them sent again by the running worker, all or none of them.
    """
    from bot.cli.records.deliveries import listed, read_ids, retry_all, table
    from bot.wiring import options_from

    ids = read_ids(words or [])
    chosen = settings()
    with database(chosen) as opened:
        if ids:
            retry_all(opened, ids, options_from(chosen))
        rows = [row for row in listed(opened, limit) if not ids or row["id"] in ids]
    if as_json:
        print_json(rows)
    else:
        table(rows)


@manifest_app.command("slack")
def manifest_slack(
    out: Annotated[Path | None, typer.Option(help="A file; without it the manifest is printed.")] = None,
) -> None:
    """The app manifest to paste at api.slack.com/apps. Needs MALVAKTEN_BASE_URL (https) or SLACK_APP_TOKEN."""
    from bot.slack.manifest import ManifestFault, manifest_json

    try:
        text = manifest_json(settings())
    except ManifestFault as fault:
        refuse(*str(fault).splitlines())
    if out:
        write_out(out, f"{text}\n".encode())
    else:
        typer.echo(text)


@manifest_app.command("teams")
def manifest_teams(
    out: Annotated[
        Path | None, typer.Option(help="A .zip file to upload; without it the manifest is printed, to be read.")
    ] = None,
) -> None:
    """The app package to upload in the Teams admin centre. Needs TEAMS_* and MALVAKTEN_BASE_URL (https)."""
    from bot.teams.manifest import ManifestFault, manifest, package

    try:
        if out:
            write_out(out, package(settings(), now()))
        else:
            print_json(manifest(settings(), now()))
    except ManifestFault as fault:
        refuse(*str(fault).splitlines())


@app.command()
def doctor(as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False) -> None:
    """Check database, migrations, settings, tokens and scopes, and say in words what is wrong. Status 1 if anything."""
    from bot.operations.doctor.diagnosis import diagnose
    from bot.operations.doctor.findings import print_findings

    findings = diagnose(settings(with_remarks=False))
    if as_json:
        print_json([finding.as_data() for finding in findings])
    else:
        print_findings(findings)
    raise typer.Exit(0 if all(finding.fine for finding in findings) else 1)
