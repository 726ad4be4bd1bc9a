"""`malvakten disclose`: everything that is stored about a row, a person or a round, as one zip."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.records.audit import placements_of_row, stored_person
from bot.cli.support import database, named_round, now, out_file, settings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from reports.content.disclosure.tables import Scope


def disclose_command(
    out: Annotated[Path, typer.Option("--out", metavar="FILE.zip", help="Where to write.", show_default=False)],
    row: Annotated[int | None, typer.Option("--row", metavar="N", help="A row of the plan, in every year.")] = None,
    email: Annotated[str, typer.Option("--person", metavar="EMAIL", help="A person, also one who was removed.")] = "",
    round_name: Annotated[str, typer.Option("--round", metavar="NAME", help="A round.")] = "",
    unmasked: Annotated[
        bool, typer.Option("--unmasked", help="Show personal data in answers, e.g. for examining what is secret.")
    ] = False,
) -> None:
    """Everything that is stored about one row, person or round, for a request for public documents.

    The zip has index.html, in Swedish, which opens in a browser, and each part as JSON and CSV. Comments are
    whole. Other persons' e-mail addresses are left out: --person shows that person's, --row those of its
    authors, --round none. Drafts are working material and only in what --person gives. The file can be read
    by its owner only, and is not there until it is whole.

    Read it through before it is handed out: the program does not know what is secret.

    Example: malvakten disclose --row 14 --out rad14.zip
    """
    from i18n import translator
    from reports.content.disclosure.tables import disclose
    from reports.formats.disclosure import write_disclosure

    if [row is not None, bool(email), bool(round_name)].count(True) != 1:
        raise typer.BadParameter("Name one of --row N, --person EMAIL and --round NAME.")
    chosen = settings()
    with database(chosen) as opened, opened.read() as session:
        about, scope = _scope(session, row, email, round_name, unmasked)
        found = disclose(session, scope)
    at = now()
    with out_file(out, private=True) as file:
        write_disclosure(file, found, about, at, translator("sv", chosen.zone))
    parts = ", ".join(f"{section.name} {len(section.rows)}" for section in found.sections)
    typer.echo(f"{out}: {parts}.")
    if found.masked and not unmasked:
        typer.echo(f"Personal data are masked in {found.masked} versions of answers; --unmasked shows them.", err=True)


def _scope(session: "Session", row: int | None, email: str, round_name: str, unmasked: bool) -> "tuple[str, Scope]":
    """What is asked about, in Swedish, and what to look for. Refused with a sentence when there is no such thing."""
    from models.people.tables import Person
    from models.plan.tables import Placement
    from models.rounds.tables import Round
    from reports.content.disclosure.tables import Scope

    if row is not None:
        return f"rad {row}", Scope(Placement, placements_of_row(session, row, None), unmasked)
    if email:
        person = stored_person(session, email)
        return person.name, Scope(Person, [person.id], unmasked)
    round_ = named_round(session, round_name)
    return round_.name, Scope(Round, [round_.id], unmasked)
