"""`malvakten follow`: what somebody follows, begun and ended for them."""

from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from bot.cli.support import database, print_json, refuse, settings
from handlers.context import Context


def follow_command(
    words: Annotated[
        list[str] | None, typer.Argument(help="A row number, goal or unit, or weekly. Without it: what is followed.")
    ] = None,
    person: Annotated[str, typer.Option("--person", help="The address in the people file.")] = "",
    stop: Annotated[bool, typer.Option("--stop", help="End it; with WORDS all, end everything.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document: all that is followed now.")] = False,
) -> None:
    """Tell somebody when a row, goal or unit changes colour, or send them the weekly letter of an open round.

    Example: malvakten follow 14 --person chef.folkhalsa@example.se
    """
    from bot.cli.chat_words import answer_lines
    from handlers.following.follow import follow_command as follow

    said = " ".join(words or ())
    if stop and not said:
        refuse("What is to end? Write it, or: malvakten follow all --stop --person EMAIL")
    with database() as opened, opened.write() as session:
        ctx = _context(session, person)
        told = answer_lines(ctx, lambda ctx: follow(ctx, f"stop {said}" if stop else said))
        listed = _listed(ctx)
    if as_json:
        print_json(listed)
    else:
        typer.echo(told)


def _context(session: Session, email: str) -> Context:
    from bot.cli.chat_words import context
    from models.people.directory_cache import load_directory

    if not email:
        refuse("Who follows? Write: --person EMAIL")
    person = load_directory(session).by_email.get(email.strip().casefold())
    if person is None:
        refuse(f"{email} is not in the people file. Export it to see who is: malvakten people export")
    return context(session, settings(with_remarks=False), person)


def _listed(ctx: Context) -> list[dict[str, Any]]:
    """Everything that the person follows: rows by number, goals and units by name."""
    from handlers.following.follow import destinations
    from handlers.following.names import target_of
    from models.following.queries import followings_of

    return [
        {"what": each.what.value, "about": target_of(ctx, each), "since": each.since.isoformat()}
        for each in followings_of(ctx.session, destinations(ctx))
    ]
