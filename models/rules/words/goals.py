"""How goals of the tree are named in a sentence: by level and number, or a sub-goal by words of its name; and what is
asked of a whole level. All words are folded by `models.rules.text.plain`."""

import re
from dataclasses import dataclass
from enum import StrEnum

from models.rules.words.sentence import is_filler

_NUMBER = r"(?: nr| nummer| number| no)? (\d{1,3})\b"
_LEVELS = {
    "sub_goal": r"(?:prioriterade? |prioriterat |prioritised )?(?:delmal(?:et|en|ens)?|sub ?goals?)",
    "agenda2030": r"(?:agenda(?:mal(?:et|en)?|(?: 2030)?(?: ?(?:mal|malet|malen|goals?))?)|"
    r"global[at] mal(?:et|en)?|globalt mal|global goals?|sdgs?)",
    "document_goal": r"(?:styrdoku\w+mal(?:et|en)?|goals? of (?:a |the )?steering documents?)",
}
_NAMED = {level: re.compile(rf"\b{words}{_NUMBER}") for level, words in _LEVELS.items()}
_IN_AGENDA = re.compile(r"\b(?:mal(?:et)?|goal) (\d{1,3}) (?:i|av|ur|in|of) (?:the )?agenda\b")
_ANY = re.compile(rf"\b(?:mal(?:et)?|goal){_NUMBER}")
_BY_NAME = re.compile(r"\b(?:delmal(?:et)?|sub ?goal)(?: (?:om|about|for|som heter|named|called))? (?!ar\b|is\b)(.+)$")
_LEVEL = {level: re.compile(rf"\b{words}\b") for level, words in _LEVELS.items()}
_ACTIVITIES = r"(?:aktivitet\w*|rader|activit\w+|rows?)"
_WITHOUT = re.compile(
    rf"\b(?:saknar|utan|inga|ingen|inte (?:nagra|har)|no|without|lacks?|lacking|any)\b(?: \w+){{0,2}} {_ACTIVITIES}\b"
    rf"|\b(?:har|have|has) (?:inte|ej|not) (?:\w+ )?{_ACTIVITIES}\b"
    r"|\bbidrar (?:\w+ ){0,3}(?:inte|ej)\b|\b(?:inte|ej) bidrar\b|\b(?:not|don t) contribute\b|\b(?:tomma|empty)\b"
)
_WITH = re.compile(rf"\bbidrar?\b|\bcontribut\w+\b|\b(?:har|have|has|with|med)\b(?: \w+){{0,2}} {_ACTIVITIES}\b")
_PRIORITISED = re.compile(r"\b(?:prioritera\w+|prioriti[sz]ed)\b")


@dataclass(frozen=True)
class GoalNamed:
    """A goal by its level and number, any level when `kinds` is empty; without a number by words of its name."""

    kinds: tuple[str, ...]
    number: int | None = None
    words: tuple[str, ...] = ()


class Reach(StrEnum):
    """Which goals of a level are asked for."""

    WITHOUT = "without"  # those that have no activities
    WITH = "with"
    ALL = "all"


@dataclass(frozen=True)
class LevelAsked:
    """A question about the goals of a level: `Vilka delmål saknar aktiviteter?`."""

    kind: str
    reach: Reach
    only_prioritised: bool = False


def goal_named(sentence: str) -> GoalNamed | None:
    """The goal of the tree that a sentence names; None when it names none."""
    if match := _IN_AGENDA.search(sentence):
        return GoalNamed(("agenda2030",), int(match[1]))
    for level, pattern in _NAMED.items():
        match = pattern.search(sentence)
        # The 2030 of `Agenda 2030` has four digits and is no number of a goal.
        if match and (level != "agenda2030" or match[1] != "2030"):
            return GoalNamed((level,), int(match[1]))
    if match := _ANY.search(sentence):
        return GoalNamed((), int(match[1]))
    if (match := _BY_NAME.search(sentence)) and not _WITHOUT.search(sentence) and not _WITH.search(sentence):
        words = tuple(word for word in match[1].split() if not is_filler(word))
        return GoalNamed(("sub_goal",), None, words) if words else None
    return None


def level_asked(sentence: str) -> LevelAsked | None:
    """The level whose goals a sentence asks about; None when it asks about none, or about one goal."""
    kind = next((level for level, pattern in _LEVEL.items() if pattern.search(sentence)), None)
    if kind is None or goal_named(sentence):
        return None
    reach = Reach.WITHOUT if _WITHOUT.search(sentence) else Reach.WITH if _WITH.search(sentence) else Reach.ALL
    return LevelAsked(kind, reach, _PRIORITISED.search(sentence) is not None)
