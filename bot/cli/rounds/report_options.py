"""The options of `malvakten report`, and which of them go together."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.support import refuse
from models.vocabulary.rounds import ReportForm, ReportKind

_TEXT = {ReportForm.HTML, ReportForm.JSON}
_LANGUAGES = ("sv", "en")


def language_of(text: str) -> str:
    """A language as it is typed."""
    if text not in _LANGUAGES:
        raise typer.BadParameter(f"takes {' or '.join(_LANGUAGES)}")
    return text


Format = Annotated[ReportForm | None, typer.Option("--format", help="By default as FILE ends.", show_default=False)]
Record = Annotated[
    Path | None, typer.Option("--from-snapshot", metavar="FILE", help="A frozen record, in place of a round.")
]
Language = Annotated[
    str | None, typer.Option(parser=language_of, metavar="sv|en", help="By default as MALVAKTEN_LANGUAGE says.")
]
Template = Annotated[Path | None, typer.Option(metavar="FILE.docx", help="A Word file with your styles.")]
Brief = Annotated[bool, typer.Option("--brief", help="Half a page for the board.")]
Press = Annotated[bool, typer.Option("--press", help="The draft of a press release about a published round.")]
Yearly = Annotated[
    bool, typer.Option("--yearly", help="The draft of the yearly account, of a round about a whole year.")
]
Names = Annotated[bool, typer.Option("--names", help="Name the persons who are responsible or signed.")]
Out = Annotated[Path | None, typer.Option(metavar="FILE", help="Where to write; stdout by default.")]


def form_of(form: ReportForm | None, out: Path | None) -> ReportForm:
    """The form that is asked for, or that the file's name ends with."""
    form = form or next((known for known in ReportForm if out and out.suffix.casefold() == f".{known}"), None)
    if form is None:
        raise typer.BadParameter(f"Say which with --format: {', '.join(ReportForm)}.")
    return form


def check_together(name: str, record: Path | None, form: ReportForm, template: Path | None, out: Path | None) -> None:
    """Refuses options that do not go together."""
    if bool(name) == (record is not None):
        raise typer.BadParameter("Name either a round or a file with --from-snapshot.")
    if template is not None and form is not ReportForm.DOCX:
        raise typer.BadParameter("--template is for --format docx.")
    if out is None and form not in _TEXT and sys.stdout.isatty():
        refuse(f"A {form} file is nothing for a terminal: give --out FILE, or send stdout to a file.")


def kind_of(brief: bool, press: bool, yearly: bool, form: ReportForm) -> ReportKind:
    """Which of the reports about a round is asked for."""
    from reports.formats.half_year import AS_TEXT

    chosen = [kind for kind, is_chosen in ((ReportKind.BRIEF, brief), (ReportKind.PRESS, press),
                                           (ReportKind.YEARLY, yearly)) if is_chosen]  # fmt: skip
    if len(chosen) > 1:
        raise typer.BadParameter("Choose one of --brief, --press and --yearly.")
    kind = chosen[0] if chosen else ReportKind.WHOLE
    if kind is not ReportKind.WHOLE and form not in AS_TEXT:
        raise typer.BadParameter(f"--{kind} is written as {', '.join(AS_TEXT)}.")
    return kind
