"""A change logic as a drawing (SVG): boxes below each other, arrows between, and beside each arrow what is assumed.

It is black on white, told by words and shapes alone, so it reads the same on a printer. Screen readers get a title and
a description with every word. Each text from outside is escaped, and no font, link or script is fetched."""

import unicodedata
from collections.abc import Iterator
from xml.sax.saxutils import escape

from i18n import Translator
from models.rules.text import is_unseen, storable
from reports.content.registers.logic import Logic, LogicPart, arrow_lines, drawn_as_text

_WIDTH, _MARGIN, _PADDING = 760, 24, 14
_LINE, _SIZE, _SMALL = 20, 15, 13
# How wide a letter is of its size, on average of wide ones, so that no line runs out of its box whatever the font.
_LETTER = 0.62
_ARROW = 28


def logic_svg(t: Translator, logic: Logic) -> bytes:
    """The drawing as UTF-8. The same logic gives the same bytes."""
    drawing = _Drawing()
    drawing.text(logic.title, 20, bold=True)
    drawing.space(8)
    for part in logic.parts:
        if part.arrow:
            drawing.arrow([line for told in arrow_lines(t, part.arrow) for line in told.splitlines()])
        drawing.box(t, part)
    for line in logic.beside:
        drawing.space(10)
        drawing.text(line, _SMALL)
    title, told = _safe(logic.title), _safe(drawn_as_text(t, logic))
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{drawing.height}" '
        f'viewBox="0 0 {_WIDTH} {drawing.height}" role="img" aria-labelledby="title description" '
        f'xml:lang="{t.language}" lang="{t.language}">\n<title id="title">{title}</title>\n'
        f'<desc id="description">{told}</desc>\n<rect width="100%" height="100%" fill="#ffffff"/>\n'
        '<g font-family="system-ui, -apple-system, \'Segoe UI\', Roboto, sans-serif" fill="#000000">\n'
    )
    return f"{head}{drawing.marks}</g>\n</svg>\n".encode()


class _Drawing:
    """Marks from top to bottom."""

    def __init__(self) -> None:
        self.marks, self._y = "", _MARGIN

    @property
    def height(self) -> int:
        return self._y + _MARGIN

    def space(self, by: int) -> None:
        self._y += by

    def text(self, text: str, size: int, bold: bool = False, left: int = _MARGIN, italic: bool = False) -> None:
        """Lines of text, broken where the page ends."""
        style = (
            f' font-size="{size}"'
            + (' font-weight="bold"' if bold else "")
            + (' font-style="italic"' if italic else "")
        )
        for line in _lines(text, _WIDTH - _MARGIN - left - _PADDING, size):
            self._y += max(_LINE, size + 6)
            self.marks += f'<text x="{left}" y="{self._y}"{style} xml:space="preserve">{_safe(line)}</text>\n'

    def box(self, t: Translator, part: LogicPart) -> None:
        """A part: its name and its text in a frame; a dashed one when nobody has written it."""
        top, before, self.marks = self._y + 6, self.marks, ""
        self._y = top
        self.text(part.name, _SIZE, bold=True, left=_MARGIN + _PADDING)
        self.text(part.text or t("not filled in"), _SIZE, left=_MARGIN + _PADDING, italic=not part.text)
        self._y += _PADDING
        dashes = "" if part.text else ' stroke-dasharray="6 4"'
        frame = (
            f'<rect x="{_MARGIN}" y="{top}" width="{_WIDTH - 2 * _MARGIN}" height="{self._y - top}" rx="6" '
            f'fill="#f4f4f4" stroke="#000000" stroke-width="1.5"{dashes}/>\n'
        )
        self.marks = before + frame + self.marks

    def arrow(self, lines: list[str]) -> None:
        """An arrow down to the next part, with what stands on it to its right."""
        top, x = self._y + 4, _MARGIN + 40
        self._y = top
        for line in lines:
            self.text(line, _SMALL, left=x + 24)
        self._y = max(self._y + 6, top + _ARROW)
        self.marks += (
            f'<line x1="{x}" y1="{top}" x2="{x}" y2="{self._y - 8}" stroke="#000000" stroke-width="2"/>\n'
            f'<polygon points="{x - 6},{self._y - 10} {x + 6},{self._y - 10} {x},{self._y + 2}" fill="#000000"/>\n'
        )


def _lines(text: str, width: int, size: int) -> Iterator[str]:
    """The text in lines that fit, broken at spaces, or within a word that is longer than a line."""
    most = max(1, int(width / (size * _LETTER)))
    for paragraph in text.splitlines() or [""]:
        line = ""
        for word in paragraph.split(" "):
            if line and _width(line) + 1 + _width(word) > most:
                yield line
                line = ""
            *full, rest = _pieces(word, most)
            yield from full
            line = f"{line} {rest}" if line else rest
        yield line


def _pieces(word: str, most: int) -> Iterator[str]:
    """The word, or as much of it at a time as a line holds. Each letter is looked at once, however long it is."""
    start = width = 0
    for at, letter in enumerate(word):
        wide = _width(letter)
        if at > start and width + wide > most:
            yield word[start:at]
            start, width = at, 0
        width += wide
    yield word[start:]


def _width(text: str) -> int:
    """Letters, of which the wide ones of East Asia and emoji count twice."""
    return len(text) + sum(unicodedata.east_asian_width(letter) in {"W", "F"} for letter in text)


def _safe(text: str) -> str:
    """Text that XML takes and a viewer shows literally: no markup, no control characters, none that turn the text."""
    return escape(
        "".join(c for c in storable(text) if c == "\n" or not (is_unseen(c) or unicodedata.category(c) == "Cc"))
    )
