"""`malvakten register NAME …`: the registers of the follow-up system."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.importing import AsJson, DryRun, File, Hidden, Sheet, refuse_faults, say_dry, say_notes, source, track
from bot.cli.support import database, now, print_json, refuse, settings
from bot.cli.tables import DelimiterOption, FormatOption, OutOption, Table, write_table

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from models.registers.declaration import Register
    from models.registers.links.targets import Targets
    from models.registers.tables import RegisterLine

register_app = typer.Typer(
    help="The registers: goals, indicators, funding, lessons, the yearly wheel and others.", no_args_is_help=True,
    subcommand_metavar="list|show KEY|import FILE|export|draw KEY",
)  # fmt: skip


@register_app.callback()
def _register(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The register, in English or as it is called in chat.")],
) -> None:
    """A register of the follow-up system: list it, show a line, import and export it.

    NAME is one of goals, indicators, indicator_values, funding, actors,
    logic, evaluations, stories, lessons, benefits, wheel, feedback,
    documents, decisions, projects, consultations, dialogues, proposals, tags,
    learning_projects, sessions, improvements and needs;
    the words of the chat are taken too (mål, indikatorer, finansiering …).

    Example: malvakten register wheel list
    """
    from models.registers.all import BY_WORD, REGISTERS
    from models.rules.text import plain

    register = BY_WORD.get(plain(name))
    if register is None:
        raise typer.BadParameter(
            f"takes one of {', '.join(each.name for each in REGISTERS)}, not “{name}”", param_hint="NAME"
        )
    context.obj = register


@contextmanager
def reading(write: bool = False) -> Iterator[tuple["Session", "Targets"]]:
    from models.people.directory_cache import load_directory
    from models.registers.links.targets import Targets
    from models.rounds.queries import plan_of_year

    chosen = settings()
    with database(chosen) as opened, opened.write() if write else opened.read() as session:
        directory = load_directory(session)
        yield session, Targets(session, directory, plan_of_year(directory, now().astimezone(chosen.zone).year))


def _rows(session: "Session", targets: "Targets", register: "Register") -> list[dict[str, Any]]:
    from models.registers.queries import lines_of
    from reports.content.registers.lines import register_rows

    return register_rows(session, register, targets, lines_of(session, register.name))


@register_app.command("list")
def list_lines(context: typer.Context, as_json: AsJson = False) -> None:
    """The lines of a register; those that were ended are marked."""
    register: Register = context.obj
    with reading() as (session, targets):
        rows = _rows(session, targets, register)
    if as_json:
        print_json(rows)
        return
    if not rows:
        typer.echo(f"The register {register.name} has no lines. Run: malvakten register {register.name} import FILE")
    for row in rows:
        shown = " · ".join(str(row[name]) for name in register.summary if row[name] is not None)
        ended = f" (ended {row['ended']})" if row["ended"] else ""
        typer.echo(f"{row['key']}  {shown}{ended}")


@register_app.command("show")
def show_line(
    context: typer.Context,
    key: Annotated[str, typer.Argument(metavar="KEY", help="The line's key.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """One line with all that is known about it."""
    from reports.content.registers.lines import register_rows

    register: Register = context.obj
    with reading() as (session, targets):
        row = register_rows(session, register, targets, [line_named(session, register, key)])[0]
    if as_json:
        print_json(row)
        return
    for name, value in row.items():
        if value not in (None, []):
            typer.echo(f"{name}: {', '.join(value) if isinstance(value, list) else value}")


@register_app.command("import")
def import_lines(
    context: typer.Context, file: File, dry_run: DryRun = False, sheet: Sheet = None, hidden: Hidden = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Import lines, all or nothing; every fault is named with its row and column.

    A line is found by its key: a known one is changed, another one is
    added, and what the file lacks stays as it is. The columns are those of
    the export. Links stand with ; between: row:14;unit:NAME.

    Example: malvakten register goals import goals.csv --dry-run
    """
    from actions.registers.lines import store_lines
    from bot.cli.files import existing
    from imports.files import Choice
    from imports.register_lines import faults_of, read_lines

    register: Register = context.obj
    read = read_lines(existing(file), register, track, Choice(sheet, hidden))
    if read.faults:
        refuse_faults(file, read.faults, as_json, read.table)
    with reading(write=True) as (session, targets):
        stored = store_lines(session, register, targets, read.lines, now())
        if stored.faults:
            refuse_faults(file, faults_of(stored.faults), as_json, read.table)
        if dry_run:
            session.rollback()
    counts = {name: len(getattr(stored, name)) for name in ("added", "changed", "unchanged")}
    if as_json:
        print_json({"file": str(file), "register": register.name, "dry_run": dry_run, **counts})
        return
    told = ", ".join(f"{number} {name}" for name, number in counts.items())
    typer.echo(f"{register.name} from {source(file, read.table)}: {told}.")
    if stored.kept:
        typer.echo(f"What was revised is kept as it was: {', '.join(stored.kept)}.")
    say_notes(read.table)
    say_dry(dry_run)


@register_app.command("export")
def export_lines(
    context: typer.Context,
    form: FormatOption = None,
    out: OutOption = None,
    delimiter: DelimiterOption = ";",
    public: Annotated[bool, typer.Option("--public", help="Only what is open data.")] = False,
) -> None:
    """Export a register in the form that its import takes: out and in again changes nothing.

    --public leaves out what is not open data: lines, columns and links. It
    is refused for a register that is not open, such as lessons.

    Example: malvakten register lessons export --out lessons.xlsx
    """
    from reports.content.registers.lines import SEPARATORS, open_rows

    register: Register = context.obj
    if public and not register.public:
        refuse(
            f"The register {register.name} is not open data. Without --public it is exported whole, for a coordinator."
        )
    with reading() as (session, targets):
        rows = open_rows(session, register, targets) if public else _rows(session, targets, register)
    columns = register.open_columns if public else register.columns
    write_table(Table(register.name, "lines", "key", columns, rows, SEPARATORS), form, out, delimiter)


def line_named(session: "Session", register: "Register", key: str) -> "RegisterLine":
    """The line with this key; refuses another one."""
    from models.registers.queries import line_of

    line = line_of(session, register.name, key)
    if line is None:
        refuse(f"The register {register.name} has no line “{key}”. Run: malvakten register {register.name} list")
    return line
