"""The options of every `export`, and writing its table to stdout or to a file."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.support import refuse, write_out


class Format(StrEnum):
    """The file formats of an export."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


_DELIMITERS = {";": ";", ",": ",", "tab": "\t", "\\t": "\t", "\t": "\t"}


def _delimiter(text: str) -> str:
    if text not in _DELIMITERS:
        raise typer.BadParameter("takes ; or , or tab")
    return _DELIMITERS[text]


FormatOption = Annotated[
    Format | None,
    typer.Option("--format", help="The file format; by default as FILE ends, else json.", show_default=False),
]
OutOption = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Where to write; stdout by default.")]
DelimiterOption = Annotated[
    str, typer.Option("--delimiter", parser=_delimiter, metavar="MARK", help="Between the columns of CSV: ; , or tab.")
]


@dataclass(frozen=True)
class Table:
    """What is exported. `title` names the sheet, `noun` the rows, `number` the column that tells them apart.

    `separators` is given for what can be imported again: what stands between several names in one cell, by column.
    Nothing is then written that the import would not read back as it is.
    """

    title: str
    noun: str
    number: str
    columns: Sequence[str]
    rows: Sequence[dict[str, Any]]
    separators: Mapping[str, str] | None = None


def write_table(table: Table, form: Format | None, out: Path | None, delimiter: str) -> None:
    """Writes the table, and a line about it on stderr."""
    form = form or next((known for known in Format if out and out.suffix.casefold() == f".{known}"), Format.JSON)
    if form is Format.XLSX and out is None and sys.stdout.isatty():
        refuse("An Excel file is nothing for a terminal: give --out FILE, or send stdout to a file.")
    if form is not Format.JSON:
        _refuse_inseparable(table)
        _tell_long_texts(table, form)
    content = _content(table, form, delimiter, marked=out is not None)
    if out is None:
        typer.echo(content, nl=False)
        return
    write_out(out, content)
    typer.echo(f"{len(table.rows)} {table.noun} written to {out}.", err=True)


def _content(table: Table, form: Format, delimiter: str, marked: bool) -> bytes:
    from reports.formats.tables import to_csv, to_json, to_xlsx

    match form:
        case Format.JSON:
            return to_json(table.rows)
        case Format.CSV:
            return to_csv(table.columns, _joined(table), delimiter, mark=marked)
        case Format.XLSX:
            return to_xlsx(table.columns, _joined(table), table.title)


def _joined(table: Table) -> list[dict[str, Any]]:
    """The rows with several names as one text where the import splits them at a semicolon."""
    columns = [column for column, mark in (table.separators or {}).items() if mark == ";"]
    return [row | {c: ";".join(row[c]) for c in columns if isinstance(row[c], list)} for row in table.rows]


def _refuse_inseparable(table: Table) -> None:
    """Refuses names that a cell with several could not be split into again."""
    for column, mark in (table.separators or {}).items():
        for names in (row[column] for row in table.rows if isinstance(row[column], list)):
            for name in (name for name in names if mark in name):
                refuse(f"The name “{name}” has {mark} in it, which stands between two names. Use --format json.")


def _tell_long_texts(table: Table, form: Format) -> None:
    """Says on stderr which texts Excel cannot show in one cell; refuses them in a workbook that is to be imported."""
    from models.rules.spreadsheet import LONGEST_CELL
    from reports.formats.tables import long_texts

    for place, column in long_texts(table.columns, table.rows):
        where = f"{table.title}, {table.number} {table.rows[place - 1][table.number]}: {column}"
        words = f"{where} is longer than a cell of Excel takes ({LONGEST_CELL} characters)"
        if form is Format.CSV:
            typer.echo(f"{words}. The file has all of it, but Excel moves the rest to another line.", err=True)
        elif table.separators is not None:
            refuse(f"{words}. Export it with --format json.")
        else:
            typer.echo(f"{words}. It goes on in the column {column}_2.", err=True)
