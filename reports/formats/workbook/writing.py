"""Writes a document and the answers under it as a workbook."""

import io
from datetime import UTC, datetime, time
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from i18n import Translator
from models.rules.spreadsheet import escape_ooxml
from reports.content.document import Document
from reports.content.half_year.report import Report
from reports.formats.printable import printable
from reports.formats.workbook.answers import write_answers
from reports.formats.workbook.sheets import write_section


def written(document: Document, report: Report, t: Translator) -> bytes:
    """The bytes of the workbook."""
    book = Workbook(write_only=True)
    _tell_properties(book, document)
    for section in document.sections:
        write_section(book, document, section)
    write_answers(book, document, report, t)
    content = io.BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).save()  # `book.save` says that it was changed today
    return content.getvalue()


def _tell_properties(book: Workbook, document: Document) -> None:
    properties = book.properties
    properties.title, properties.subject = escape_ooxml(printable(document.title)), document.subject
    properties.creator = properties.lastModifiedBy = document.author
    properties.keywords, properties.language = escape_ooxml(printable(", ".join(document.keywords))), document.language
    properties.created = properties.modified = datetime.combine(document.date, time(), UTC).replace(tzinfo=None)
