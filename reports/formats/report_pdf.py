"""The half-year report as PDF: PDF/UA-1 and PDF/A-2a in one file, set by typst. The same document gives the same bytes:
its date is the document's, its fonts are the program's."""

from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

from reports.content.document import Document

if TYPE_CHECKING:
    import typst

_TEMPLATE = Path(__file__).parent / "pdf" / "report.typ"


def render(document: Document) -> bytes:
    """The document as one PDF."""
    import typst

    from reports.formats.pdf.fonts import in_order
    from reports.formats.pdf.setting import report_json

    fonts = _fonts()
    inputs = {"report": report_json(document), "fonts": ";".join(in_order(fonts.families()))}
    compiler = typst.Compiler(_TEMPLATE.read_bytes(), font_paths=fonts, sys_inputs=inputs)
    made_at = datetime.combine(document.date, time(), UTC)
    return cast(bytes, compiler.compile(format="pdf", pdf_standards=["ua-1", "a-2a"], timestamp=made_at))


@cache
def _fonts() -> "typst.Fonts":
    import typst

    from reports.formats.pdf.fonts import folders

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(f) for f in folders()])
