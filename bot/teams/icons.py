"""The two icons of the app package (doc "Design your app icon"), drawn here: a goal with a tick in it."""

import io

from PIL import Image, ImageDraw

TEAL, WHITE = "#0b5d57", "#ffffff"
_COLOUR, _OUTLINE, _SCALE = 192, 32, 8


def colour_icon() -> bytes:
    """192 × 192, in full colour, without transparency; what is drawn is within the middle."""
    image = Image.new("RGB", (_COLOUR, _COLOUR), TEAL)
    image.paste(WHITE, mask=_goal(_COLOUR, margin=0.23, line=0.045))
    return _png(image)


def outline_icon() -> bytes:
    """32 × 32, white on nothing."""
    image = Image.new("RGBA", (_OUTLINE, _OUTLINE), WHITE)
    image.putalpha(_goal(_OUTLINE, margin=0.08, line=0.075))
    return _png(image)


def _goal(size: int, margin: float, line: float) -> Image.Image:
    """Where the drawing is: two posts, the bar, and a tick below it. Drawn large, so that its edges become smooth."""
    side = size * _SCALE
    image = Image.new("L", (side, side))
    draw = ImageDraw.Draw(image)
    left, right, width = side * margin, side * (1 - margin), round(side * line)
    top, bottom = side * (margin + 0.05), side * (1 - margin - 0.02)
    draw.line([(left, bottom), (left, top), (right, top), (right, bottom)], 255, width, joint="curve")
    tick = [(0.25, 0.58), (0.43, 0.80), (0.76, 0.32)]
    points = [(left + (right - left) * x, top + (bottom - top) * y) for x, y in tick]
    draw.line(points, 255, round(width * 1.1), joint="curve")
    for x, y in ((left, bottom), (right, bottom), (left, top), (right, top)):
        draw.circle((x, y), width / 2, 255)
    return image.resize((size, size), Image.Resampling.LANCZOS)


def _png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
