"""Hints to the owner about the answer that they are sending. A hint does not reject or change the answer.

A hint names its rule and the words that matched, so that the owner can see the reason and disagree.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from models.rules.answers.personal_data import PersonalData, find_personal_data
from models.rules.answers.references import find_reference
from models.rules.text import plain
from models.rules.words.phrases import Line, line_of, pattern, pattern_without
from models.vocabulary.answers import Status

# How many periods with the same comment give a hint, this one included.
SAME_PERIODS = 3
# "Planering pågår" adds nothing to the colour; "Pågår enligt plan" does.
FEWEST_WORDS = 3
# How many tokens a word affects: a negation those after it, "resolved" those before it, "but" negations before it.
_NEGATION_REACHES = 3
_RESOLVED_REACHES = 7
_CONTRAST_REACHES = 7


class HintRule(StrEnum):
    """The rules, by the names under which hints are shown and counted."""

    TROUBLE_UNDER_GREEN = "trouble_under_green"
    GREEN_TO_RED = "green_to_red"
    SAME_COMMENT = "same_comment"
    TOO_SHORT = "too_short"
    EMAIL = "email"
    PHONE = "phone"
    IDENTITY = "identity"


_PERSONAL = {
    PersonalData.EMAIL: HintRule.EMAIL,
    PersonalData.PHONE: HintRule.PHONE,
    PersonalData.IDENTITY: HintRule.IDENTITY,
}


@dataclass(frozen=True)
class Hint:
    """A rule that matched, and the words of the text that matched, as written; none for GREEN_TO_RED."""

    rule: HintRule
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Earlier:
    """The answer of one earlier period; None and "" for a period without an answer."""

    status: Status | None
    comment: str = ""


@dataclass(frozen=True)
class Unchanged:
    """A comment that says that nothing has changed. `words` are the words that say so; `says_more` when the rest of the
    comment is long enough to describe the present state."""

    words: str
    says_more: bool


def hints(
    status: Status | None, comment: str, *, activity: str = "", earlier: Sequence[Earlier] = ()
) -> tuple[Hint, ...]:  # fmt: skip
    """The hints about an answer. `activity` is the plan's text, whose own words are ignored. `earlier` are the answers
    of the previous periods, newest first, one for each period."""
    return tuple(_hints(status, comment, activity, earlier))


def personal_data_hints(text: str) -> tuple[Hint, ...]:
    """The hints about personal data in a text: a comment, a cause or an action."""
    by_rule: dict[HintRule, list[str]] = {}
    for kind, words in find_personal_data(text):
        by_rule.setdefault(_PERSONAL[kind], []).append(words)
    return tuple(Hint(rule, tuple(words)) for rule, words in by_rule.items())


def trouble_words(comment: str, activity: str = "") -> tuple[str, ...]:
    """The words for delays and problems in a comment, except those that are negated, resolved, or in the plan's
    text."""
    line = line_of(comment)
    matches = list(line.find(pattern_without("trouble", activity)))
    if not matches:
        return ()
    negation, resolved = _positions(line, "negation"), _positions(line, "resolved")
    contrasts = {n for n in _positions(line, "but") if negation & set(range(max(n - _CONTRAST_REACHES, 0), n))}
    negation -= _positions(line, "not_only") | contrasts
    stops = _positions(line, "clause") | contrasts | {n for n, token in enumerate(line.tokens) if not token.is_word}
    words: list[str] = []
    negated_until = -99
    for first, end in matches:
        has_negation = bool(negation & set(range(first, end)))
        if not has_negation and (_negated(first, end, negation, stops) or _joined(line, negated_until, first, stops)):
            negated_until = end
        elif not _resolved(end, resolved, negation, stops):
            words.append(line.words(first, end))
    return tuple(dict.fromkeys(words))


def read_unchanged(comment: str) -> Unchanged | None:
    """Reads a comment that says that nothing has changed since last time; None for any other comment."""
    line = line_of(comment)
    matches = list(line.find(pattern("unchanged")))
    if not matches:
        return None
    ignored = _positions(line, "filler").union(*(range(first, end) for first, end in matches))
    rest = [n for n, token in enumerate(line.tokens) if token.is_word and n not in ignored]
    return Unchanged(line.words(*matches[0]), len(rest) >= FEWEST_WORDS)


def _hints(status: Status | None, comment: str, activity: str, earlier: Sequence[Earlier]) -> Iterator[Hint]:
    if status is Status.GREEN and (words := trouble_words(comment, activity)):
        yield Hint(HintRule.TROUBLE_UNDER_GREEN, words)
    if status is Status.RED and earlier and earlier[0].status is Status.GREEN:
        yield Hint(HintRule.GREEN_TO_RED)
    previous = [each.comment for each in earlier[: SAME_PERIODS - 1]]
    if len(previous) == SAME_PERIODS - 1 and (text := plain(comment)) and all(plain(each) == text for each in previous):
        yield Hint(HintRule.SAME_COMMENT, (comment.strip(),))
    is_short = line_of(comment).words_in_all < FEWEST_WORDS
    # The owner is asked which answer "se ovan" refers to, so it is not a short comment.
    if comment.strip() and is_short and find_reference(comment) is None:
        yield Hint(HintRule.TOO_SHORT, (comment.strip(),))
    yield from personal_data_hints(comment)


def _positions(line: Line, name: str) -> set[int]:
    """The positions of the tokens that match an entry of the list."""
    return {n for first, end in line.find(pattern(name)) for n in range(first, end)}


def _negated(first: int, end: int, negation: set[int], stops: set[int]) -> bool:
    """Whether a match is negated: "inga större förseningar", or with the negation after the verb, "saknas inte"."""
    for position in range(first - 1, first - 1 - _NEGATION_REACHES, -1):
        if position in stops:
            break
        if position in negation:
            return True
    return end in negation


def _joined(line: Line, negated_until: int, first: int, stops: set[int]) -> bool:
    """Whether a match belongs to a negated match before it: "inga förseningar, hinder eller problem"."""
    between = range(negated_until, first)
    if len(between) > _NEGATION_REACHES:
        return False
    return not any(position in stops and line.tokens[position].plain != "," for position in between)


def _resolved(end: int, resolved: set[int], negation: set[int], stops: set[int]) -> bool:
    """Whether the words after a match say that it is over: "förseningen är löst"."""
    for position in range(end, end + _RESOLVED_REACHES):
        if position in stops or (position in negation and position not in resolved):
            return False
        if position in resolved:
            return True
    return False
