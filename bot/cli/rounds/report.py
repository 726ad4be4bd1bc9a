"""`malvakten report`: the half-year report of a round, or of a frozen record."""

import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.support import database, named_round, now, refuse, settings, write_out
from models.vocabulary.rounds import ReportForm, ReportKind

if TYPE_CHECKING:
    from reports.content.half_year.report import Report
    from reports.formats.half_year import Made

_TEXT = {ReportForm.HTML, ReportForm.JSON}
_LANGUAGES = ("sv", "en")
# More take so long that whoever waits wants to know.
_MANY = 500


def language_of(text: str) -> str:
    """A language as it is typed."""
    if text not in _LANGUAGES:
        raise typer.BadParameter(f"takes {' or '.join(_LANGUAGES)}")
    return text


def report_command(
    name: Annotated[str, typer.Argument(help="The round's name, in any case.", show_default=False)] = "",
    form: Annotated[
        ReportForm | None, typer.Option("--format", help="By default as FILE ends.", show_default=False)
    ] = None,
    record: Annotated[
        Path | None, typer.Option("--from-snapshot", metavar="FILE", help="A frozen record, in place of a round.")
    ] = None,
    language: Annotated[
        str | None, typer.Option(parser=language_of, metavar="sv|en", help="By default as MALVAKTEN_LANGUAGE says.")
    ] = None,
    template: Annotated[Path | None, typer.Option(metavar="FILE.docx", help="A Word file with your styles.")] = None,
    brief: Annotated[bool, typer.Option("--brief", help="Half a page for the board.")] = False,
    press: Annotated[
        bool, typer.Option("--press", help="The draft of a press release about a published round.")
    ] = False,
    yearly: Annotated[
        bool, typer.Option("--yearly", help="The draft of the yearly account, of a round about a whole year.")
    ] = False,
    names: Annotated[bool, typer.Option("--names", help="Name the persons who are responsible or signed.")] = False,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Where to write; stdout by default.")] = None,
) -> None:
    """The half-year report as docx, pdf, html, xlsx or json.

    Before the round is locked it is a draft, and says so on every page.
    Afterwards it is made from the frozen record: the same record gives the
    same bytes of json, html and pdf. Corrections since then stand beside
    what was frozen. --from-snapshot takes a file that `malvakten snapshot`
    wrote, and needs no database.

    Persons are not named: whoever is responsible is told by office or unit,
    unless --names is given.

    Example: malvakten report "Halvår 2022" --format docx --out rapport.docx
    """
    from i18n import translator
    from reports.formats.half_year import make_report

    form = _form(form, out)
    if bool(name) == (record is not None):
        raise typer.BadParameter("Name either a round or a file with --from-snapshot.")
    if template is not None and form is not ReportForm.DOCX:
        raise typer.BadParameter("--template is for --format docx.")
    if out is None and form not in _TEXT and sys.stdout.isatty():
        refuse(f"A {form} file is nothing for a terminal: give --out FILE, or send stdout to a file.")
    kind = _kind(brief, press, yearly, form)
    styles = _template(template) if template else None
    chosen = settings()
    with _told_when_stopped(out):
        report = _of_record(record, names) if record else _of_round(name, names)
        if kind is ReportKind.PRESS and report.state != "published":
            refuse(f"{report.round} is not published, and a press release is about a published round: malvakten round "
                   "publish NAME")  # fmt: skip
        if kind is ReportKind.YEARLY and not report.is_full_year:
            refuse(f"{report.round} is not about a whole year, and the yearly account is: name a round whose period is "
                   "one.")  # fmt: skip
        if len(report.rows) > _MANY:
            typer.echo(f"Writing {len(report.rows)} rows as {form} …", err=True)
        t = translator(language or chosen.malvakten_language, report.zone)
        _write(make_report(t, report, form, styles, kind), out)


def _form(form: ReportForm | None, out: Path | None) -> ReportForm:
    form = form or next((known for known in ReportForm if out and out.suffix.casefold() == f".{known}"), None)
    if form is None:
        raise typer.BadParameter(f"Say which with --format: {', '.join(ReportForm)}.")
    return form


def _kind(brief: bool, press: bool, yearly: bool, form: ReportForm) -> ReportKind:
    from reports.formats.half_year import AS_TEXT

    chosen = [kind for kind, is_chosen in ((ReportKind.BRIEF, brief), (ReportKind.PRESS, press),
                                           (ReportKind.YEARLY, yearly)) if is_chosen]  # fmt: skip
    if len(chosen) > 1:
        raise typer.BadParameter("Choose one of --brief, --press and --yearly.")
    kind = chosen[0] if chosen else ReportKind.WHOLE
    if kind is not ReportKind.WHOLE and form not in AS_TEXT:
        raise typer.BadParameter(f"--{kind} is written as {', '.join(AS_TEXT)}.")
    return kind


def _of_round(name: str, names: bool) -> "Report":
    from reports.content.half_year.from_record import RecordFault
    from reports.content.half_year.of_round import load_report

    chosen = settings(with_remarks=False)
    with database(chosen) as opened, opened.read() as session:
        round_ = named_round(session, name)
        try:
            return load_report(session, round_, now(), chosen.zone, names)
        except RecordFault as fault:
            refuse(f"The frozen record of {round_.name} cannot be read. {fault}")


def _of_record(file: Path, names: bool) -> "Report":
    from reports.content.half_year.from_record import RecordFault, report_of_snapshot

    try:
        return report_of_snapshot(_bytes_of(file), names)
    except RecordFault as fault:
        refuse(f"{file} cannot be read. {fault}")


def _template(file: Path) -> bytes:
    """The Word file, after it has been told which styles are missing in it."""
    from reports.formats import report_docx
    from reports.formats.word.fault import TemplateFault

    content = _bytes_of(file)
    try:
        remarks = report_docx.remarks(content)
    except TemplateFault as fault:
        refuse(f"{file}: {fault}")
    for remark in remarks:
        typer.echo(remark, err=True)
    return content


def _bytes_of(file: Path) -> bytes:
    from bot.cli.files import existing

    file = existing(file)
    try:
        return file.read_bytes()
    except OSError as error:
        refuse(f"{file} cannot be read: {error.strerror or error}.")


def _write(made: Sequence["Made"], out: Path | None) -> None:
    """Writes the files, the one whose name was asked for last: when it is there, all are."""
    first, *others = made
    if out is None:
        if others:
            refuse(f"It is too long for one file, and is split by goal into {len(made)}. Give --out FILE.")
        _print(first.content)
        return
    for each in others:
        write_out(out.with_stem(out.stem + each.addition), each.content)
    write_out(out, first.content)
    if others:
        typer.echo(f"It is too long for one file, and is split by goal. {out} has the overview; the goals are in "
                   f"{', '.join(out.stem + each.addition + out.suffix for each in others)}.", err=True)  # fmt: skip
    else:
        typer.echo(f"{out} is written.", err=True)


def _print(content: bytes) -> None:
    try:
        typer.echo(content, nl=False)
        sys.stdout.flush()
    except OSError as error:
        refuse(f"The report could not be written to stdout: {error.strerror or error}.")


@contextmanager
def _told_when_stopped(out: Path | None) -> Iterator[None]:
    """Somebody who stops the program reads what became of the file."""

    def stop(*_: object) -> None:
        refuse(f"It was stopped before the report was written{f'; {out} is as it was' if out else ''}.")

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
