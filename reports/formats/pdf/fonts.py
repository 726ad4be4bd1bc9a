"""The fonts of a PDF, which come with the program's packages, so that every machine has the same. PDF/UA and PDF/A
forbid a character that no font can draw: its name stands in its place."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from pathlib import Path

from models.rules.text import is_unseen
from reports.formats.printable import code_point, printable

# Tried in this order; the scripts of Noto Sans follow. Fira Code has the shapes of the lights, arrows and the pictures
# of control characters.
_FIRST = ["Atkinson Hyperlegible", "Noto Sans", "Noto Emoji", "Fira Code"]
_PACKAGES = {"fontpkg_atkinson_hyperlegible": "files", "manimgx_fonts": "", "fontpkg_fira_code": "files"}
# What nearly every text is made of, so that the fonts need not be read to know it.
_USUAL = re.compile("[\t\n -~\u00a0-\u00ac\u00ae-\u00ff–—‘’“”„…•€→−␇●▲■◆○□]*")
_NAMED_BY_NUMBER = re.compile("-[0-9A-F]{4,6}$")
_JOINER, _BYTE_ORDER_MARK = "\u200d", "\ufeff"


def folders() -> list[Path]:
    """Where the font files are."""
    return [Path(str(resources.files(package))) / folder for package, folder in _PACKAGES.items()]


def in_order(families: Iterable[str]) -> list[str]:
    """Names of font families in the order in which they are tried."""
    return [*_FIRST, *sorted(set(families) - set(_FIRST))]


def drawable(text: str) -> str:
    """The text with the Unicode name in brackets of each character that no font has, such as `[U+6F22]`."""
    text = printable(text)
    return text if _USUAL.fullmatch(text) else "".join(map(_drawn, clusters(text.replace(_BYTE_ORDER_MARK, ""))))


def clusters(text: str) -> Iterator[str]:
    """A letter with its marks, or emoji joined to one: these are drawn from one and the same font."""
    cluster = ""
    for character in text:
        if cluster and not (cluster[-1] == _JOINER or character == _JOINER or _is_mark(character)):
            yield cluster
            cluster = ""
        cluster += character
    yield cluster


def _drawn(cluster: str) -> str:
    letters = [ord(letter) for letter in cluster if not is_unseen(letter) and letter not in "\t\n"]
    if any(font.issuperset(letters) for font in _covered()):
        return cluster
    # The font that has the letter and most of its marks draws it, without the other marks.
    fonts = [font for font in _covered() if ord(cluster[0]) in font] or [frozenset[int]()]
    font = max(fonts, key=lambda font: len(font.intersection(letters)))
    return "".join(letter if ord(letter) in font else _name(letter) for letter in cluster if not is_unseen(letter))


def _is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M")


def _is_private(letter: int) -> bool:
    """PDF/A takes none of these."""
    return unicodedata.category(chr(letter)) == "Co"


def _name(character: str) -> str:
    name = unicodedata.name(character, "")
    return code_point(character) if not name or _NAMED_BY_NUMBER.search(name) else f"[{name}]"


@cache
def _covered() -> tuple[frozenset[int], ...]:
    """The characters of each font, in the order in which the fonts are tried."""
    from fontTools.ttLib import TTFont

    files = sorted(file for folder in folders() for file in folder.glob("*.ttf") if "Italic" not in file.name)
    by_family = {}
    for file in files:
        with TTFont(file, lazy=True) as font:
            family = str(font["name"].getBestFamilyName())
            by_family[family] = frozenset(letter for letter in font.getBestCmap() if not _is_private(letter))
    return tuple(by_family[family] for family in in_order(by_family))
