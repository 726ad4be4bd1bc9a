"""`malvakten answers export`."""

from typing import Annotated, Any

import typer

from bot.cli.support import database, named_round
from bot.cli.tables import DelimiterOption, FormatOption, OutOption, Table, write_table

answers_app = typer.Typer(help="The answers of a round.", no_args_is_help=True)


@answers_app.callback()
def _answers() -> None:
    """The answers of a round."""


@answers_app.command("export")
def export_answers(
    round_name: Annotated[str, typer.Option("--round", metavar="NAME", help="The round's name.", show_default=False)],
    all_versions: Annotated[
        bool, typer.Option("--all-versions", help="Every stored version, oldest first, and only those.")
    ] = False,
    form: FormatOption = None,
    out: OutOption = None,
    delimiter: DelimiterOption = ";",
) -> None:
    """Export what a round was answered: one object per row of the plan, with nulls where nobody has answered.

    CSV has semicolons between its columns, as Excel in Swedish wants it. Texts in CSV that a
    spreadsheet would run as a formula get an apostrophe before them. What is too long for a cell of
    an Excel file goes on in a column beside it (comment_2).

    Example: malvakten answers export --round "Halvår 2022" --format xlsx --out answers.xlsx
    """
    from reports.content.exports.answers import FIELDS

    rows = _rows(round_name, all_versions)
    noun = "answer versions" if all_versions else "rows"
    write_table(Table("answers", noun, "row", FIELDS, rows), form, out, delimiter)


def _rows(round_name: str, all_versions: bool) -> list[dict[str, Any]]:
    from reports.content.exports import answers

    with database() as opened, opened.read() as session:
        round_ = named_round(session, round_name)
        return answers.all_versions(session, round_) if all_versions else answers.current_rows(session, round_)
