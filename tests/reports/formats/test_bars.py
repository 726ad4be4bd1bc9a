"""The chart: its kinds can be told apart in greyscale, by pattern and by letters."""

import io
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from PIL import Image, ImageChops, ImageStat

from i18n import LANGUAGES, translator
from messages.management.chart import kinds_of
from reports.formats.bars import Bar, Kind, area, stacked_bars

ZONE = ZoneInfo("Europe/Stockholm")
KINDS = kinds_of(translator("sv", ZONE))


def shown(*bars: Bar, title: str = "Halvår 2022") -> Image.Image:
    return Image.open(io.BytesIO(stacked_bars(title, KINDS, bars))).convert("RGB")


@pytest.mark.parametrize(("one", "other"), list(combinations(KINDS, 2)), ids=lambda kind: kind.letters)
def test_two_kinds_differ_in_greyscale(one: Kind, other: Kind) -> None:
    greys = [area(kind, 60, 40).convert("L") for kind in (one, other)]
    difference = ImageStat.Stat(ImageChops.difference(*greys)).mean[0]
    assert difference > 20, "of 255, on the average of all points"


@pytest.mark.parametrize("language", LANGUAGES)
def test_their_letters_differ_in_every_language(language: str) -> None:
    assert len({kind.letters for kind in kinds_of(translator(language, ZONE))}) == len(KINDS)


def test_a_bar_is_divided_by_its_numbers() -> None:
    picture = shown(Bar("Ett mål", (3, 0, 0, 0, 1)))
    y = picture.height - 24 - 16 - 8  # in the bar, below its labels
    greens = sum(picture.getpixel((x, y)) == (46, 158, 91) for x in range(picture.width))
    whites = sum(picture.getpixel((x, y)) == (255, 255, 255) for x in range(24, picture.width - 24))
    assert greens == pytest.approx(3 * whites, abs=24)


def test_names_that_are_too_long_and_bars_without_anything_are_drawn_all_the_same() -> None:
    picture = shown(Bar("Å" * 500, (0,) * 5), Bar("", (10**6, 1, 1, 1, 1)), title="Ö" * 500)
    assert picture.width == 800
    edge = picture.crop((picture.width - 20, 0, picture.width, picture.height))
    assert edge.getextrema() == ((255, 255),) * 3


def test_the_picture_is_small() -> None:
    bars = [Bar(f"Mål {n}", (n, 2, 3, 4, 5)) for n in range(20)]
    assert len(stacked_bars("Halvår 2022", KINDS, bars)) < 200_000
