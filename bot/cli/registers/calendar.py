"""`malvakten calendar`: the yearly wheel and the registers' other days as a calendar file."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.support import database, now, refuse, settings, write_out
from bot.settings import Settings

Out = Annotated[Path | None, typer.Argument(metavar="[FILE.ics]", help="Where to write.", show_default=False)]
Language = Annotated[str | None, typer.Option(metavar="sv|en", help="By default as MALVAKTEN_LANGUAGE says.")]
Address = Annotated[bool, typer.Option("--address", help="Print the address to subscribe to instead.")]


def calendar_command(out: Out = None, language: Language = None, address: Address = False) -> None:
    """The yearly wheel and the other days of the public registers, as a calendar file (iCalendar).

    Events of a day are in it from a year back to two years ahead. Lines
    whose time stands in words only are not, and their number is said.
    --address needs MALVAKTEN_BASE_URL and MALVAKTEN_SECRET_KEY.

    Example: malvakten calendar wheel.ics
    """
    from i18n import LANGUAGES, translator
    from reports.content.registers.calendar import calendar_content
    from reports.formats.calendar import render

    chosen = settings()
    if address:
        typer.echo(_address(chosen))
        return
    if out is None:
        raise typer.BadParameter("Name a file to write, such as wheel.ics, or give --address.")
    if language not in {None, *LANGUAGES}:
        raise typer.BadParameter("takes sv or en", param_hint="--language")
    t = translator(language or chosen.malvakten_language, chosen.zone)
    with database(chosen) as opened, opened.read() as session:
        content = calendar_content(session, t, now().astimezone(chosen.zone).date(), chosen.zone)
    write_out(out, render(content))
    typer.echo(f"{out} is written: {len(content.events)} events.", err=True)
    if content.without_day:
        typer.echo(f"{content.without_day} lines have their time in words only and are not in it.", err=True)


def _address(chosen: Settings) -> str:
    from bot.addresses.calendar import calendar_url

    key = chosen.malvakten_secret_key
    url = calendar_url(chosen.malvakten_base_url, key.get_secret_value() if key else None)
    if url is None:
        refuse("The calendar has no address: set MALVAKTEN_BASE_URL and MALVAKTEN_SECRET_KEY.")
    return url
