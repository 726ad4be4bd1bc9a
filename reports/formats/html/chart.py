"""A chart as SVG written by hand: each kind is told apart by a pattern and a symbol, too. The same numbers stand in
words and in a table beside it."""

import textwrap
from collections.abc import Iterator

from reports.content.document import Bar, Chart, Light
from reports.formats.html.text import literal

_WIDTH, _BAR, _LINE, _GAP = 800, 34, 22, 14
_LETTERS_IN_A_LINE = 88
_INK = "#1a1a1a"
# Lines over the colour of a kind, in the order of the kinds; the first and the last are plain.
_PATTERNS = (
    "",
    '<path d="M-2 12 12-2M4 18 18 4" stroke="#1a1a1a" stroke-width="1.5"/>',
    '<path d="M0 0 14 14M14 0 0 14" stroke="#1a1a1a" stroke-width="1.5"/>',
    '<circle cx="7" cy="7" r="2" fill="#1a1a1a"/>',
    "",
)


def chart_figure(chart: Chart, number: int) -> str:
    """The figure with its title, its legend and the picture. `number` tells it from the document's other charts."""
    names = [textwrap.wrap(bar.name, _LETTERS_IN_A_LINE) or [""] for bar in chart.bars]
    height = sum(_LINE * len(lines) + _BAR + _GAP for lines in names)
    mark = f"chart{number}"
    parts = [
        f'<figure class="chart"><figcaption>{literal(chart.title)}</figcaption>',
        "<ul>", *(_key(kind, place, mark) for place, kind in enumerate(chart.kinds)), "</ul>",
        f'<svg role="img" viewBox="0 0 {_WIDTH} {max(height, 1)}" aria-labelledby="{mark}-title {mark}-words">',
        f'<title id="{mark}-title">{literal(chart.title)}</title>',
        f'<desc id="{mark}-words">{literal(chart.alt)}</desc>',
        "<defs>", *(_pattern(kind, place, mark) for place, kind in enumerate(chart.kinds)), "</defs>",
    ]  # fmt: skip
    y = 0
    for bar, lines in zip(chart.bars, names, strict=True):
        for line in lines:
            y += _LINE
            parts.append(f'<text x="0" y="{y - 6}">{literal(line)}</text>')
        parts += _segments(chart, bar, y, mark)
        y += _BAR + _GAP
    return "\n".join([*parts, "</svg></figure>"])


def _key(kind: Light, place: int, mark: str) -> str:
    """A kind in the legend."""
    area = f'<rect {_box(1, 1, 20, 14)} fill="url(#{mark}-{place})"/>'
    return f'<li><svg width="22" height="16" aria-hidden="true">{area}</svg> {literal(str(kind))}</li>'


def _pattern(kind: Light, place: int, mark: str) -> str:
    drawn = _PATTERNS[place % len(_PATTERNS)]
    return (
        f'<pattern id="{mark}-{place}" width="14" height="14" patternUnits="userSpaceOnUse">'
        f'<rect width="14" height="14" fill="{literal(kind.colour)}"/>{drawn}</pattern>'
    )


def _segments(chart: Chart, bar: Bar, y: int, mark: str) -> Iterator[str]:
    total, before = sum(bar.numbers), 0
    for place, (kind, number) in enumerate(zip(chart.kinds, bar.numbers, strict=True)):
        if not number:
            continue
        start = round(_WIDTH * before / total, 1)
        before += number
        width = round(_WIDTH * before / total - start, 1)
        yield f'<rect {_box(start, y, width, _BAR)} fill="url(#{mark}-{place})"/>'
        yield from _label(f"{kind.symbol} {number}", start, y, width)


def _label(words: str, start: float, y: int, width: float) -> Iterator[str]:
    """The symbol and the number on a white plate, where there is room."""
    plate = 10.0 * len(words) + 8
    if plate + 4 <= width:
        left = round(start + (width - plate) / 2, 1)
        yield f'<rect x="{left}" y="{y + 6}" width="{plate}" height="{_BAR - 12}" fill="#ffffff"/>'
        yield f'<text x="{round(left + plate / 2, 1)}" y="{y + 22}" text-anchor="middle">{literal(words)}</text>'


def _box(x: float, y: float, width: float, height: float) -> str:
    return f'x="{x}" y="{y}" width="{width}" height="{height}" stroke="{_INK}"'
