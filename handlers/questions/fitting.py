"""Whether a sentence has what its intent needs, and which intent it has else."""

import re

from handlers.question import Question
from handlers.rounds.calendar import months_asked
from models.rules.words.deviations import filters_asked
from models.rules.words.questions import Intent, asks_for
from models.rules.words.sentence import is_negated
from models.vocabulary import DeviationFilter

# What a denial changes: the answer to "vilka har …" is none to "vilka har inte …".
_CANNOT_BE_DENIED = {
    None, Intent.UNIT_ROWS, Intent.WHO_ANSWERS, Intent.COUNT, Intent.MOST, Intent.SHARE, Intent.LAST_COMMENT,
    Intent.UNITS_SHARE, Intent.DONE, Intent.DECIDED, Intent.REFERENCES, Intent.SHARED_GOALS, Intent.COMPARE,
}  # fmt: skip
_BEFORE = re.compile(r"\b(?:tidigare|forut|before|previously|alla svar|all answers)\b")
_HOW_LONG = re.compile(r"\b(?:hur lange|sedan nar|nar blev|how long|since when|when did)\b")
_MOVE = re.compile(r"^(?:oppna|starta|stang|las|publicera|open|start|close|lock|publish)\b")
_WHO = re.compile(r"(?:och |hej |men |so |and )?(?:vem|vems|who|whom|whose)\b")
_IS_IT = re.compile(r"^(?:ar|is|are)\b(?! (?:nagot|nagon|nagra|nagonting|anything|any|something))")
_BOTH = re.compile(r"\b(?:bade|both|tillsammans|ihop|gemensamt|together|jointly)\b")
_WHEN = re.compile(r"(?:nar|when)\b")
_WHY = re.compile(r"\b(?:orsak\w*|varfor|why|beror|cause)\b")
_ACTION = re.compile(r"\b(?:atgard|action)\w*")
# `inte enligt plan` is a deviation, `inte försenade` is none.
_NOT_LATE = re.compile(r"\b(?:inte|ej|not|aren t|isn t) (?:forsena\w*|sena?|avvik\w*|delayed|late|behind|deviat\w*)\b")
_LACKS = re.compile(r"\b(?:saknar|utan|without|lacks?)\b")
_NOT_DONE = re.compile(r"\b(?:inte|ej|not) (?:annu )?(?:klar|fardig|avsluta|done|finish|complet)")


_STANDING = re.compile(
    r"\b(?:laget|lage|status|oversikt|sammanfatt\w*|overview|summary|summarise|summarize|overall|picture"
    r"|lagesbild\w*|helhet\w*|summering\w*|var(?:t)? (?:vi star|star vi)|where (?:are we|we stand|do we stand)"
    r"|siffr\w*|figures|numbers|hela planen|alla (?:rader|aktiviteter)|all (?:rows|activities)"
    r"|gar (?:det|allt)|vad hande|what happened|finns det|star det|namn(?:er|s)|handlar|mention\w*"
    r"|anything (?:about|on))\b"
)


def asks_for_standing(sentence: str) -> bool:
    """Whether a folded sentence has a word for how things stand, or for where something is mentioned."""
    return _STANDING.search(sentence) is not None


def is_denied(question: Question, intent: Intent | None) -> bool:
    """Whether the sentence denies what the intent's handler would answer."""
    if intent in {Intent.DEVIATIONS, Intent.OVERDUE} and _NOT_LATE.search(question.sentence):
        return True
    return intent in _CANNOT_BE_DENIED and not question.row and is_negated(question.sentence)


def _names_row(question: Question) -> bool:
    """Whether a row is named by its number or in words of its activity, not only of some comment."""
    return question.row is not None and (question.mentioned.row is not None or len(question.mentioned.titles) == 1)


def _asks_for_register(question: Question) -> bool:
    """Whether the sentence asks for deviations that are new, or that wait for a decision: the register tells which."""
    asked = {DeviationFilter.NEW, DeviationFilter.WAITING} & set(filters_asked(None, question.sentence))
    return bool(asked) and question.round is None


def _is_about_the_plan(question: Question) -> bool:
    is_named = question.mentioned.groups or question.row or question.colours or question.round
    return bool(is_named) or asks_for_standing(question.sentence)


def fitting(question: Question, intent: Intent | None) -> Intent | None:
    """The intent, if the sentence names what it needs; else None, so that the status of what it names is shown."""
    match intent:
        case Intent.ANSWERED if is_negated(question.sentence):
            return Intent.WHO_MISSING
        case Intent.WHO_MISSING if asks_for(Intent.LEGEND, question.sentence):
            return Intent.LEGEND
        case Intent.MANAGERS if asks_for(Intent.WHO_MISSING, question.sentence):
            return Intent.WHO_MISSING
        case Intent.GUIDE if _is_about_the_plan(question):
            return None
        case Intent.DONE if asks_for(Intent.DEVIATIONS, question.sentence):
            return Intent.DEVIATIONS
        case None if question.colours and question.mentioned.groups and _IS_IT.search(question.sentence):
            return Intent.COUNT
        case Intent.LATE if asks_for(Intent.EXTEND, question.sentence):
            return Intent.EXTEND
        case Intent.COMPARE if question.row and _WHEN.match(question.sentence):
            return Intent.HISTORY
        case Intent.COMPARE if question.row and _WHY.search(question.sentence):
            return None
        case Intent.WHO_ANSWERS if question.row and _ACTION.search(question.sentence):
            return None
        case None | Intent.UNIT_ROWS if len(question.units) > 1 and _BOTH.search(question.sentence):
            return Intent.UNITS_SHARE
        case None | Intent.COMPARE | Intent.DECIDED | Intent.WHO_MISSING if _asks_for_register(question):
            return Intent.DEVIATIONS
        case Intent.DECIDED | Intent.DEVIATIONS | Intent.OVERDUE if question.row:
            return None
        case Intent.UNIT_ROWS if asks_for(Intent.DEVIATIONS, question.sentence) and not question.row:
            return Intent.DEVIATIONS
        case Intent.COUNT if asks_for(Intent.DONE, question.sentence):
            return Intent.DONE
        case Intent.COUNT if asks_for(Intent.DEVIATIONS, question.sentence):
            return Intent.DEVIATIONS
        case Intent.DONE if _NOT_DONE.search(question.sentence):
            return None
        case None | Intent.UNIT_ROWS if _WHO.match(question.sentence) and (question.row or question.units):
            return Intent.WHO_ANSWERS
        case Intent.UNIT_ROWS if question.row and "ansvar" in question.sentence:
            return Intent.WHO_ANSWERS
        case Intent.MY_ROWS if question.colours and asks_for(Intent.LEGEND, question.sentence):
            return Intent.LEGEND
        case Intent.UNIT_ROWS if len(question.units) != 1:
            return None
        case Intent.UNITS_SHARE if not question.units and not question.mentioned.is_empty:
            return None
        case Intent.CALENDAR if not months_asked(question.sentence)[0] and not question.mentioned.is_empty:
            return None
        case Intent.DONE if question.row:
            return None
        case None if question.round and _MOVE.match(question.sentence):
            return Intent.ROUNDS
        case None if question.row and _BEFORE.search(question.sentence):
            return Intent.HISTORY
        case Intent.DEADLINE if _names_row(question):
            return Intent.HISTORY if _HOW_LONG.search(question.sentence) else Intent.LAST_COMMENT
        case Intent.MY_ROWS if question.mentioned.row is not None:
            return Intent.LAST_COMMENT
        case Intent.LAST_COMMENT if _LACKS.search(question.sentence):
            return None
        case Intent.LAST_COMMENT if question.mentioned.is_empty:
            return Intent.HISTORY
    return intent
