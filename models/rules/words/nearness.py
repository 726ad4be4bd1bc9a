"""Whether two names, or two wordings of an activity, are so alike that one of them may be meant for the other.

An answer of "near" makes the program ask or keep, never merge in silence, so what differs in a number, a letter of its
own ("Enhet A", "Enhet B") or a short word ("Nord", "Sör") is never near: those are names that people mean.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from models.rules.text import fold, plain

# Endings of definite, plural and genitive forms in Swedish, with those of English plurals, without diacritics.
_ENDINGS = (
    "", "s", "a", "n", "t", "en", "et", "er", "ar", "or", "na", "ns", "ts", "ens", "ets", "erna", "arna", "orna",
    "ernas", "arnas", "ornas", "ers", "ars", "ors", "es",
)  # fmt: skip
_SHORTEST_STEM = 3
_SHORTEST_MISSPELT = 5  # in a shorter word one letter makes another word: Nord, Norr
_SHORTEST_MISSPELT_TWICE = 10
_SHORTEST_WITHOUT_DIACRITICS = 4
# Words that people add, leave out and exchange without meaning anything else.
_SMALL_WORDS = frozenset({
    "och", "samt", "i", "pa", "av", "for", "till", "med", "om", "en", "ett", "den", "det", "de", "som", "att", "inom",
    "fran", "vid", "kring", "genom", "and", "the", "of", "to", "in",
})  # fmt: skip


def near_names(one: str, other: str) -> bool:
    """Whether two names of units or goals differ only in case, spaces, hyphens, punctuation, diacritics, "och" or "&",
    an ending (plural, definite form) or a misspelt letter."""
    if _squashed(fold(one)) == _squashed(fold(other)):
        return numbers_in(one) == numbers_in(other)
    if numbers_in(one) != numbers_in(other):
        return False
    words, others = (_name_words(name) for name in (one, other))
    if len(words) == len(others):
        return bool(words) and all(_near_words(a, b) for a, b in zip(words, others, strict=True))
    # A space too many or too few: what they do not have in common is compared as one word.
    rest, other_rest = _without(words, others), _without(others, words)
    return bool(rest and other_rest) and _near_words("".join(rest), "".join(other_rest))


def near_wordings(one: str, other: str) -> bool:
    """Whether two wordings can be versions of one activity: no word that carries meaning is exchanged for another, and
    what was added or left out is at most as much as what they share."""
    if _squashed(fold(one)) == _squashed(fold(other)):
        return numbers_in(one) == numbers_in(other)
    numbers, other_numbers = set(numbers_in(one)), set(numbers_in(other))
    if numbers - other_numbers and other_numbers - numbers:
        return False
    words, others = _meaning_words(one), _meaning_words(other)
    return _is_version(words, others) or _is_version(others, words)


def _is_version(words: Sequence[str], others: Sequence[str]) -> bool:
    exchanged, rest = [], _without(others, words)
    for word in _without(words, others):
        match = next((each for each in rest if _near_words(word, each)), None)
        if match is None:
            exchanged.append(word)
        else:
            rest.remove(match)
    shared = len(words) - len(exchanged)
    return not (exchanged and rest) and shared > 0 and 2 * shared >= max(len(words), len(others))


@lru_cache(maxsize=4096)
def numbers_in(text: str) -> tuple[str, ...]:
    """The numbers in a text, in order: names that differ in them are never near."""
    return tuple(re.findall(r"\d+", text))


def _squashed(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", fold(text))


def _name_words(name: str) -> list[str]:
    words = [word for word in _words(name) if word not in {"och", "and"}]
    return words[1:] if len(words) > 1 and words[0] in {"en", "ett"} else words


def beginnings(text: str) -> frozenset[str]:
    """How the words of a wording begin. Near wordings have one in common, but for a misspelling in every one of them:
    this finds the few that are worth comparing among many."""
    return frozenset(plain(word)[:3] for word in _meaning_words(text))


@lru_cache(maxsize=4096)
def _meaning_words(text: str) -> tuple[str, ...]:
    words = _words(text)
    # A letter at the end is a mark ("Fas I"), not the preposition.
    last = len(words) - 1
    return tuple(word for n, word in enumerate(words) if plain(word) not in _SMALL_WORDS or 0 < n == last)


def _without(words: Sequence[str], others: Sequence[str]) -> list[str]:
    left = list(others)
    rest = []
    for word in words:
        if word in left:
            left.remove(word)
        else:
            rest.append(word)
    return rest


@lru_cache(maxsize=65536)
def _near_words(one: str, other: str) -> bool:
    """Whether two folded words are the same, forms of one word, or one misspelt."""
    if one == other:
        return True
    one, other = plain(one), plain(other)
    shortest = min(len(one), len(other))
    if one == other:
        return shortest >= _SHORTEST_WITHOUT_DIACRITICS
    # "Ohälsa" is no misspelt "hälsa".
    if any(character.isdigit() for character in one + other) or f"o{one}" == other or f"o{other}" == one:
        return False
    if _stems(one) & _stems(other):
        return True
    if shortest < _SHORTEST_MISSPELT:
        return False
    # Imported when it is used, as in `models.plan.find`.
    from rapidfuzz.distance import OSA

    return OSA.distance(one, other) <= (2 if shortest >= _SHORTEST_MISSPELT_TWICE else 1)


def _stems(word: str) -> set[str]:
    stems = {word[: len(word) - len(ending)] for ending in _ENDINGS if word.endswith(ending)}
    return {stem for stem in stems if len(stem) >= _SHORTEST_STEM}
