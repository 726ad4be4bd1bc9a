"""Whether a sentence has what its intent needs, and which intent it has else."""

import re
from collections.abc import Callable

from handlers.question import Question
from models.rules.dates.months import months_asked
from models.rules.words.deviations import filters_asked
from models.rules.words.questions import Intent, asks_for
from models.rules.words.sentence import is_negated
from models.vocabulary.deviations import DeviationFilter

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


# The intents that a rule is about (None: no pattern has found one), when it holds, and the intent that the sentence has
# then. The first that holds decides.
_RULES: tuple[tuple[tuple[Intent | None, ...], Callable[[Question], object], Intent | None], ...] = (
    ((Intent.ANSWERED,), lambda q: is_negated(q.sentence), Intent.WHO_MISSING),
    ((Intent.WHO_MISSING,), lambda q: asks_for(Intent.LEGEND, q.sentence), Intent.LEGEND),
    ((Intent.MANAGERS,), lambda q: asks_for(Intent.WHO_MISSING, q.sentence), Intent.WHO_MISSING),
    ((Intent.GUIDE,), _is_about_the_plan, None),
    ((Intent.DONE,), lambda q: asks_for(Intent.DEVIATIONS, q.sentence), Intent.DEVIATIONS),
    ((None,), lambda q: q.colours and q.mentioned.groups and _IS_IT.search(q.sentence), Intent.COUNT),
    ((Intent.LATE,), lambda q: asks_for(Intent.EXTEND, q.sentence), Intent.EXTEND),
    ((Intent.COMPARE,), lambda q: q.row and _WHEN.match(q.sentence), Intent.HISTORY),
    ((Intent.COMPARE,), lambda q: q.row and _WHY.search(q.sentence), None),
    ((Intent.WHO_ANSWERS,), lambda q: q.row and _ACTION.search(q.sentence), None),
    ((None, Intent.UNIT_ROWS), lambda q: len(q.units) > 1 and _BOTH.search(q.sentence), Intent.UNITS_SHARE),
    ((None, Intent.COMPARE, Intent.DECIDED, Intent.WHO_MISSING), _asks_for_register, Intent.DEVIATIONS),
    ((Intent.DECIDED, Intent.DEVIATIONS, Intent.OVERDUE), lambda q: q.row, None),
    ((Intent.UNIT_ROWS,), lambda q: asks_for(Intent.DEVIATIONS, q.sentence) and not q.row, Intent.DEVIATIONS),
    ((Intent.COUNT,), lambda q: asks_for(Intent.DONE, q.sentence), Intent.DONE),
    ((Intent.COUNT,), lambda q: asks_for(Intent.DEVIATIONS, q.sentence), Intent.DEVIATIONS),
    ((Intent.DONE,), lambda q: _NOT_DONE.search(q.sentence), None),
    ((None, Intent.UNIT_ROWS), lambda q: _WHO.match(q.sentence) and (q.row or q.units), Intent.WHO_ANSWERS),
    ((Intent.UNIT_ROWS,), lambda q: q.row and "ansvar" in q.sentence, Intent.WHO_ANSWERS),
    ((Intent.MY_ROWS,), lambda q: q.colours and asks_for(Intent.LEGEND, q.sentence), Intent.LEGEND),
    ((Intent.UNIT_ROWS,), lambda q: len(q.units) != 1, None),
    ((Intent.UNITS_SHARE,), lambda q: not q.units and not q.mentioned.is_empty, None),
    ((Intent.CALENDAR,), lambda q: not months_asked(q.sentence)[0] and not q.mentioned.is_empty, None),
    ((Intent.DONE,), lambda q: q.row, None),
    ((None,), lambda q: q.round and _MOVE.match(q.sentence), Intent.ROUNDS),
    ((None,), lambda q: q.row and _BEFORE.search(q.sentence), Intent.HISTORY),
    ((Intent.DEADLINE,), lambda q: _names_row(q) and _HOW_LONG.search(q.sentence), Intent.HISTORY),
    ((Intent.DEADLINE,), _names_row, Intent.LAST_COMMENT),
    ((Intent.MY_ROWS,), lambda q: q.mentioned.row is not None, Intent.LAST_COMMENT),
    ((Intent.LAST_COMMENT,), lambda q: _LACKS.search(q.sentence), None),
    ((Intent.LAST_COMMENT,), lambda q: q.mentioned.is_empty, Intent.HISTORY),
)


def fitting(question: Question, intent: Intent | None) -> Intent | None:
    """The intent, if the sentence names what it needs; else the one that it has instead, or None, so that the status of
    what it names is shown."""
    for intents, holds, then in _RULES:
        if intent in intents and holds(question):
            return then
    return intent
