"""Writes a document as a Word file, part by part."""

import io
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, assert_never

from docx.oxml import parse_xml
from docx.shared import Cm

from reports.content.document import Block, Bullets, Chart, Document, Heading, Legend, Paragraph, Section, Table
from reports.formats.printable import printable
from reports.formats.word import styles
from reports.formats.word.chart import chart_pictures
from reports.formats.word.pages import WIDTH, Pages
from reports.formats.word.runs import NAMESPACES, NOTE, legend_runs, paragraph, run
from reports.formats.word.tables import table_xml

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_PICTURE = Cm(20)
# After a table, which Word wants: as low as it can be.
_LOW = "<w:spacing w:before='0' w:after='0' w:line='120' w:lineRule='exact'/>"


def written(document: Document, template: bytes | None) -> bytes:
    """The bytes of the Word file."""
    word = styles.opened(template)
    _Writing(word, document).whole()
    content = io.BytesIO()
    word.save(content)
    return content.getvalue()


class _Writing:
    """One document being written."""

    def __init__(self, word: "WordDocument", document: Document) -> None:
        self._word, self._document, self._ids = word, document, styles.style_ids(word)
        self._pages = Pages(word, document)
        self._bullet = "" if styles.has_bullets(word) else "•\t"

    def whole(self) -> None:
        self._tell_properties()
        self._add(run(self._document.title), styles.TITLE)
        self._add(run(self._document.subtitle), styles.SUBTITLE)
        for section in self._document.sections:
            if section.starts_page:
                self._pages.begin(_continued(section))
            for block in section.blocks:
                self._block(block)

    def _tell_properties(self) -> None:
        document, properties = self._document, self._word.core_properties
        styles.set_language(self._word, document.language)
        styles.hyphenate(self._word)
        properties.title, properties.subject = printable(document.title)[:255], document.subject
        properties.author = properties.last_modified_by = document.author
        properties.keywords, properties.language = printable(", ".join(document.keywords))[:255], document.language
        properties.comments, properties.revision = "", 1
        properties.created = properties.modified = datetime.combine(document.date, time(), UTC)

    def _block(self, block: Block) -> None:
        match block:
            case Heading(level, text):
                self._add(run(text), styles.HEADINGS[level])
            case Paragraph(text, is_note):
                self._add(run(text, NOTE if is_note else ""), styles.NORMAL)
            case Bullets(items):
                for item in items:
                    self._add(run(self._bullet + item), styles.BULLET)
            case Table():
                self._add(run(block.caption), styles.CAPTION)
                self._put(table_xml(block, WIDTH, self._ids[styles.TABLE]))
                self._put(paragraph("", properties=_LOW).replace("<w:p>", f"<w:p {NAMESPACES}>", 1))
            case Chart():
                self._chart(block)
            case Legend():
                self._add(legend_runs(block), styles.NORMAL)
            case _:
                assert_never(block)

    def _chart(self, chart: Chart) -> None:
        for picture in chart_pictures(chart):
            place = self._word.add_paragraph().add_run().add_picture(io.BytesIO(picture), width=_PICTURE)
            described = place._inline.docPr  # python-docx has no alt text
            described.set("title", printable(chart.title))
            described.set("descr", printable(chart.alt))

    def _add(self, runs: str, style: str) -> None:
        self._put(paragraph(runs, self._ids[style]).replace("<w:p>", f"<w:p {NAMESPACES}>", 1))

    def _put(self, xml: str) -> None:
        self._word.element.body[-1].addprevious(parse_xml(xml))


def _continued(section: Section) -> str:
    """What stands above the section's pages but the first. With several tables it is not known which goes on."""
    told = {block.continued for block in section.blocks if isinstance(block, Table)}
    return told.pop() if len(told) == 1 else ""
