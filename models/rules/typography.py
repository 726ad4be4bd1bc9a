"""Text as it looks: what is told apart by a computer and not by a reader is read alike.

Soft hyphens, zero-width and direction marks are nothing; every kind of space is a space and every kind of hyphen or
dash a hyphen; full-width letters and the digits of every script are the usual ones. What is stored is what was typed: a
place in the text as it looks is found again in the text as it was typed.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

# Nothing in them looks like anything else.
_ODD = re.compile(r"[^\n -~¡-¬®-ʯ]")
_DASHES = {"\u2212", "\u2043", "\u02d7"}
# Letters, and a mark of Braille, that leave a blank.
BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_LINE_ENDS = {"\n", "\r", "\x85", "\u2028", "\u2029"}
# Signs that stand in dates.
_SIGNS = {"\u2044": "/", "\u2215": "/", "\u2024": "."}
# The frame of a keycap, and what chooses between an emoji's drawings.
_NOTHING = {"\u20e3", "\u034f", *map(chr, range(0xFE00, 0xFE10))}


class Seen:
    """A text as it looks (`text`), with the way back to what was typed. `typed` is in NFC."""

    def __init__(self, typed: str) -> None:
        self.typed = typed = unicodedata.normalize("NFC", typed)
        self._places: Sequence[int] = range(len(typed) + 1)
        self.text = typed
        if _ODD.search(typed):
            self._read(typed)

    def _read(self, typed: str) -> None:
        letters: list[str] = []
        places: list[int] = []
        after = 0
        for match in _ODD.finditer(typed):
            at = match.start()
            letters += typed[after:at]
            places += range(after, at)
            after = at + 1
            seen = _looks_like(typed[at])
            if letters and unicodedata.combining(typed[at]):
                # Something invisible stood between the letter and its mark.
                seen = unicodedata.normalize("NFC", letters[-1] + typed[at])
                if len(seen) == 1:
                    letters[-1] = seen
                    continue
                seen = typed[at]
            letters += seen
            places += [at] * len(seen)
        letters += typed[after:]
        places += range(after, len(typed) + 1)
        self.text, self._places = "".join(letters), places

    def between(self, start: int, end: int | None = None) -> str:
        """What was typed from one place of `text` to another, or to the end."""
        return self.typed[self._places[start] : self._places[len(self.text) if end is None else end]]


@lru_cache(maxsize=2048)
def _looks_like(letter: str) -> str:
    category = unicodedata.category(letter)
    if letter in _LINE_ENDS:
        return "\n"
    if category == "Zs" or letter in BLANK_LETTERS or letter in "\t\v\f\x1c\x1d\x1e\x1f":
        return " "
    if category in {"Cf", "Cc"} or letter in _NOTHING:
        return ""
    if category == "Pd" or letter in _DASHES:
        return "-"
    if category == "Nd":
        return str(unicodedata.decimal(letter))
    if letter in _SIGNS:
        return _SIGNS[letter]
    kind, _, usual = unicodedata.decomposition(letter).partition(" ")
    return chr(int(usual, 16)) if kind in {"<wide>", "<narrow>"} else letter


def as_seen(text: str) -> str:
    """The text as it looks."""
    return Seen(text).text


def visible(text: str) -> str:
    """The text in NFC without what cannot be seen, its letters and digits the usual ones; dashes stay as they are."""
    text = unicodedata.normalize("NFC", text)
    if not _ODD.search(text):
        return text
    letters = (c if unicodedata.category(c) == "Pd" else _looks_like(c) for c in text)
    return unicodedata.normalize("NFC", "".join(letters))
