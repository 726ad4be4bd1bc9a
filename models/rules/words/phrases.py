"""Words of a comment, the lists of words that the rules look for, and where in a comment they stand.

The lists are data (`lists/*.toml`); both languages are looked for in every comment.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from importlib.resources import files
from itertools import accumulate
from typing import Any, NamedTuple

from models.rules.text import plain

_LANGUAGES = ("sv", "en")
_FEW = 16
_GAP = r"(?:\w+ ){0,6}?"
# "Risk- och sårbarhetsanalys": half a word is another word than the whole one.
_TOKEN = re.compile(r"\w+(?:-(?=\s+(?:och|eller|samt|and|or)\b))?|(?<=\d)\s*[-–]\s*(?=\d)|[.,;:!?()\n•]")


class Token(NamedTuple):
    """A word or a mark: as it is compared (`plain`, without diacritics), and where it stands in the text."""

    plain: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        return _is_word(self.plain)


def _is_word(token: str) -> bool:
    return token[0].isalnum() or token[0] == "_"


@lru_cache(maxsize=4096)
def _comparable(text: str) -> str:
    if not text[0].isalnum() and text[0] != "_":
        return text.strip() or "."  # a line break ends a sentence
    return (plain(text).replace(" ", "") or "_") + ("-" if text.endswith("-") else "")


class Line:
    """A text's tokens in a row, one space between, with the way back from a place in the row to the token."""

    def __init__(self, text: str) -> None:
        self.text = unicodedata.normalize("NFC", text)
        # A hyphen parts nothing but two numbers.
        self._matches = list(_TOKEN.finditer(self.text))
        self._plain = [_comparable(match.group()) for match in self._matches]
        self.row = " ".join(self._plain)
        # Where each token begins in the row.
        self._at = [0, *accumulate(len(token) + 1 for token in self._plain)]

    @cached_property
    def tokens(self) -> list[Token]:
        """The words and the marks that part them."""
        return [Token(token, *match.span()) for token, match in zip(self._plain, self._matches, strict=True)]

    @property
    def words_in_all(self) -> int:
        """How many of its tokens are words."""
        return sum(map(_is_word, self._plain))

    def find(self, phrases: "Phrases") -> Iterator[tuple[int, int]]:
        """Each place where one of the phrases stands, as the numbers of its first token and of the one after it."""
        after = 0
        for first, token in enumerate(self._plain):
            if first >= after and phrases.may_begin(token) and (words := phrases.at(self.row, self._at[first])):
                after = first + words.count(" ") + 1
                yield first, after

    def words(self, first: int, end: int) -> str:
        """What stands there, as it was written."""
        return self.text[self.tokens[first].start : self.tokens[end - 1].end] if first < end else ""


@lru_cache(maxsize=16)
def line_of(text: str) -> Line:
    """The line of a comment, which several rules read one after the other."""
    return Line(text)


class Phrases:
    """The entries of a list, made ready to be looked for."""

    def __init__(self, entries: Iterable[str]) -> None:
        forms = {form.strip() for entry in entries for form in entry.split("|")}
        longest_first = sorted(forms, key=lambda form: (-len(form), form))
        whole = [_expression(form) for form in longest_first]
        # "e-post" is two tokens.
        words = dict.fromkeys(re.split(r"\\? ", expression, maxsplit=1)[0] for expression in whole)
        self._whole = re.compile(r"(?:" + ("|".join(whole) or r"(?!)") + r")(?!\S)")
        self._first = re.compile(r"(?:" + ("|".join(words) or r"(?!)") + r")\Z")
        # Most words of a comment are common ones that begin nothing, and are met again; a few forms are tried as
        # quickly.
        self.may_begin = lru_cache(maxsize=1024)(self._may_begin) if len(forms) > _FEW else self._may_begin

    def _may_begin(self, word: str) -> bool:
        """Whether a phrase can begin with this word."""
        return self._first.match(word) is not None

    def at(self, row: str, place: int) -> str:
        """The longest phrase that stands at a place of a row; empty when none does."""
        match = self._whole.match(row, place)
        return match.group() if match else ""


def _expression(form: str) -> str:
    parts = [_GAP if word == "…" else _word(word) + " " for word in form.split()]
    return "".join(parts).removesuffix(" ")


def _word(word: str) -> str:
    before, after = (r"\w*" if star else "" for star in (word.startswith("*"), word.endswith("*")))
    return before + re.escape(plain(word.strip("*"))) + after


@lru_cache(maxsize=1)
def _lists() -> tuple[dict[str, Any], ...]:
    folder = files(__package__) / "lists"
    return tuple(tomllib.loads((folder / f"{name}.toml").read_text("utf-8")) for name in _LANGUAGES)


@lru_cache(maxsize=64)
def entries(name: str, table: str = "") -> tuple[str, ...]:
    """A list by its name, of every language. Raises KeyError for one that is missing."""
    return tuple(entry for data in _lists() for entry in (data[table] if table else data)[name])


@lru_cache(maxsize=64)
def pattern(name: str, table: str = "") -> Phrases:
    """What finds the entries of a list."""
    return Phrases(entries(name, table))


@lru_cache(maxsize=8)
def lists_of_words(table: str, names: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """The lists that each word stands in. Raises ValueError for a list that has more than whole single words."""
    lists_by_word: dict[str, set[str]] = {}
    for name in names:
        for word in entries(name, table):
            if not word.isalpha():
                raise ValueError(f"{table}.{name} takes whole words only, not {word!r}")
            lists_by_word.setdefault(plain(word), set()).add(name)
    return {word: frozenset(lists) for word, lists in lists_by_word.items()}


@lru_cache(maxsize=256)
def pattern_without(name: str, own_text: str) -> Phrases:
    """What finds the entries of a list that do not fit `own_text`, the plan's wording that a comment may repeat."""
    own = Line(own_text)
    if not any(own.find(pattern(name))):
        return pattern(name)
    return Phrases(entry for entry in entries(name) if not any(own.find(_entry(entry))))


@lru_cache(maxsize=512)
def _entry(entry: str) -> Phrases:
    return Phrases([entry])
