"""Which earlier texts are like a new one: their words' stems, and how well they fit.

Both databases get the stems made here, so that they find the same; PostgreSQL's own stemmer would need å, ä and ö,
which people leave out, and SQLite has none for Swedish.
"""

import math
from collections.abc import Collection, Sequence
from functools import cache, lru_cache
from typing import Protocol

from models.rules.text import plain
from models.rules.words.sentence import is_small_word

_SHORTEST = 2
# What the stemmer leaves: `rekrytering` and `rekrytera` are about the same, so are `arrangemang` and `arrangemanget`.
_ENDINGS = ("ning", "ing", "et")
_SHORTEST_LEFT = 5
# What a word counts that only begins with a searched one: `upphandlingsstöd` for `upphandling`; few letters would begin
# too many words.
_COMPOUND = 0.6
_SHORTEST_BEGINNING = 5


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802 - the library's name


@cache
def _stemmer() -> _Stemmer:
    # Loaded when something is searched: it brings the rules of thirty languages, 3 MB.
    import snowballstemmer

    made: _Stemmer = snowballstemmer.stemmer("swedish")
    return made


@lru_cache(maxsize=16384)
def _stem(word: str) -> str:
    stem = _stemmer().stemWord(word)
    ending = next((each for each in _ENDINGS if stem.endswith(each) and len(stem) - len(each) >= _SHORTEST_LEFT), "")
    # A second time, since `enkät` and `enkäten` meet only then.
    return _stemmer().stemWord(stem.removesuffix(ending))


def stems(text: str) -> tuple[str, ...]:
    """The stems of the words that say something, each once, in their order; numbers are left out."""
    words = (word for word in plain(text).replace("_", " ").replace("#", " ").split() if not word.isdecimal())
    return tuple(dict.fromkeys(_stem(word) for word in words if len(word) >= _SHORTEST and not is_small_word(word)))


def beginning(stem: str) -> str:
    """What a stem shares with the compounds that begin with it, as a word of its own; "" for a stem of few letters."""
    return f"{stem[:_SHORTEST_BEGINNING]}{_SHORTEST_BEGINNING}" if len(stem) >= _SHORTEST_BEGINNING else ""


def searchable(text: str) -> str:
    """The stems of a text and what they begin with, as both databases keep them."""
    own = stems(text)
    return " ".join([*own, *filter(None, dict.fromkeys(map(beginning, own)))])


def best_first(wanted: Sequence[str], entries: Sequence[tuple[int, Collection[str]]]) -> list[int]:
    """The ids of texts, given with the words that `searchable` made of them, by how well they fit the stems `wanted`:
    what few of them say counts most, then the newest (the highest id) comes first."""
    scores = dict.fromkeys((id_ for id_, _ in entries), 0.0)
    for stem in wanted:
        counted = {id_: count for id_, has in entries if (count := _counts(stem, beginning(stem), has))}
        for id_, count in counted.items():
            scores[id_] += count * math.log(1 + len(entries) / len(counted))
    return sorted(scores, key=lambda id_: (scores[id_], id_), reverse=True)


def _counts(stem: str, begins: str, has: Collection[str]) -> float:
    if stem in has:
        return 1.0
    return _COMPOUND if begins in has and any(each.startswith(stem) for each in has) else 0.0
