"""`malvakten round …` and `malvakten status`."""

from datetime import date
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer
from sqlalchemy import select

from bot.cli.options import AsJson, RoundName
from bot.cli.rounds.described import described, print_described
from bot.cli.support import database, now, print_json, refuse, settings
from bot.cli.times import day_off_notes, instant, print_notes, time_notes
from models.rules.dates.deadlines import DEADLINE_TIME, OPENING_TIME, reminder_instants

if TYPE_CHECKING:
    from actions.rounds.life_cycle import NewRound

round_app = typer.Typer(help="Reporting rounds.", no_args_is_help=True)


FirstDay = Annotated[str, typer.Option("--from", help="The period's first day, 2026-01-01.")]
LastDay = Annotated[str, typer.Option("--to", help="The period's last day, 2026-06-30.")]
OpensAt = Annotated[str, typer.Option(help="2026-06-08T09:00 in local time, or with an offset; a day alone is 08:00.")]
Deadline = Annotated[str, typer.Option(help="Likewise; kept to the second; a day alone is 16:00.")]
Remind = Annotated[
    str, typer.Option(help="Durations before the deadline: P7D,P2D,PT4H. Days keep the local time, hours are exact.")
]


@round_app.command("create")
def create(
    name: RoundName, first: FirstDay, last: LastDay, opens_at: OpensAt, deadline: Deadline, remind: Remind = "",
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Create a round. It opens, reminds and closes by the clock of the running worker.

    Example: malvakten round create "Halvår 2026" --from 2026-01-01 --to 2026-06-30 --opens-at 2026-06-08T09:00
    --deadline 2026-06-30T16:00 --remind P7D,P2D,PT4H
    """
    from actions.rounds.life_cycle import NewRound, RoundFault, create_round

    chosen = settings()
    zone = chosen.zone
    new = NewRound(
        name, _day("--from", first), _day("--to", last), instant("--opens-at", opens_at, zone, OPENING_TIME),
        instant("--deadline", deadline, zone, DEADLINE_TIME), [p.strip() for p in remind.split(",") if p.strip()],
    )  # fmt: skip
    notes = [
        *time_notes("--opens-at", opens_at, new.opens_at, zone),
        *time_notes("--deadline", deadline, new.deadline, zone),
        *day_off_notes("--deadline", new.deadline, zone),
    ]
    with database(chosen) as opened, opened.write() as session:
        try:
            create_round(session, new, now())
        except RoundFault as fault:
            session.rollback()
            refuse(str(fault))
        row = described(session, name, chosen)
    print_described(row, as_json)
    print_notes([*notes, *_reminder_notes(new, zone)], as_json)


def _reminder_notes(new: "NewRound", zone: ZoneInfo) -> list[str]:
    """Which reminders would come too early."""
    return [
        f"the reminder {reminder} would come before the opening, so it is left out."
        for reminder in new.reminders
        if not reminder_instants(new.opens_at, new.deadline, [reminder], zone)
    ]


@round_app.command("list")
def list_rounds(as_json: AsJson = False) -> None:
    """Every round, the latest deadline first."""
    from models.rounds.tables import Round

    chosen = settings()
    with database(chosen) as opened, opened.read() as session:
        names = list(session.scalars(select(Round.name).order_by(Round.deadline.desc(), Round.id.desc())))
        rows = [described(session, name, chosen) for name in names]
    if as_json:
        print_json([data for data, _ in rows])
    else:
        for _, line in rows:
            typer.echo(line)
        if not rows:
            typer.echo("No rounds yet. Create one: malvakten round create --help")


@round_app.command("show")
def show(name: RoundName, as_json: AsJson = False) -> None:
    """One round with its numbers, counted in rows of the plan."""
    chosen = settings()
    with database(chosen) as opened, opened.read() as session:
        print_described(described(session, name, chosen), as_json)


def status_command(
    text: Annotated[
        list[str] | None,
        typer.Argument(help="A goal, unit, row number or words; round [NAME]; [PART] compared with NAME."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """The same numbers as the chat command. Without TEXT: all goals. `status round` tells how far a round has come,
    `status compared with NAME` how the colours have moved since a round."""
    from bot.cli.rounds.status import special_status, status_data, status_lines

    chosen = settings()
    words = " ".join(text or ())
    with database(chosen) as opened, opened.read() as session:
        if special := special_status(session, chosen, words, as_json):
            if isinstance(special, str):
                typer.echo(special)
            else:
                print_json(special)
            return
        data, problem = status_data(session, words, now(), chosen.zone)
    if problem:
        refuse(problem)
    if as_json:
        print_json(data)
    else:
        typer.echo("\n".join(status_lines(data, chosen)))


def _day(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        refuse(f"{option}: {text!r} is not a date such as 2026-06-30.")
