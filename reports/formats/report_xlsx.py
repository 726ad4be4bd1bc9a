"""The half-year report as an Excel workbook: a sheet for each section of the document, and one of the raw answers."""

from i18n import Translator
from reports.content.document import Document
from reports.content.half_year.report import Report


def render(document: Document, report: Report, t: Translator) -> bytes:
    """The bytes of the workbook. The document gives the sheets, the report the raw answers."""
    from reports.formats.workbook.writing import written

    return written(document, report, t)
