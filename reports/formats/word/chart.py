"""A chart as pictures for a Word document: the names to the left, the bars to the right, so that it is low."""

import io
from collections.abc import Iterator, Sequence

from PIL import Image, ImageDraw

from reports.content.document import Bar, Chart, Light
from reports.formats.bars import INK, PAPER, Kind, Pattern, area, chart_font, cut

# In dots; as wide as the text, the letters are as high as those of the tables.
_WIDTH, _NAMES, _BAR, _ROW, _HEAD = 1800, 640, 38, 46, 46
# More do not fit on a page.
_MOST_BARS = 20
_PATTERNS = tuple(Pattern)


def chart_pictures(chart: Chart) -> Iterator[bytes]:
    """The chart as PNGs of so many bars each as a page has room for."""
    for start in range(0, len(chart.bars), _MOST_BARS):
        yield _picture(chart, chart.bars[start : start + _MOST_BARS])


def _picture(chart: Chart, bars: Sequence[Bar]) -> bytes:
    kinds = [_kind(light, place) for place, light in enumerate(chart.kinds)]
    image = Image.new("RGB", (_WIDTH, 2 * _HEAD + _ROW * len(bars)), PAPER)
    draw = ImageDraw.Draw(image)
    draw.text((0, 4), cut(chart.title, _WIDTH), fill=INK, font=chart_font(bold=True))
    for number, bar in enumerate(bars):
        y = _HEAD + number * _ROW
        draw.text((0, y + 4), cut(bar.name, _NAMES - 20), fill=INK, font=chart_font())
        _draw_bar(image, y, kinds, bar)
    x = 0
    for kind in kinds:
        image.paste(area(kind, 36, 26), (x, image.height - _HEAD + 10))
        words = f"{kind.letters} = {kind.name}"
        draw.text((x + 46, image.height - _HEAD + 8), words, fill=INK, font=chart_font())
        x += 46 + round(chart_font().getlength(words)) + 40
    file = io.BytesIO()
    image.quantize(256).save(file, "PNG", optimize=True)
    return file.getvalue()


def _draw_bar(image: Image.Image, y: int, kinds: Sequence[Kind], bar: Bar) -> None:
    """As long as the others: the shares of its own total."""
    total, x = sum(bar.numbers), _NAMES
    for place, (kind, number) in enumerate(zip(kinds, bar.numbers, strict=True)):
        end = _NAMES + round((_WIDTH - _NAMES) * sum(bar.numbers[: place + 1]) / total) if total else x
        if number and end > x:
            image.paste(area(kind, end - x, _BAR), (x, y))
            _label(image, (x, y, end), f"{kind.letters} {number}")
        x = end


def _label(image: Image.Image, place: tuple[int, int, int], words: str) -> None:
    """On a white plate, where there is room."""
    (x, y, end), font = place, chart_font(bold=True)
    width = round(font.getlength(words))
    if width + 12 <= end - x:
        left, draw = x + (end - x - width) // 2, ImageDraw.Draw(image)
        draw.rectangle((left - 4, y + 5, left + width + 4, y + _BAR - 6), fill=PAPER)
        draw.text((left, y + 3), words, fill=INK, font=font)


def _kind(light: Light, place: int) -> Kind:
    return Kind(light.word[:2], light.word, light.colour, _PATTERNS[place % len(_PATTERNS)])
