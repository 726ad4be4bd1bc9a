"""Hints to the owner about what they are sending. They hold nothing up and change nothing.

A hint names its rule and the words that hit, so that the owner can see why and disagree.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.rules.personal_data import PersonalData, find_personal_data
from models.rules.phrases import Line, line_of, pattern, pattern_without
from models.rules.references import find_reference
from models.rules.text import plain
from models.vocabulary import Status

# Three times the same words, this time included.
SAME_PERIODS = 3
# "Planering pågår" says nothing that the colour does not say; "Pågår enligt plan" says at least that.
FEWEST_WORDS = 3
_NEGATION_REACHES = 3
_RESOLVED_REACHES = 7
_CONTRAST_REACHES = 7
_COLOURS = {Status.GREEN, Status.YELLOW, Status.RED}


class HintRule(StrEnum):
    """The rules, by the names under which they are shown and counted."""

    TROUBLE_UNDER_GREEN = "trouble_under_green"
    GREEN_TO_RED = "green_to_red"
    SAME_COMMENT = "same_comment"
    TOO_SHORT = "too_short"
    EMAIL = "email"
    PHONE = "phone"
    IDENTITY = "identity"
    PAST_DAY = "past_day"


_PERSONAL = {
    PersonalData.EMAIL: HintRule.EMAIL,
    PersonalData.PHONE: HintRule.PHONE,
    PersonalData.IDENTITY: HintRule.IDENTITY,
}


@dataclass(frozen=True)
class Hint:
    """A rule that hit, and the words of the text that made it hit, as they were written; none for GREEN_TO_RED."""

    rule: HintRule
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Earlier:
    """The answer of one earlier period; both empty for a period without one."""

    status: Status | None
    comment: str = ""


@dataclass(frozen=True)
class Unchanged:
    """A comment that says that nothing has changed: the words that say it, and whether at least one sentence beside
    them says what the present state is."""

    words: str
    says_more: bool


def hints(
    status: Status | None, comment: str, *, activity: str = "", earlier: Sequence[Earlier] = ()
) -> tuple[Hint, ...]:  # fmt: skip
    """What to point out about an answer. `activity` is the plan's wording, whose own words do not count; `earlier` are
    the answers of the periods before, newest first, one for each period."""
    return tuple(_hints(status, comment, activity, earlier))


def past_day_hints(status: Status, action_due: date | None, forecast: date | None, today: date) -> tuple[Hint, ...]:
    """A day ahead that has passed: of the action where there is a deviation, of the activity always."""
    days = (action_due if status.is_deviation else None, forecast)
    words = tuple(day.isoformat() for day in days if day and day < today)
    return (Hint(HintRule.PAST_DAY, words),) if words else ()


def personal_data_hints(text: str) -> tuple[Hint, ...]:
    """The hints that a text gives wherever it stands: in a comment, a cause or an action."""
    found: dict[HintRule, list[str]] = {}
    for kind, words in find_personal_data(text):
        found.setdefault(_PERSONAL[kind], []).append(words)
    return tuple(Hint(rule, tuple(words)) for rule, words in found.items())


def trouble_words(comment: str, activity: str = "") -> tuple[str, ...]:
    """The words of delay and trouble in a comment, but for those that are negated, over with, or the plan's own."""
    line = line_of(comment)
    hits = list(line.find(pattern_without("trouble", activity)))
    if not hits:
        return ()
    negation, resolved = _places(line, "negation"), _places(line, "resolved")
    contrasts = {n for n in _places(line, "but") if negation & set(range(max(n - _CONTRAST_REACHES, 0), n))}
    negation -= _places(line, "not_only") | contrasts
    stops = _places(line, "clause") | contrasts | {n for n, token in enumerate(line.tokens) if not token.is_word}
    found: list[str] = []
    taken_away = -99
    for first, end in hits:
        own = bool(negation & set(range(first, end)))
        if not own and (_negated(first, end, negation, stops) or _joined(line, taken_away, first, stops)):
            taken_away = end
        elif not _resolved(end, resolved, negation, stops):
            found.append(line.words(first, end))
    return tuple(dict.fromkeys(found))


def read_unchanged(comment: str) -> Unchanged | None:
    """Whether a comment says that nothing has changed since last time, which then needs one new sentence."""
    line = line_of(comment)
    places = list(line.find(pattern("unchanged")))
    if not places:
        return None
    spent = _places(line, "filler").union(*(range(first, end) for first, end in places))
    rest = [n for n, token in enumerate(line.tokens) if token.is_word and n not in spent]
    return Unchanged(line.words(*places[0]), len(rest) >= FEWEST_WORDS)


def _hints(status: Status | None, comment: str, activity: str, earlier: Sequence[Earlier]) -> Iterator[Hint]:
    if status is Status.GREEN and (words := trouble_words(comment, activity)):
        yield Hint(HintRule.TROUBLE_UNDER_GREEN, words)
    if status is Status.RED and earlier and earlier[0].status is Status.GREEN:
        yield Hint(HintRule.GREEN_TO_RED)
    before = [each.comment for each in earlier[: SAME_PERIODS - 1]]
    if len(before) == SAME_PERIODS - 1 and (said := plain(comment)) and all(plain(each) == said for each in before):
        yield Hint(HintRule.SAME_COMMENT, (comment.strip(),))
    few = line_of(comment).words_in_all < FEWEST_WORDS
    # "Se ovan" is asked about, and then says what the other answer says.
    if comment.strip() and few and find_reference(comment) is None:
        yield Hint(HintRule.TOO_SHORT, (comment.strip(),))
    yield from personal_data_hints(comment)


def _places(line: Line, name: str) -> set[int]:
    """The numbers of the tokens that belong to an entry of the list."""
    return {n for first, end in line.find(pattern(name)) for n in range(first, end)}


def _negated(first: int, end: int, negation: set[int], stops: set[int]) -> bool:
    """ "Inga större förseningar", and the Swedish verb before its negation: "saknas inte"."""
    for place in range(first - 1, first - 1 - _NEGATION_REACHES, -1):
        if place in stops:
            break
        if place in negation:
            return True
    return end in negation


def _joined(line: Line, taken_away: int, first: int, stops: set[int]) -> bool:
    """Whether a word goes with one before it that was negated: "inga förseningar, hinder eller problem"."""
    between = range(taken_away, first)
    if len(between) > _NEGATION_REACHES:
        return False
    return not any(place in stops and line.tokens[place].plain != "," for place in between)


def _resolved(end: int, resolved: set[int], negation: set[int], stops: set[int]) -> bool:
    for place in range(end, end + _RESOLVED_REACHES):
        if place in stops or (place in negation and place not in resolved):
            return False
        if place in resolved:
            return True
    return False
