"""The words after `avvikelser` that narrow it by what has become of a deviation."""

import re

from models.rules.words.questions import Intent
from models.rules.words.sentence import is_filler
from models.vocabulary.deviations import DeviationFilter

_WORDS = {
    DeviationFilter.NEW: r"nya?|nytt|tillkomna|new",
    DeviationFilter.WORSENED: r"forsamra\w*|samre|worsened|worse",
    DeviationFilter.IMPROVED: r"forbattra\w*|battre|improved|better",
    DeviationFilter.UNCHANGED: r"oforandra\w*|kvarstaende|kvarvarande|unchanged",
    DeviationFilter.CLOSED: r"stangda|losta|avslutade|closed|solved",
    DeviationFilter.OVERDUE: r"forsenade?|forfall\w*|utgangna|overdue|past due",
    DeviationFilter.WAITING: (
        r"(?:som )?vantar(?: pa)?(?: beslut)?|(?:utan )?beslut|waiting(?: for)?(?: a)?(?: decision)?"
    ),
}
_PATTERNS = {kind: re.compile(rf"\b(?:{words})\b") for kind, words in _WORDS.items()}
_DEVIATIONS = re.compile(r"\b(?:avvik|deviat)")
_WAITING = re.compile(
    r"\b(?:beslut\w*|decisions?)\b(?: \w+)? (?:vantar|behovs|kravs|wait|waits|waiting|needed)\b"
    r"|\b(?:vantar|waits?|waiting)\b(?: \w+)? (?:beslut\w*|decisions?)\b"
)
_JOINING = {"och", "and", "eller", "or"}
_FILLERS = re.compile(r"\b(?:atgard\w*|actions?)\b")


def take_filters(words: str) -> tuple[tuple[DeviationFilter, ...], str]:
    """The filters that folded words hold, and the other words."""
    filters: list[DeviationFilter] = []
    for kind, pattern in _PATTERNS.items():
        words, times = pattern.subn(" ", words)
        filters += [kind] * bool(times)
    rest = (_FILLERS.sub(" ", words) if filters else words).split()
    if filters and all(word in _JOINING or is_filler(word) for word in rest):
        rest = []
    return tuple(filters), " ".join(rest)


def filters_asked(intent: Intent | None, sentence: str) -> tuple[DeviationFilter, ...]:
    """The filters that a folded sentence asks for: those of its intent, decisions that are waited for, or
    words for them beside *avvikelser*."""
    if intent is Intent.OVERDUE:
        return (DeviationFilter.OVERDUE,)
    if intent is Intent.UNCHANGED:
        return (DeviationFilter.UNCHANGED,)
    if _WAITING.search(sentence):
        return (DeviationFilter.WAITING,)
    return take_filters(sentence)[0] if _DEVIATIONS.search(sentence) else ()
