"""Hints about an answer. Only the author sees them, and they block nothing."""

from collections.abc import Iterable, Mapping

from handlers.answers.known import RowHistory, earlier
from handlers.context import Context
from i18n import N_
from models.answers.queries import AnswerView
from models.rules.answers.hints import Hint, HintRule, hints, personal_data_hints
from models.rules.text import shorten
from models.vocabulary.answers import Status

# Free text besides the comment, where personal data may be written.
TEXTS = ("cause", "action", "action_owner", "decision_by", "change_reason", "follow_up_note", "late_reason")
_LONGEST_WORDS = 80
_WORDS = {
    HintRule.TROUBLE_UNDER_GREEN: N_("You have chosen green, and the comment says {words}. Is green right?"),
    HintRule.GREEN_TO_RED: N_("Last time it was green, now it is red. Could it have been seen earlier?"),
    HintRule.SAME_COMMENT: N_("The comment is the same as the last two periods. What is new?"),
    HintRule.TOO_SHORT: N_("Please write one more sentence, so that more people understand."),
    HintRule.EMAIL: N_("There is an e-mail address in the text: {words}. Write a role instead."),
    HintRule.PHONE: N_("There is a phone number in the text: {words}. Write a role instead."),
    HintRule.IDENTITY: N_("There is a personal identity number in the text: {words}. Remove it."),
}


def hints_of(history: RowHistory, values: Mapping[str, str]) -> list[Hint]:
    """One hint for each rule that matches, with all the words that matched it."""
    status = Status(values["status"])
    matches = list(hints(status, values["comment"], activity=history.row.activity, earlier=earlier(history)))
    for name in TEXTS:
        if text := values.get(name):
            matches += personal_data_hints(text)
    words: dict[HintRule, tuple[str, ...]] = {}
    for hint in matches:
        words[hint.rule] = tuple(dict.fromkeys((*words.get(hint.rule, ()), *hint.words)))
    return [Hint(rule, matched) for rule, matched in words.items()]


def texts_of(answer: AnswerView) -> dict[str, str]:
    """A stored answer's fields by name, as a submitted form has them."""
    texts = {name: str(getattr(answer, name) or "") for name in ("comment", *TEXTS)}
    return {"status": answer.status.value, **texts}


def hint_lines(ctx: Context, matches: Iterable[Hint]) -> list[str]:
    """A sentence for each hint."""
    t = ctx.t
    lines = []
    for hint in matches:
        words = t.enumeration(t.quote(shorten(each, _LONGEST_WORDS)) for each in hint.words)
        lines.append(t(_WORDS[hint.rule], words=words))
    return lines
