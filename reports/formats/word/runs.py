"""Texts as the XML of a Word document. Written as strings: building them element by element takes ten times as long."""

from xml.sax.saxutils import escape, quoteattr

from docx.oxml.ns import nsdecls

from reports.content.document import Legend, Light
from reports.formats.colours import ink_on
from reports.formats.printable import printable

NAMESPACES = nsdecls("w")
NOTE = "<w:i/>"


def run(text: str, properties: str = "") -> str:
    """A run of a text. Its line breaks and tabs are Word's."""
    inside = escape(printable(text)).replace("\n", "</w:t><w:br/><w:t xml:space='preserve'>")
    inside = inside.replace("\t", "</w:t><w:tab/><w:t xml:space='preserve'>")
    return f"<w:r>{_properties(properties)}<w:t xml:space='preserve'>{inside}</w:t></w:r>"


def light_run(light: Light) -> str:
    """The symbol and the word on the colour."""
    ink, colour = ink_on(light.colour).strip("#"), light.colour.strip("#")
    shade = f"<w:color w:val={quoteattr(ink)}/><w:shd w:val='clear' w:color='auto' w:fill={quoteattr(colour)}/>"
    return run(f" {light} ", shade)


def legend_runs(legend: Legend) -> str:
    lights = "".join(f"{light_run(light)}{run(f' – {meaning}    ')}" for light, meaning in legend.lights)
    return run(f"{legend.title}   ", "<w:b/>") + lights


def page_runs(page_of: str) -> str:
    """`Sida {page} av {pages}` with Word's fields."""
    fields = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
    parts = page_of.replace("{page}", "\0{page}\0").replace("{pages}", "\0{pages}\0").split("\0")
    return "".join(_field(fields[part]) if part in fields else run(part) for part in parts if part)


def tab() -> str:
    return "<w:r><w:tab/></w:r>"


def paragraph(runs: str, style: str = "", properties: str = "") -> str:
    """A paragraph; `style` is the id of a style."""
    named = f"<w:pStyle w:val={quoteattr(style)}/>" if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{runs}</w:p>"


def _field(name: str) -> str:
    return f"<w:fldSimple w:instr=' {name} '><w:r><w:t>1</w:t></w:r></w:fldSimple>"


def _properties(properties: str) -> str:
    return f"<w:rPr>{properties}</w:rPr>" if properties else ""
