"""The months and seasons that a sentence names."""

import re

from models.rules.dates.words import MONTHS

# Of each month, in both languages; those that are the same in both once.
_NAMES = tuple(tuple(dict.fromkeys((sv, en.lower()))) for sv, en in zip(MONTHS["sv"], MONTHS["en"], strict=True))
_SEASONS = {
    "var varen vart spring": (3, 4, 5), "sommar sommaren sommars summer": (6, 7, 8),
    "host hosten hostens autumn fall": (9, 10, 11), "vinter vintern winter": (12, 1, 2),
}  # fmt: skip
# "i var" is in spring, "var" alone asks where.
_SPRING = re.compile(r"\b(?:i|till|under) var(?:en)?\b|\bvaren\b|\bspring\b")


def months_asked(sentence: str) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """The months that a folded sentence names, and the words by which a text may name them. Empty when it has none."""
    words = set(sentence.split())
    for number, names in enumerate(_NAMES, start=1):
        if words.intersection(names):
            return (number,), names
    for season, months in _SEASONS.items():
        is_spring = 4 in months
        if _SPRING.search(sentence) if is_spring else words & set(season.split()):
            return months, (season.split()[0], *(name for month in months for name in _NAMES[month - 1]))
    return (), ()
