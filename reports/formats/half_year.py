"""The half-year report in any of its file formats. The libraries that write them are loaded when they are used."""

from dataclasses import dataclass

from i18n import Translator
from models.rules.text import plain
from models.vocabulary.rounds import ReportForm, ReportKind
from reports.content.document import Document
from reports.content.half_year.report import Report
from reports.content.half_year.words.whole import half_year_document
from reports.content.splitting import by_goal, rows_of

# More in one PDF take more than 400 MB of memory.
MOST_ROWS_IN_A_PDF = 2000


@dataclass(frozen=True)
class Made:
    """One file. `addition` tells it from the others of the same report, in its name before the ending; "" for the first
    or only one."""

    addition: str
    content: bytes


# What can be written of the half page and of a press release.
AS_TEXT = (ReportForm.DOCX, ReportForm.PDF, ReportForm.HTML)


def make_report(
    t: Translator, report: Report, form: ReportForm, template: bytes | None = None,
    kind: ReportKind = ReportKind.WHOLE,
) -> list[Made]:  # fmt: skip
    """The report as files: one, or for a long PDF several. `template` is a Word file with styles. Other kinds than the
    whole one are made in the forms of `AS_TEXT`."""
    document = half_year_document(t, report, form, kind)
    if kind is not ReportKind.WHOLE:
        return make_document(document, form, template)
    if form is ReportForm.JSON:
        from reports.formats import report_json

        return [Made("", report_json.render(t, report))]
    if form is ReportForm.XLSX:
        from reports.formats import report_xlsx

        return [Made("", report_xlsx.render(document, report, t))]
    return make_document(document, form, template)


def make_document(document: Document, form: ReportForm, template: bytes | None = None) -> list[Made]:
    """A document as html, pdf or docx."""
    if form is ReportForm.HTML:
        from reports.formats import report_html

        return [Made("", report_html.render(document))]
    if form is ReportForm.DOCX:
        from reports.formats import report_docx

        return [Made("", report_docx.render(document, template))]
    from reports.formats import report_pdf

    if rows_of(document) <= MOST_ROWS_IN_A_PDF:
        return [Made("", report_pdf.render(document))]
    first, *goals = by_goal(document, MOST_ROWS_IN_A_PDF)
    return [
        Made("", report_pdf.render(first)),
        *(Made(_addition(number, goal), report_pdf.render(goal)) for number, goal in enumerate(goals, start=2)),
    ]


def _addition(number: int, part: Document) -> str:
    """`-2-ett-tillgangligt-vastmanland`"""
    return "-".join(["", str(number), *plain(part.sections[0].name).replace("#", " ").split()])[:60]
