"""What a sentence asks about money: whose, of which year, and by what the sums are to be parted."""

import re
from dataclasses import dataclass

# Kinds of funding, by the codes of the register `funding`.
_KINDS = {
    "F1": r"1 1(?: ?medel\w*)?|1 till 1(?: ?medel\w*)?|regionala utvecklingsmedel|1 1 funds|state grants?",
    "F2": r"(?:andra |ovriga |other )?(?:huvudsakliga |main )?(?:medfinansi\w*|co ?financ\w*)",
    "F3": r"(?:vara |region\w* |our |the region s )?(?:egna (?:medel|pengar)|egen finansiering|own (?:funds|money))",
}
_BY = r"\b(?:per|by|efter|fordelat pa|uppdelat pa) "
# Nothing else is meant by `på kön`, but `på mål` may be any words.
_ON = r"\b(?:per|by|efter|pa|och|and) "
_GROUPS = {
    "goal": r"(?:varje |each )?(?:mal|malomraden?|goals?)",
    "activity": r"(?:varje |each )?(?:aktivitet\w*|rad(?:er)?|activit\w+|rows?)",
    "year": r"(?:ar|years?)",
    "sex": r"(?:kon|sex|gender)",
    "industry": r"(?:bransch\w*|industr\w+)",
    "kind": r"(?:slag|typ|kalla|kallor|finansieringskalla|kinds?|sources?)",
}
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# Words of the question itself: nothing of the plan is looked for by them.
_ASKING = re.compile(
    r"\b(?:summ\w*|sum|totalt?|hur mycket|hur stor\w*|medel\w*|pengar\w*|belopp\w*|kronor|kr|finansier\w*|budget\w*"
    r"|gar|gatt|far|fatt|kostar|kommer|kommit|fordel\w*|stod\w*|foretagsstod\w*|foretag|stodet|money|funding|funds|fund"
    r"|how much|goes|spent|amounts?|support|companies|company|split|distributed)\b"
)


@dataclass(frozen=True)
class MoneyAsked:
    """`kinds` are codes of the register, all of them when there are none. `groups` are by what the sums are parted.
    `rest` are the words that may name a part of the plan, folded."""

    kinds: tuple[str, ...]
    year: int | None
    groups: tuple[str, ...]
    rest: str


def money_asked(sentence: str) -> MoneyAsked:
    """Reads a sentence folded by `models.rules.text.plain`."""
    rest, kinds, groups = f" {sentence} ", list[str](), list[str]()
    for code, pattern in _KINDS.items():
        rest, times = re.subn(rf"\b(?:{pattern})\b", " ", rest)
        kinds += [code] if times else []
    year = _YEAR.search(rest)
    rest = _YEAR.sub(" ", rest)
    for name, pattern in _GROUPS.items():
        before = _ON if name in {"sex", "industry"} else _BY
        rest, times = re.subn(rf"{before}{pattern}\b(?! \d)", " ", rest)
        groups += [name] if times else []
    rest = " ".join(_ASKING.sub(" ", rest).split())
    return MoneyAsked(tuple(kinds), int(year[0]) if year else None, tuple(groups), rest)
