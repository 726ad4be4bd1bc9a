"""Hints in words, each with its rule. To the owner first and alone; they hold nothing up and change nothing."""

from collections.abc import Iterable, Mapping
from datetime import date

from handlers.answers.checks import DATES, day_of
from handlers.answers.known import Known, earlier
from handlers.context import Context
from i18n import N_
from models.answers.queries import AnswerView
from models.rules.hints import Hint, HintRule, hints, past_day_hints, personal_data_hints
from models.rules.text import shorten
from models.vocabulary import Status

# Where somebody may be named beside the comment.
TEXTS = ("cause", "action", "action_owner", "decision_by", "change_reason", "follow_up_note", "late_reason")
_LONGEST_WORDS = 80
_WORDS = {
    HintRule.TROUBLE_UNDER_GREEN: N_("You have chosen green, and the comment says {words}. Is green right?"),
    HintRule.GREEN_TO_RED: N_("Last time it was green, now it is red. Could it have been seen earlier?"),
    HintRule.SAME_COMMENT: N_("The comment is the same as the last two periods. What is new?"),
    HintRule.TOO_SHORT: N_("The comment {words} says little to somebody who reads it without knowing the activity."),
    HintRule.EMAIL: N_("There is an e-mail address in the text: {words}. Write a role instead."),
    HintRule.PHONE: N_("There is a phone number in the text: {words}. Write a role instead."),
    HintRule.IDENTITY: N_("There is a personal identity number in the text: {words}. Take it away."),
    HintRule.PAST_DAY: N_("{words} has already passed. Is that right?"),
}
_RULES = {
    HintRule.TROUBLE_UNDER_GREEN: N_("green with words of delay or trouble"),
    HintRule.GREEN_TO_RED: N_("from green to red without yellow between"),
    HintRule.SAME_COMMENT: N_("the same comment three periods running"),
    HintRule.TOO_SHORT: N_("a comment of one or two words"),
    HintRule.EMAIL: N_("personal data in the text"),
    HintRule.PHONE: N_("personal data in the text"),
    HintRule.IDENTITY: N_("personal data in the text"),
    HintRule.PAST_DAY: N_("a day ahead that has passed"),
}


def hints_of(about: Known, values: Mapping[str, str], today: date) -> list[Hint]:
    """Each rule once, with the words that hit it anywhere in the answer. `today` is the owner's local day."""
    status = Status(values["status"])
    found = list(hints(status, values["comment"], activity=about.row.activity, earlier=earlier(about)))
    found += past_day_hints(status, day_of(values.get("action_due", "")), day_of(values.get("forecast", "")), today)
    for name in TEXTS:
        if text := values.get(name):
            found += personal_data_hints(text)
    words: dict[HintRule, tuple[str, ...]] = {}
    for hint in found:
        words[hint.rule] = tuple(dict.fromkeys((*words.get(hint.rule, ()), *hint.words)))
    return [Hint(rule, hit) for rule, hit in words.items()]


def texts_of(answer: AnswerView) -> dict[str, str]:
    """A stored answer's fields as a form hands them over."""
    texts = {name: str(getattr(answer, name) or "") for name in ("comment", *TEXTS, *DATES)}
    return {"status": answer.status.value, **texts}


def hint_lines(ctx: Context, found: Iterable[Hint]) -> list[str]:
    """A sentence for each, and the rule that gave it."""
    t = ctx.t
    lines = []
    for hint in found:
        words = t.enumeration(t.quote(shorten(each, _LONGEST_WORDS)) for each in hint.words)
        lines.append(f"{t(_WORDS[hint.rule], words=words)} " + t("(Rule: {rule}.)", rule=t(_RULES[hint.rule])))
    return lines
