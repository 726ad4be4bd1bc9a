"""`malvakten register logic draw KEY`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.registers.register import line_named, reading
from bot.cli.rounds.report_options import language_of
from bot.cli.support import refuse, settings, write_out

if TYPE_CHECKING:
    from models.registers.declaration import Register


def draw_line(
    context: typer.Context,
    key: Annotated[str, typer.Argument(metavar="KEY", help="The line's key.", show_default=False)],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.svg", help="Where to write the drawing; without it, as text on stdout.")
    ] = None,
    language: Annotated[
        str | None, typer.Option(parser=language_of, metavar="sv|en", help="By default as MALVAKTEN_LANGUAGE says.")
    ] = None,
) -> None:
    """Draw a change logic, from the need to the effect in the long run: as SVG with --out, else as text.

    Example: malvakten register logic draw L1 --out L1.svg
    """
    from i18n import translator
    from models.registers.lines import Lines
    from reports.content.registers.lines import link_words
    from reports.content.registers.logic import drawn_as_text, logic_of
    from reports.formats.logic_svg import logic_svg

    register: Register = context.obj
    if register.name != "logic":
        refuse(f"A line of {register.name} cannot be drawn, only one of logic. Run: malvakten register logic list")
    chosen = settings()
    t = translator(language or chosen.malvakten_language, chosen.zone)
    with reading() as (session, targets):
        line = line_named(session, register, key)
        linked = [link_words(t, link) for link in Lines.with_links(session, targets, [line]).links.get(line.id, [])]
        logic = logic_of(t, line.key, line.content, linked)
    if out is None:
        typer.echo(drawn_as_text(t, logic), nl=False)
        return
    write_out(out, logic_svg(t, logic))
    typer.echo(f"{out} is written.", err=True)
