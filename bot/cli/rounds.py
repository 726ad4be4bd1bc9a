"""`malvakten round …` and `malvakten status`."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Annotated, Any

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.cli.support import database, named_round, now, print_json, refuse, settings
from bot.cli.times import day_off_notes, instant, print_notes, time_notes
from bot.settings import Settings
from models.rules.dates.deadlines import DEADLINE_TIME, OPENING_TIME
from models.vocabulary import Role

round_app = typer.Typer(help="Reporting rounds.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="The round's name, in any case.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout and nothing else.")]
_ZERO = timedelta(0)
_LISTED_ROWS = 40
# The round as JSON, and as a line.
Described = tuple[dict[str, Any], str]


@round_app.command("create")
def create(
    name: Name,
    first: Annotated[str, typer.Option("--from", help="The period's first day, 2026-01-01.")],
    last: Annotated[str, typer.Option("--to", help="The period's last day, 2026-06-30.")],
    opens_at: Annotated[
        str, typer.Option(help="2026-06-08T09:00 in local time, or with an offset; a day alone is 08:00.")
    ],
    deadline: Annotated[str, typer.Option(help="Likewise; kept to the second; a day alone is 16:00.")],
    remind: Annotated[
        str,
        typer.Option(help="Durations before the deadline: P7D,P2D,PT4H. Days keep the local time, hours are exact."),
    ] = "",
    as_json: Json = False,
) -> None:
    """Create a round. It opens, reminds and closes by the clock of the running worker.

    Example: malvakten round create "Halvår 2026" --from 2026-01-01 --to 2026-06-30 --opens-at 2026-06-08T09:00
    --deadline 2026-06-30T16:00 --remind P7D,P2D,PT4H
    """
    from actions.rounds import NewRound, RoundFault, create_round

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
        row = _described(session, name, chosen)
    _print(row, as_json)
    print_notes(notes, as_json)


@round_app.command("list")
def list_rounds(as_json: Json = False) -> None:
    """Every round, the latest deadline first."""
    from models.rounds.tables import Round

    chosen = settings()
    with database(chosen) as opened, opened.read() as session:
        names = list(session.scalars(select(Round.name).order_by(Round.deadline.desc(), Round.id.desc())))
        rows = [_described(session, name, chosen) for name in names]
    if as_json:
        print_json([data for data, _ in rows])
    else:
        for _, line in rows:
            typer.echo(line)
        if not rows:
            typer.echo("No rounds yet. Create one: malvakten round create --help")


@round_app.command("show")
def show(name: Name, as_json: Json = False) -> None:
    """One round with its numbers, counted in rows of the plan."""
    chosen = settings()
    with database(chosen) as opened, opened.read() as session:
        _print(_described(session, name, chosen), as_json)


@round_app.command("open")
def open_now(name: Name, as_json: Json = False) -> None:
    """Open a planned round now; its owners are asked by the running worker."""
    from actions.rounds import open_round

    _change_state(name, as_json, lambda s, r, c: open_round(s, r, now(), _options(c), _ZERO))


@round_app.command("close")
def close_now(name: Name, as_json: Json = False) -> None:
    """Close an open round now; the summary is posted by the running worker."""
    from actions.rounds import close_round

    _change_state(name, as_json, lambda s, r, c: close_round(s, r, now(), _options(c), by_hand=True))


@round_app.command("extend")
def extend(
    name: Name,
    to: Annotated[str, typer.Argument(help="The new deadline: a time, or a day alone, which is 16:00 that day.")],
    as_json: Json = False,
) -> None:
    """Move the deadline of a planned or open round; everybody asked is told by the running worker."""
    from actions.rounds import extend_round

    zone = settings().zone
    deadline = instant("TO", to, zone, DEADLINE_TIME)
    _change_state(name, as_json, lambda s, r, c: extend_round(s, r, deadline, now(), None, _options(c)))
    print_notes([*time_notes("TO", to, deadline, zone), *day_off_notes("TO", deadline, zone)], as_json)


@round_app.command("lock")
def lock(
    name: Name,
    sign: Annotated[
        list[str] | None,
        typer.Option(help="Who signs: coordinator, manager or owner, with a name if wanted: manager=NAME. Repeatable."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Although something is lacking; needs --why.")] = False,
    why: Annotated[str, typer.Option(help="Why it is locked although something is lacking.")] = "",
    as_json: Json = False,
) -> None:
    """Lock a closed round: its record is frozen, and from now on only coordinators may correct answers.

    A round that lacks something (answers that nobody has reviewed or that were sent back, rows without an answer) is
    refused with the list. See: malvakten review NAME
    """
    from actions.locking import LockFault, lock_round, signature

    if force and not why.strip():
        refuse("Write why the round is locked although something is lacking: --force --why REASON.")
    roles = [_signing(each) for each in sign or ()]

    def act(session: Session, round_: Any, chosen: Settings) -> None:
        signed = [signature(session, role, now(), who) for role, who in roles]
        try:
            lock_round(session, round_, now(), _options(chosen), signed, why=why if force else None)
        except LockFault as fault:
            refuse(
                f"{round_.name} is not ready to be locked.",
                *_lacking(fault.lacks),
                "Review the answers (malvakten review --help), or lock it all the same: --force --why REASON.",
            )

    _change_state(name, as_json, act)


def _signing(text: str) -> tuple[Role, str]:
    role, _, name = text.partition("=")
    try:
        return Role(role.strip().casefold()), name.strip()
    except ValueError:
        refuse(
            f"--sign {text}: {role!r} is no role. Write coordinator, manager or owner; a name may follow: manager=NAME."
        )


def _lacking(lacks: Any) -> list[str]:
    words = {"unreviewed": "Nobody has reviewed", "returned": "Sent back", "missing": "Without an answer"}
    return [f"{words[name]}: {_rows(rows)}." for name, rows in lacks.numbers.items()]


def _rows(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:_LISTED_ROWS]))
    return f"rows {shown} and {len(numbers) - _LISTED_ROWS} more" if len(numbers) > _LISTED_ROWS else f"rows {shown}"


@round_app.command("publish")
def publish(name: Name, as_json: Json = False) -> None:
    """Publish a locked round; nothing can be changed after it."""
    from actions.rounds import publish_round

    _change_state(name, as_json, lambda s, r, _c: publish_round(s, r, now()))


def status_command(
    text: Annotated[list[str] | None, typer.Argument(help="A goal, unit, row number or words.")] = None,
    as_json: Json = False,
) -> None:
    """The same numbers as the chat command. Without TEXT: all goals."""
    from bot.cli.status import status_data, status_lines

    chosen = settings()
    with database(chosen) as opened, opened.read() as session:
        data, problem = status_data(session, " ".join(text or ()), now(), chosen.zone)
    if problem:
        refuse(problem)
    if as_json:
        print_json(data)
    else:
        typer.echo("\n".join(status_lines(data, chosen)))


def _options(chosen: Settings) -> Any:
    from bot.wiring import options_from

    return options_from(chosen)


def _change_state(name: str, as_json: bool, action: Callable[[Session, Any, Settings], None]) -> None:
    from actions.rounds import RoundFault

    chosen = settings()
    with database(chosen) as opened, opened.write() as session:
        round_ = named_round(session, name)
        try:
            action(session, round_, chosen)
        except RoundFault as fault:
            session.rollback()
            refuse(str(fault))
        session.flush()
        row = _described(session, name, chosen)
    _print(row, as_json)


def _described(session: Session, name: str, chosen: Settings) -> Described:
    """A round as the contract's JSON and as a line: times in the installation's zone with their offset, numbers in
    rows."""
    from models.answers.outcomes import outcomes, round_numbers
    from models.people.registers import load_directory
    from models.rounds.queries import plan_of_round
    from models.rules.dates.deadlines import reminder_instants

    round_ = named_round(session, name)
    directory = load_directory(session)
    plan = plan_of_round(directory, round_)
    numbers = round_numbers(outcomes(session, directory, round_, plan) if plan else [], round_)
    zone = chosen.zone
    reminders = reminder_instants(round_.opens_at, round_.deadline, round_.reminders, zone)
    data = {
        "name": round_.name, "state": round_.state.value, "from": round_.period_from.isoformat(),
        "to": round_.period_to.isoformat(), "opens_at": round_.opens_at.astimezone(zone).isoformat(),
        "deadline": round_.deadline.astimezone(zone).isoformat(),
        "reminders": [at.astimezone(zone).isoformat() for at in reminders], "asked": numbers.asked,
        "answered": numbers.answered, "late": numbers.late, "excused": numbers.excused, "missing": numbers.missing,
        "reviewed": _reviewed(session, round_, plan), "snapshot": _snapshot(session, round_),
    }  # fmt: skip
    closed = f", closed {round_.closed_at.astimezone(zone).isoformat(timespec='seconds')}" if round_.closed_at else ""
    line = (
        f"{data['name']}: {data['state']}, {data['from']} to {data['to']}, opens {data['opens_at']}, deadline "
        f"{data['deadline']}{closed}; {data['asked']} rows asked, {data['answered']} answered ({data['late']} late), "
        f"{data['excused']} excused, {data['missing']} missing"
    )
    return data, line


def _print(described: Described, as_json: bool) -> None:
    data, line = described
    if as_json:
        print_json(data)
    else:
        typer.echo(line)


def _day(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        refuse(f"{option}: {text!r} is not a date such as 2026-06-30.")


def _reviewed(session: Session, round_: Any, plan: Any) -> int:
    from models.answers.queries import current_answers
    from models.review.queries import reviewed_rows

    if plan is None:
        return 0
    return reviewed_rows(session, round_.id, plan, current_answers(session, round_.id, plan.id)).reviewed


def _snapshot(session: Session, round_: Any) -> dict[str, Any] | None:
    from models.review.queries import snapshot_of
    from reports.content.answers import instant as utc

    found = snapshot_of(session, round_.id)
    return {"sha256": found.sha256, "locked_at": utc(found.at), "signed": found.signed} if found else None
