"""How goals of the tree are named in a sentence: by level and number, or a sub-goal by words of its name; and what is
asked of a whole level. All words are folded by `models.rules.text.plain`."""

import re
from dataclasses import dataclass
from enum import StrEnum

from models.rules.words.sentence import is_filler

_NUMBER = r"(?: nr| nummer| number| no)? (\d{1,3}(?:(?:,| och| samt| eller| and| or)? \d{1,3})*)\b"
_LEVELS = {
    "sub_goal": r"(?:prioriterade? |prioriterat |prioritised )?(?:delmal(?:et|en|ens)?|sub ?goals?)",
    "agenda2030": r"(?:agenda(?:mal(?:et|en)?|(?: 2030)?(?: ?(?:mal|malet|malen|goals?))?)|"
    r"global[at] mal(?:et|en)?|globalt mal|global goals?|sdgs?)",
    "document_goal": r"(?:styrdoku\w+mal(?:et|en)?|goals? of (?:a |the )?steering documents?)",
}
_NAMED = {level: re.compile(rf"\b{words}{_NUMBER}") for level, words in _LEVELS.items()}
_IN_AGENDA = re.compile(r"\b(?:mal(?:et)?|goal) (\d{1,3}) (?:i|av|ur|in|of) (?:the )?agenda\b")
_ANY = re.compile(rf"\b(?:mal(?:et)?|goal){_NUMBER}")
_BY_NAME = re.compile(
    r"(?:\b(?:delmalet|the sub ?goal)|\b(?:delmal|sub ?goal)(?= (?:om|about|som heter|named|called)\b)"
    r"|^(?:for |pa |of )?(?:delmal|sub ?goal)) (?:(?:om|about|for|som heter|named|called) )?(?!ar\b|is\b)(.+)$"
)
_BY_KEY = re.compile(r"^(?:for |pa |of )?(?:(?:del)?mal(?:et)?|(?:sub ?)?goal) (\S+)$")
_WISH = re.compile(
    r"\b(?:lagg\w* till|skapa\w*|nytt|andra|byt|avsluta|ta bort|stryk|add|create|new|change|rename|remove|end)\b"
)
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
    """Goals by their level and numbers, any level when `kinds` is empty; without a number by words of the name."""

    kinds: tuple[str, ...]
    numbers: tuple[int, ...] = ()
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
        return GoalNamed(("agenda2030",), (int(match[1]),))
    for level, pattern in _NAMED.items():
        # The 2030 of `Agenda 2030` has four digits and is no number of a goal.
        if numbers := tuple(number for match in pattern.finditer(sentence) for number in _numbers(match[1])):
            return GoalNamed((level,), numbers)
    if match := _ANY.search(sentence):
        return GoalNamed((), _numbers(match[1]))
    if (match := _BY_NAME.search(sentence)) and not _WITHOUT.search(sentence) and not _WITH.search(sentence):
        words = tuple(word for word in match[1].split() if not is_filler(word))
        return GoalNamed(("sub_goal",), (), words) if words else None
    return None


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", text)))


def key_named(sentence: str) -> str:
    """What stands behind the word for a goal, and may be its key (`mal d14`); "" for any other sentence."""
    match = _BY_KEY.match(sentence)
    return match[1] if match else ""


def is_wish(sentence: str) -> bool:
    """Whether something is to be done with goals."""
    return _WISH.search(sentence) is not None


def level_asked(sentence: str) -> LevelAsked | None:
    """The level whose goals a sentence asks about; None when it asks about none, or about one goal."""
    kind = next((level for level, pattern in _LEVEL.items() if pattern.search(sentence)), None)
    named = goal_named(sentence)
    if kind is None or (named and named.numbers):
        return None
    reach = Reach.WITHOUT if _WITHOUT.search(sentence) else Reach.WITH if _WITH.search(sentence) else Reach.ALL
    return LevelAsked(kind, reach, _PRIORITISED.search(sentence) is not None)
