"""`malvakten answers export`."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.support import database, print_json, refuse

answers_app = typer.Typer(help="The answers of a round.", no_args_is_help=True)


class Format(StrEnum):
    """The file formats of the export."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


@answers_app.callback()
def _answers() -> None:
    """The answers of a round."""


@answers_app.command("export")
def export_answers(
    round_name: Annotated[str, typer.Option("--round", metavar="NAME", help="The round's name.", show_default=False)],
    all_versions: Annotated[
        bool, typer.Option("--all-versions", help="Every stored version, oldest first, and only those.")
    ] = False,
    form: Annotated[Format, typer.Option("--format", help="The file format.")] = Format.JSON,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where to write; stdout by default.")
    ] = None,
) -> None:
    """Export what a round was answered: one object per row of the plan, with nulls where nobody has answered.

    Texts in CSV that a spreadsheet would run as a formula get an apostrophe before them.

    Example: malvakten answers export --round "Halvår 2022" --format xlsx --out answers.xlsx
    """
    if form is Format.XLSX and out is None and sys.stdout.isatty():
        refuse("An Excel file is nothing for a terminal: give --out FILE, or send stdout to a file.")
    rows = _rows(round_name, all_versions)
    if form is Format.JSON and out is None:
        print_json(rows)
        return
    content = _content(rows, form, marked=out is not None)
    if out is None:
        typer.echo(content, nl=False)
        return
    try:
        out.write_bytes(content)
    except OSError as error:
        refuse(f"{out} cannot be written: {error.strerror or error}")
    typer.echo(f"{len(rows)} {'answer versions' if all_versions else 'rows'} written to {out}.", err=True)


def _rows(round_name: str, all_versions: bool) -> list[dict[str, Any]]:
    from sqlalchemy import select

    from models.rounds.queries import round_named
    from models.rules.text import fold
    from models.tables import Round
    from reports.content import answers

    with database() as opened, opened.read() as session:
        round_ = round_named(session, fold(round_name))
        if round_ is None:
            names = session.scalars(select(Round.name).order_by(Round.opens_at, Round.id)).all()
            known = f"The rounds are: {', '.join(names)}." if names else "There are no rounds yet."
            refuse(f"There is no round “{round_name}”. {known}")
        return answers.all_versions(session, round_) if all_versions else answers.current_rows(session, round_)


def _content(rows: list[dict[str, Any]], form: Format, marked: bool) -> bytes:
    import json

    from reports.content.answers import FIELDS
    from reports.formats.tables import to_csv, to_xlsx

    match form:
        case Format.JSON:
            return (json.dumps(rows, ensure_ascii=False, indent=2) + "\n").encode()
        case Format.CSV:
            return to_csv(FIELDS, rows, mark=marked)
        case Format.XLSX:
            return to_xlsx(FIELDS, rows, "answers")
