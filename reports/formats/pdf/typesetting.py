"""A process of its own that sets one PDF: the JSON of the document on stdin, the PDF on stdout. typst takes some 150 KB
for each row and keeps them for its next document; when the process ends they are gone."""

import json
import sys
from datetime import datetime
from pathlib import Path

import typst

from reports.formats.pdf.fonts import folders, in_order

_TEMPLATE = Path(__file__).parent / "report.typ"


def main() -> None:
    order = json.load(sys.stdin)
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder) for folder in folders()]
    )
    inputs = {"report": order["report"], "fonts": ";".join(in_order(fonts.families()))}
    content = typst.Compiler(_TEMPLATE.read_bytes(), font_paths=fonts, sys_inputs=inputs).compile(
        format="pdf", pdf_standards=["ua-1", "a-2a"], timestamp=datetime.fromisoformat(order["made_at"])
    )
    if not isinstance(content, bytes):
        raise TypeError("typst made no PDF")
    sys.stdout.buffer.write(content)


if __name__ == "__main__":
    main()
