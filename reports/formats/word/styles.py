"""The styles of a Word document: those of the region's template, or the program's own."""

import io
import zipfile
from copy import deepcopy
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

import docx
from docx.opc.exceptions import OpcError
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from reports.formats.word.fault import TemplateFault
from reports.formats.word.runs import NAMESPACES

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

# What the report uses. Level 1 of the report's headings is its title.
TITLE, SUBTITLE, HEADINGS = "Title", "Subtitle", {2: "Heading 1", 3: "Heading 2"}
NORMAL, BULLET, CAPTION, TABLE, HEADER, FOOTER = "Normal", "List Bullet", "Caption", "Table Grid", "Header", "Footer"
_USED = (TITLE, SUBTITLE, *HEADINGS.values(), NORMAL, BULLET, CAPTION, TABLE, HEADER, FOOTER)
_INK, _SIZES = (
    RGBColor(0x1A, 0x1A, 0x1A),
    {TITLE: 20, SUBTITLE: 12, "Heading 1": 14, "Heading 2": 11, CAPTION: 9, HEADER: 8, FOOTER: 8},
)
_HEADING_ROW = (
    f"<w:tblStylePr {NAMESPACES} w:type='firstRow'><w:tcPr><w:shd w:val='clear' w:color='auto' w:fill='E8ECEF'/>"
    "</w:tcPr></w:tblStylePr>"
)


def opened(template: bytes | None) -> "WordDocument":
    """An empty document with the template's styles, or the program's own."""
    if template is None:
        return _own()
    document = _of_template(template)
    styles = document.styles.element
    own = _own().styles
    for name in _missing(document):
        element = deepcopy(own[name].element)
        for foreign in element.xpath("./w:link | ./w:pPr/w:numPr"):
            foreign.getparent().remove(foreign)
        styles.append(element)
    return document


def missing_styles(template: bytes) -> list[str]:
    """A sentence for each style that the report uses and the template lacks."""
    return [
        f"The template has no style called {name}, so the program’s own is used for it."
        for name in _missing(_of_template(template))
    ]


def has_bullets(document: "WordDocument") -> bool:
    """Whether the style of lists draws the bullets: one that was put in for a missing one cannot."""
    return bool(document.styles[BULLET].element.xpath("./w:pPr/w:numPr"))


def style_ids(document: "WordDocument") -> dict[str, str]:
    """The id by which the document's XML names each style that is used."""
    return {name: document.styles[name].style_id for name in _USED}


def set_language(document: "WordDocument", language: str) -> None:
    """The language of all text that says nothing else."""
    tag = {"sv": "sv-SE", "en": "en-GB"}.get(language, language)
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    defaults = document.styles[NORMAL].element.get_or_add_rPr() if defaults is None else defaults
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(
        parse_xml(f"<w:lang {NAMESPACES} w:val={quoteattr(tag)} w:eastAsia={quoteattr(tag)} w:bidi='ar-SA'/>")
    )


def tab_stops(document: "WordDocument", name: str) -> list[int]:
    """Where the style has tab stops, in twentieths of a point."""
    places = document.styles[name].element.xpath("./w:pPr/w:tabs/w:tab/@w:pos")
    return [int(place) for place in places]


def _set_font(style: Any) -> None:
    """Arial, which is on every machine or has a stand-in as wide."""
    for old in style.xpath("./w:rPr/w:rFonts"):
        old.getparent().remove(old)
    style.get_or_add_rPr().insert(
        0, parse_xml(f"<w:rFonts {NAMESPACES} w:ascii='Arial' w:hAnsi='Arial' w:cs='Arial'/>")
    )


def hyphenate(document: "WordDocument") -> None:
    """Word may divide words, which it does in narrow columns."""
    tab_stop = document.settings.element.find(qn("w:defaultTabStop"))
    if tab_stop is not None and document.settings.element.find(qn("w:autoHyphenation")) is None:
        tab_stop.addnext(parse_xml(f"<w:autoHyphenation {NAMESPACES}/>"))


def _missing(document: "WordDocument") -> list[str]:
    there = {style.name for style in document.styles}
    return [name for name in _USED if name not in there]


def _of_template(template: bytes) -> "WordDocument":
    """The template without what it says."""
    try:
        document = docx.Document(io.BytesIO(template))
    except (OpcError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise TemplateFault("The template is no Word document. Open it in Word and save it as .docx.") from error
    body = document.element.body
    for element in list(body)[:-1]:
        body.remove(element)
    for reference in body.xpath("./w:sectPr/w:headerReference | ./w:sectPr/w:footerReference"):
        reference.getparent().remove(reference)
        document.part.drop_rel(reference.get(qn("r:id")))
    return document


def _own() -> "WordDocument":
    """Small and plain: python-docx's own template has blue headings and text for a page of prose."""
    document = docx.Document()
    for name, size in _SIZES.items():
        font = document.styles[name].font
        font.size, font.color.rgb, font.italic = Pt(size), _INK, False
        _set_font(document.styles[name].element)
        document.styles[name].paragraph_format.space_before = Pt(9 if name in HEADINGS.values() else 0)
        document.styles[name].paragraph_format.space_after = Pt(3)
    normal = document.styles[NORMAL]
    normal.font.size = Pt(9.5)
    _set_font(normal.element)
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(4), 1.0
    document.styles[CAPTION].paragraph_format.keep_with_next = True
    document.styles[TABLE].element.append(parse_xml(_HEADING_ROW))
    return document
