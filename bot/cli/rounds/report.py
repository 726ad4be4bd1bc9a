"""`malvakten report`: the half-year report of a round, or of a frozen record."""

import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.cli.options import RoundName
from bot.cli.rounds.report_options import (
    Brief,
    Format,
    Language,
    Names,
    Out,
    Press,
    Record,
    Template,
    Yearly,
    check_together,
    form_of,
    kind_of,
)
from bot.cli.support import database, named_round, now, refuse, settings, write_out
from models.vocabulary.rounds import ReportKind

if TYPE_CHECKING:
    from reports.content.half_year.report import Report
    from reports.formats.half_year import Made

# More take so long that the user wants to see that it works.
_MANY = 500


def report_command(
    name: RoundName = "", form: Format = None, record: Record = None, language: Language = None,
    template: Template = None, brief: Brief = False, press: Press = False, yearly: Yearly = False,
    names: Names = False, out: Out = None,
) -> None:  # fmt: skip
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

    form = form_of(form, out)
    check_together(name, record, form, template, out)
    kind = kind_of(brief, press, yearly, form)
    styles = _template(template) if template else None
    chosen = settings()
    with _says_when_stopped(out):
        report = _of_record(record, names) if record else _of_round(name, names)
        _refuse_unfit(report, kind)
        if len(report.rows) > _MANY:
            typer.echo(f"Writing {len(report.rows)} rows as {form} …", err=True)
        t = translator(language or chosen.malvakten_language, report.zone)
        _write(make_report(t, report, form, styles, kind), out)


def _refuse_unfit(report: "Report", kind: ReportKind) -> None:
    """Refuses a kind of report that is not about such a round."""
    if kind is ReportKind.PRESS and report.state != "published":
        refuse(f"{report.round} is not published, and a press release is about a published round: malvakten round "
               "publish NAME")  # fmt: skip
    if kind is ReportKind.YEARLY and not report.is_full_year:
        refuse(f"{report.round} is not about a whole year, and the yearly account is: name a round whose period is "
               "one.")  # fmt: skip


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
    """The Word file; which styles are missing in it is printed first."""
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
def _says_when_stopped(out: Path | None) -> Iterator[None]:
    """Somebody who stops the program reads what became of the file."""

    def stop(*_: object) -> None:
        refuse(f"It was stopped before the report was written{f'; {out} is as it was' if out else ''}.")

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
