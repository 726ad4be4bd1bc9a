"""A PDF as it is read back: its text page by page, and what a checker of PDF/UA and PDF/A finds."""

import io
import re
from collections.abc import Sequence

import page
from page import ValidationProfile
from pypdf import PdfReader

# In points; what is outside is in the margins.
_LOWER, _UPPER, _LEFT, _WIDTH = 60, 545, 45, 752


def pages(content: bytes) -> list[str]:
    return [each.extract_text() for each in PdfReader(io.BytesIO(content)).pages]


def running_text(content: bytes, column: tuple[float, float] = (0, 100)) -> str:
    """The text from the first page to the last without what stands in the margins, squeezed; of one column when it is
    told where that begins and ends (in percent of the width)."""
    left, right = (_LEFT + percent / 100 * _WIDTH for percent in column)
    texts = list[str]()
    for each in PdfReader(io.BytesIO(content)).pages:

        def keep(text: str, cm: Sequence[float], *_rest: object) -> None:
            if _LOWER < cm[5] < _UPPER and left <= cm[4] < right:
                texts.append(text)

        each.extract_text(visitor_text=keep)
    return squeezed("".join(texts))


def squeezed(text: str) -> str:
    """Without white space: a line of a PDF ends where it is full."""
    return re.sub(r"\s+", "", text)


def faults(content: bytes) -> list[str]:
    """What PDF/UA-1 and PDF/A-2a forbid, but the checker's one false alarm: it takes a 0D at the end of a stream for a
    part of the line break behind it."""
    profiles = (ValidationProfile.PDF_UA_1, ValidationProfile.PDF_A_2A)
    found = [
        f"{each.rule_id}: {each.message}"
        for profile in profiles
        for each in page.validate_pdf_bytes(content, profile=profile).failures
    ]
    return [each for each in found if "STREAM-LENGTH" not in each or not _lengths_are_right(content)]


def _lengths_are_right(content: bytes) -> bool:
    """Whether each stream is as long as it says: behind that many bytes stands `endstream`."""
    streams = list(re.finditer(rb"/Length (\d+)[^>]*>>\s*?stream\r?\n", content))
    return bool(streams) and all(
        content[found.end() + int(found[1]) :].lstrip(b"\r\n").startswith(b"endstream") for found in streams
    )
