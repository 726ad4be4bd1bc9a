"""A chart of stacked bars as a PNG. Its kinds are told apart by colour, by pattern and by letters, so that they are in
greyscale and by people who are colour-blind, too. Knows nothing of what is counted."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache

import fontpkg_atkinson_hyperlegible as fonts
from PIL import Image, ImageDraw, ImageFont

# Half of it is about the width of a phone, so nothing may be smaller than 24.
_WIDTH, _EDGE, _BAR, _SIZE, _LINE = 800, 24, 52, 24, 34
INK, PAPER = "#1a1a1a", "#ffffff"
_STEP = 14


class Pattern(Enum):
    """How the area of a kind is filled."""

    PLAIN = auto()
    STRIPES = auto()
    CROSSES = auto()
    DOTS = auto()
    EMPTY = auto()


@dataclass(frozen=True)
class Kind:
    """One kind of what is counted. `letters` stand in the bars, `name` in the legend."""

    letters: str
    name: str
    colour: str
    pattern: Pattern


@dataclass(frozen=True)
class Bar:
    """One bar: its name, and a number for each kind."""

    name: str
    numbers: tuple[int, ...]


def stacked_bars(title: str, kinds: Sequence[Kind], bars: Sequence[Bar]) -> bytes:
    """The chart as the bytes of a PNG: the title, a legend, and the bars below each other, each as long as the others,
    since they are shares of their own total."""
    places = list(_legend_places(kinds))
    top = _EDGE + 40 + _LINE * (1 + max((line for _, line, _ in places), default=0)) + 20
    height = top + len(bars) * (_BAR + _LINE + 16) + _EDGE
    image = Image.new("RGB", (_WIDTH, height), PAPER)
    draw = ImageDraw.Draw(image)
    draw.text((_EDGE, _EDGE), cut(title, _WIDTH - 2 * _EDGE), fill=INK, font=chart_font(bold=True))
    for x, line, kind in places:
        y = _EDGE + 44 + line * _LINE
        image.paste(area(kind, 36, 26), (x, y))
        draw.text((x + 44, y - 2), _legend_words(kind), fill=INK, font=chart_font())
    for number, bar in enumerate(bars):
        y = top + number * (_BAR + _LINE + 16)
        draw.text((_EDGE, y), cut(bar.name, _WIDTH - 2 * _EDGE), fill=INK, font=chart_font())
        _draw_bar(image, y + _LINE, kinds, bar)
    file = io.BytesIO()
    image.quantize(256).save(file, "PNG")
    return file.getvalue()


def _draw_bar(image: Image.Image, y: int, kinds: Sequence[Kind], bar: Bar) -> None:
    total, x = sum(bar.numbers), _EDGE
    if not total:
        return
    for place, (kind, number) in enumerate(zip(kinds, bar.numbers, strict=True)):
        end = _EDGE + round((_WIDTH - 2 * _EDGE) * sum(bar.numbers[: place + 1]) / total)
        if number and end > x:
            image.paste(area(kind, end - x, _BAR), (x, y))
            _label(image, (x, y, end), kind, number)
        x = end


def _label(image: Image.Image, place: tuple[int, int, int], kind: Kind, number: int) -> None:
    """The letters and the number on a white plate. Where there is no room, the letters alone, or nothing."""
    x, y, end = place
    draw = ImageDraw.Draw(image)
    for words, size in ((f"{kind.letters} {number}", 24), (kind.letters, 24), (kind.letters, 18)):
        font = chart_font(bold=True, size=size)
        width = round(draw.textlength(words, font=font))
        if width + 10 <= end - x:
            left = x + (end - x - width) // 2
            draw.rectangle((left - 4, y + 10, left + width + 4, y + _BAR - 12), fill=PAPER)
            draw.text((left, y + 10), words, fill=INK, font=font)
            return


def area(kind: Kind, width: int, height: int) -> Image.Image:
    """A filled area with a border."""
    area = Image.new("RGB", (width, height), kind.colour)
    draw = ImageDraw.Draw(area)
    _FILLS[kind.pattern](draw, width, height)
    draw.rectangle((0, 0, width - 1, height - 1), outline=INK, width=2)
    return area


def _stripes(draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
    for x in range(-height, width, _STEP):
        draw.line((x, height, x + height, 0), fill=INK, width=3)


def _crosses(draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
    for x in range(-height, width, _STEP):
        draw.line((x, height, x + height, 0), fill=PAPER, width=2)
        draw.line((x, 0, x + height, height), fill=PAPER, width=2)


def _dots(draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
    for y in range(6, height, _STEP):
        for x in range(6, width, _STEP):
            draw.ellipse((x, y, x + 4, y + 4), fill=INK)


def _nothing(_draw: ImageDraw.ImageDraw, _width: int, _height: int) -> None:
    """Plain colour, or paper."""


_FILLS: dict[Pattern, Callable[[ImageDraw.ImageDraw, int, int], None]] = {
    Pattern.PLAIN: _nothing, Pattern.STRIPES: _stripes, Pattern.CROSSES: _crosses, Pattern.DOTS: _dots,
    Pattern.EMPTY: _nothing,
}  # fmt: skip


def _legend_places(kinds: Sequence[Kind]) -> Sequence[tuple[int, int, Kind]]:
    """Where each kind stands in the legend: from the left, in which line."""
    places, x, line = [], _EDGE, 0
    for kind in kinds:
        width = 44 + round(chart_font().getlength(_legend_words(kind))) + 28
        if x > _EDGE and x + width - 28 > _WIDTH - _EDGE:
            x, line = _EDGE, line + 1
        places.append((x, line, kind))
        x += width
    return places


def _legend_words(kind: Kind) -> str:
    return f"{kind.letters} = {kind.name}"


def cut(words: str, width: int) -> str:
    """The words, cut with … when they are wider than this."""
    font = chart_font(bold=True)
    while words and font.getlength(words) > width:
        words = words.removesuffix("…")[:-1].rstrip() + "…"
    return words


@cache
def chart_font(bold: bool = False, size: int = _SIZE) -> ImageFont.FreeTypeFont:
    """Pillow's own font lacks å, ä and ö."""
    name = f"AtkinsonHyperlegible-{'Bold' if bold else 'Regular'}.ttf"
    return ImageFont.truetype(fonts.ROOT / "files" / name, size)
