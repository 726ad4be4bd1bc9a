"""What stands on every page of a Word document: the title and the draft's word above, the legend and the page's number
below. Each section has a heading for its first page and another, *forts.*, for those after it."""

from typing import TYPE_CHECKING

from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import parse_xml
from docx.shared import Cm, Twips

from reports.content.document import Document
from reports.formats.word.runs import NAMESPACES, legend_runs, page_runs, paragraph, run, tab
from reports.formats.word.styles import FOOTER, HEADER, tab_stops

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.section import Section, _BaseHeaderFooter

# A4 lying, in twentieths of a point.
_LONG, _SHORT, _EDGE = 16838, 11906, 907
WIDTH = _LONG - 2 * _EDGE
_DRAFT = "<w:b/><w:color w:val='8F1D14'/><w:sz w:val='24'/>"
_SMALL = "<w:spacing w:before='0' w:after='0' w:line='20' w:lineRule='exact'/>"


class Pages:
    """The sections of a Word document and what stands in their margins."""

    def __init__(self, word: "WordDocument", document: Document) -> None:
        self._word, self._document = word, document
        self._header, self._footer = word.styles[HEADER].style_id, word.styles[FOOTER].style_id
        first = word.sections[0]
        first.orientation, first.page_width, first.page_height = WD_ORIENT.LANDSCAPE, Twips(_LONG), Twips(_SHORT)
        first.left_margin = first.right_margin = Twips(_EDGE)
        first.top_margin, first.bottom_margin = Cm(2.2), Cm(2.2)
        first.header_distance = first.footer_distance = Cm(0.8)
        first.different_first_page_header_footer = True
        above, below = (first.first_page_header, first.header), (first.first_page_footer, first.footer)
        for header in above:
            self._fill(header, self._above())
        for footer in below:
            self._fill(footer, self._below())

    def begin(self, continued: str) -> None:
        """A new page; `continued` stands above those that follow it."""
        section = self._word.add_section(WD_SECTION.NEW_PAGE)
        ends = self._word.element.body.xpath("./w:p[w:pPr/w:sectPr]")[-1]
        ends.pPr.insert(0, parse_xml(_SMALL.replace("<w:spacing", f"<w:spacing {NAMESPACES}")))
        self._continue(section, continued)

    def _continue(self, section: "Section", continued: str) -> None:
        section.header.is_linked_to_previous = False
        more = paragraph(run(continued, "<w:b/>"), self._header) if continued else ""
        self._fill(section.header, self._above() + more)

    def _above(self) -> str:
        document = self._document
        draft = tab() + run(document.draft, _DRAFT) if document.draft else ""
        return paragraph(run(document.title) + draft, self._header, _right_tab(tab_stops(self._word, HEADER)))

    def _below(self) -> str:
        document = self._document
        right = _right_tab(tab_stops(self._word, FOOTER))
        last = run(document.footer) + tab() + page_runs(document.page_of)
        return paragraph(legend_runs(document.legend), self._footer) + paragraph(last, self._footer, right)

    @staticmethod
    def _fill(part: "_BaseHeaderFooter", paragraphs: str) -> None:
        element = part._element  # python-docx has no other way to the XML
        for old in list(element):
            element.remove(old)
        element.extend(parse_xml(f"<w:body {NAMESPACES}>{paragraphs}</w:body>"))


def _right_tab(instead_of: list[int]) -> str:
    """A tab stop at the right edge."""
    old = "".join(f"<w:tab w:val='clear' w:pos='{place}'/>" for place in instead_of)
    return f"<w:tabs>{old}<w:tab w:val='right' w:pos='{WIDTH}'/></w:tabs>"
