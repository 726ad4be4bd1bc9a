"""A chart as pictures for a Word document."""

from collections.abc import Iterator

from reports.content.document import Chart, Light
from reports.formats.bars import Bar, Kind, Pattern, stacked_bars

# More do not fit on a page.
_MOST_BARS = 6
_PATTERNS = tuple(Pattern)


def chart_pictures(chart: Chart) -> Iterator[bytes]:
    """The chart as PNGs of a few bars each."""
    kinds = [_kind(light, place) for place, light in enumerate(chart.kinds)]
    for start in range(0, len(chart.bars), _MOST_BARS):
        bars = [Bar(each.name, each.numbers) for each in chart.bars[start : start + _MOST_BARS]]
        yield stacked_bars(chart.title, kinds, bars)


def _kind(light: Light, place: int) -> Kind:
    return Kind(light.word[:2], light.word, light.colour, _PATTERNS[place % len(_PATTERNS)])
