"""The half-year report as PDF: PDF/UA-1 and PDF/A-2a in one file, set by typst. The same document gives the same bytes:
its date is the document's, its fonts are the program's."""

import json
import subprocess
import sys
from datetime import UTC, datetime, time
from pathlib import Path

from reports.content.document import Document

_PROCESS = "reports.formats.pdf.typesetting"
_ROOT = Path(__file__).parents[2]


def render(document: Document) -> bytes:
    """The document as one PDF."""
    from reports.formats.pdf.setting import report_json

    made_at = datetime.combine(document.date, time(), UTC)
    order = json.dumps({"report": report_json(document), "made_at": made_at.isoformat()})
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", _PROCESS], input=order.encode(), cwd=_ROOT, capture_output=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"The PDF could not be set: {done.stderr.decode(errors='replace').strip()[-2000:]}")
    return done.stdout
