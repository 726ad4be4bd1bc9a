"""What a question or a request in plain words asks for, by the patterns of `lists/questions.toml`."""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import TypeVar

from models.rules.words.question_lists import question_lists
from models.rules.words.sentence import is_filler

# A whole word of a pattern, with any ending if the pattern has that.
_WORD = re.compile(r"(?<![a-z\\])[a-z]{3,}(?![a-z?(])(?:\\w\*)?")
Kind = TypeVar("Kind", bound=StrEnum)


class Intent(StrEnum):
    """What a sentence may ask for. `handlers.questions.answers` has the handler of each."""

    WHICH_COLOUR = "which_colour"
    THANKS = "thanks"
    GREETING = "greeting"
    FAREWELL = "farewell"
    LANGUAGE = "language"
    MISSED = "missed"
    CALENDAR_FILE = "calendar_file"
    NEED = "need"
    GIVEN_BACK = "given_back"
    UNFOLLOW = "unfollow"
    FOLLOW = "follow"
    STOP = "stop"
    HOW_TO_ANSWER = "how_to_answer"
    REPORT = "report"
    HELP = "help"
    DO_NOTHING = "do_nothing"
    GIVE = "give"
    NOT_MINE = "not_mine"
    ABSENCE = "absence"
    MY_DATA = "my_data"
    WHO_SEES = "who_sees"
    CHANGE_ANSWER = "change_answer"
    DISPOSAL = "disposal"
    DISCLOSE = "disclose"
    EXPORT = "export"
    LATE = "late"
    MANAGERS = "managers"
    MANAGED = "managed"
    REMINDERS = "reminders"
    REMIND = "remind"
    EXTEND = "extend"
    WHO_CHANGED_WHAT = "who_changed_what"
    OVERDUE = "overdue"
    UNCHANGED = "unchanged"
    WHO_CHANGED = "who_changed"
    COMPARE = "compare"
    SHARED_GOALS = "shared_goals"
    REFERENCES = "references"
    DECIDED = "decided"
    MOST = "most"
    DEPUTY = "deputy"
    ROUNDS = "rounds"
    SHARE = "share"
    MY_ROWS = "my_rows"
    ANSWERED = "answered"
    WHO_MISSING = "who_missing"
    BEHIND = "behind"
    GOALS = "goals"
    UNITS = "units"
    COUNT = "count"
    DEADLINE = "deadline"
    LEGEND = "legend"
    HISTORY = "history"
    LAST_COMMENT = "last_comment"
    COORDINATORS = "coordinators"
    WHO_ANSWERS = "who_answers"
    UNITS_SHARE = "units_share"
    UNIT_ROWS = "unit_rows"
    DONE = "done"
    DEVIATIONS = "deviations"
    CALENDAR = "calendar"
    GUIDE = "guide"


class Later(StrEnum):
    """Subjects that the program knows nothing of yet. `handlers.questions.later` says so of each."""

    PLAN = "plan"
    REVIEW = "review"
    MAIL = "mail"
    REPORT = "report"
    WHEEL = "wheel"
    INDICATORS = "indicators"
    FUNDING = "funding"
    DOCUMENTS = "documents"
    LEARNING = "learning"


def intent_of(sentence: str) -> Intent | None:
    """The intent of a sentence folded by `models.rules.text.plain`; None when no pattern matches."""
    return _first(_patterns_of_intents(), sentence)


def asks_for(intent: Intent, sentence: str) -> bool:
    """Whether a folded sentence matches this intent's patterns, also when another one comes before it."""
    return _patterns_of_intents()[intent].search(sentence) is not None


def without_words_of(intent: Intent, sentence: str) -> str:
    """The folded sentence without the words that stand in the intent's patterns (`oroliga`): they are understood."""
    return " ".join(word for word in sentence.split() if not _words_of(intent).fullmatch(word))


@cache
def _words_of(intent: Intent) -> re.Pattern[str]:
    words = (match for pattern in question_lists()["intents"][intent.value] for match in _WORD.finditer(pattern))
    return _any_of(list(dict.fromkeys(match[0] for match in words)))


def later_of(sentence: str) -> Later | None:
    """The subject that the sentence asks about and the program knows nothing of yet; None when there is none."""
    return _first(_patterns_of_later(), sentence)


def register_of(sentence: str) -> tuple[str, tuple[str, ...]] | None:
    """The register that a folded sentence asks about, by its name, and the sentence's other words that say something;
    None when it asks about none."""
    words = sentence.split()
    for name, pattern in _words_of_registers().items():
        if any(pattern.fullmatch(word) for word in words):
            return name, tuple(word for word in words if not (pattern.fullmatch(word) or is_filler(word)))
    return None


@cache
def _words_of_registers() -> dict[str, re.Pattern[str]]:
    return {
        name: re.compile("|".join(words.replace("*", r"\w*").split()))
        for name, words in question_lists()["registers"].items()
    }


def _first(patterns: Mapping[Kind, re.Pattern[str]], sentence: str) -> Kind | None:
    return next((kind for kind, pattern in patterns.items() if pattern.search(sentence)), None)


@cache
def _patterns_of_intents() -> dict[Intent, re.Pattern[str]]:
    return {Intent(name): _any_of(patterns) for name, patterns in question_lists()["intents"].items()}


@cache
def _patterns_of_later() -> dict[Later, re.Pattern[str]]:
    return {Later(name): _any_of(patterns) for name, patterns in question_lists()["later"].items()}


def _any_of(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns))
