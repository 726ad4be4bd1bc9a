"""`malvakten plan export` and `malvakten people export`: out in the form that the import takes."""

from typing import Annotated

import typer

from bot.cli.support import database, now, refuse, settings
from bot.cli.tables import DelimiterOption, FormatOption, OutOption, Table, write_table


def export_plan(
    year: Annotated[
        int | None,
        typer.Option("--year", min=1900, max=2999, metavar="Y", help="The plan's year; the current one by default."),
    ] = None,
    form: FormatOption = None,
    out: OutOption = None,
    delimiter: DelimiterOption = ";",
) -> None:
    """Export a year's activity plan in the form that `plan import` takes: out and in again changes nothing.

    Rows that were switched off are not part of it. Without --year, and without a plan of the current
    year, it is the one that is nearest before it, which is then said.

    Example: malvakten plan export --year 2022 --out plan.xlsx
    """
    from reports.content.exports.plan import FIELDS, SEPARATORS, plan_rows, plan_years

    chosen = settings()
    this_year = now().astimezone(chosen.zone).year
    with database(chosen) as opened, opened.read() as session:
        years = plan_years(session)
        if not years or (year and year not in years):
            known = f"The plans are of {', '.join(map(str, years))}." if years else "Run: malvakten plan import FILE"
            refuse(f"There is no plan{f' of {year}' if year else ' yet'}. {known}")
        meant = year or max((y for y in years if y <= this_year), default=years[0])
        rows = plan_rows(session, meant)
    write_table(Table(f"Plan {meant}", "rows", "order", FIELDS, rows, SEPARATORS), form, out, delimiter)
    if meant != this_year:
        typer.echo(f"This is the plan of {meant}: import it with --year {meant}.", err=True)


def export_people(form: FormatOption = None, out: OutOption = None, delimiter: DelimiterOption = ";") -> None:
    """Export the people file in the form that `people import` takes: out and in again changes nothing.

    Deputies that were chosen in the chat are not part of it; they stay as they are.

    Example: malvakten people export --out people.csv
    """
    from reports.content.exports.people import FIELDS, SEPARATORS, people_rows

    with database() as opened, opened.read() as session:
        rows = people_rows(session)
    write_table(Table("People", "people", "email", FIELDS, rows, SEPARATORS), form, out, delimiter)
