"""Whatever is written is printed as text."""

import pytest

from reports.formats import report_pdf
from reports.formats.pdf.fonts import drawable
from reports.formats.printable import printable
from tests.reports.formats.bad_texts import BAD_TEXTS
from tests.reports.formats.documents import sample_document
from tests.reports.formats.pdfs import faults, running_text, squeezed


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x07b", "a␇b"),
        ("a\x00", "a␀"),
        ("\x7f\x85x\x86", "␡\nx[U+0086]"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("\ufffe\ufff9", "[U+FFFE][U+FFF9]"),
        ("tabb\toch 👍 é", "tabb\toch 👍 é"),
    ],
)
def test_what_nobody_can_see_has_a_sign(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("漢字\ue000\U000f0000", "[U+6F22][U+5B57][U+E000][U+F0000]"),
        ("\U00012000", "[CUNEIFORM SIGN A]"),
        ("a\u05b0\u0301", "a[HEBREW POINT SHEVA]\u0301"),
        ("\ufeffa", "a"),
        ("👩‍👩‍👧 ● ␇ ✔ שלום", "👩‍👩‍👧 ● ␇ ✔ שלום"),
    ],
)
def test_what_no_font_has_is_named(text: str, shown: str) -> None:
    assert drawable(text) == shown


def test_a_pdf_shows_every_text_and_none_is_markup() -> None:
    content = report_pdf.render(sample_document(3 * len(BAD_TEXTS), BAD_TEXTS))
    found = running_text(content, column=(48, 86)).replace("Kommentar", "")
    # Marks, emoji and what is read from right to left come back in another order.
    missing = [text[:40] for text in BAD_TEXTS if text.isascii() and squeezed(drawable(text)) not in found]
    assert not missing
    assert faults(content) == []
    assert b"/URI" not in content
    assert b"/JavaScript" not in content
