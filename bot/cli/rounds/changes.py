"""`malvakten round …`: what a coordinator does in chat, by hand."""

from datetime import timedelta
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from bot.cli.options import AsJson, RoundName
from bot.cli.plan.in_plan import plan_in, row_in, unit_in
from bot.cli.rounds.desk import change_round, options_of
from bot.cli.support import database, named_round, now, print_json, refuse, settings
from bot.cli.times import day_off_notes, instant, print_notes, time_notes
from bot.settings import Settings
from models.rules.dates.deadlines import DEADLINE_TIME

Why = Annotated[str, typer.Option("--why", help="Why; kept in the audit.", show_default=False)]
_ZERO = timedelta(0)


def open_now(name: RoundName, as_json: AsJson = False) -> None:
    """Open a planned round now; its owners are asked by the running worker."""
    from actions.rounds.life_cycle import open_round

    change_round(name, as_json, lambda s, r, c: open_round(s, r, now(), options_of(c), _ZERO))


def close_now(name: RoundName, as_json: AsJson = False) -> None:
    """Close an open round now; the summary is posted by the running worker."""
    from actions.rounds.life_cycle import close_round

    change_round(name, as_json, lambda s, r, c: close_round(s, r, now(), options_of(c), by_hand=True))


def extend(
    name: RoundName,
    to: Annotated[str, typer.Argument(help="The new deadline: a time, or a day alone, which is 16:00 that day.")],
    unit: Annotated[
        str, typer.Option(help="This unit alone. In a closed round: its rows are open until TO, and not late.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Move the deadline of a planned or open round; everybody asked is told by the running worker."""
    from actions.rounds.deadlines import extend_round, extend_unit

    zone = settings().zone
    deadline = instant("TO", to, zone, DEADLINE_TIME)

    def act(session: Session, round_: Any, chosen: Settings) -> None:
        if unit:
            extend_unit(session, round_, unit_in(plan_in(session, round_), unit), deadline, now(), None)
        else:
            extend_round(session, round_, deadline, now(), None, options_of(chosen))

    change_round(name, as_json, act)
    print_notes([*time_notes("TO", to, deadline, zone), *day_off_notes("TO", deadline, zone)], as_json)


def publish(name: RoundName, as_json: AsJson = False) -> None:
    """Publish a locked round; nothing can be changed after it."""
    from actions.rounds.life_cycle import publish_round

    change_round(name, as_json, lambda s, r, _c: publish_round(s, r, now()))


def unpublish(name: RoundName, why: Why, as_json: AsJson = False) -> None:
    """Take a published round off the open follow-up site. It stays locked, and can be published again."""
    from actions.rounds.reopening import unpublish_round

    change_round(name, as_json, lambda s, r, _c: unpublish_round(s, r, why, now()))


def remove(name: RoundName, why: Why, as_json: AsJson = False) -> None:
    """Delete a round that has not opened, or a rehearsal (open for less than a day), with what was gathered in it."""
    from actions.disposal import remove_round
    from actions.rounds.life_cycle import RoundFault

    with database(settings()) as opened, opened.write() as session:
        round_ = named_round(session, name)
        called = round_.name
        try:
            remove_round(session, round_, why, now())
        except RoundFault as fault:
            refuse(str(fault))
    if as_json:
        print_json({"removed": called})
    else:
        typer.echo(f"{called} is removed.")


def reopen(
    name: RoundName,
    why: Why,
    to: Annotated[
        str, typer.Option("--to", help="Until when; without it its deadline, or a week if that has passed.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Open a closed round again; everybody asked is told by the running worker.

    Example: malvakten round reopen "Halvår 2026" --why "Stängd av misstag"
    """
    from actions.rounds.reopening import reopen_round

    deadline = instant("--to", to, settings().zone, DEADLINE_TIME) if to else None
    change_round(name, as_json, lambda s, r, c: reopen_round(s, r, why, now(), options_of(c), deadline=deadline))


def excuse(
    name: RoundName,
    row: Annotated[int, typer.Argument(help="The row's number.", show_default=False)],
    why: Why = "",
    undo: Annotated[bool, typer.Option("--undo", help="The row is asked about again.")] = False,
    as_json: AsJson = False,
) -> None:
    """A row need not be answered in this round: nobody is asked about it, and it is not missing.

    Example: malvakten round excuse "Halvår 2026" 14 --why "Aktiviteten börjar i höst"
    """
    from actions.rounds.excusing import ask_again, excuse_row

    def act(session: Session, round_: Any, _chosen: Settings) -> None:
        found = row_in(plan_in(session, round_), row)
        if undo:
            ask_again(session, round_, found, now())
        else:
            excuse_row(session, round_, found, why, now())

    change_round(name, as_json, act)
