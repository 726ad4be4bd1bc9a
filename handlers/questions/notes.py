"""What is said above an answer about words of the question that it does not take into account."""

import re
from collections.abc import Sequence

from handlers.context import Context
from handlers.question import Question
from messages.parts import Part, Small
from models.plan.mentions import as_written
from models.rules.words.questions import Intent

_TIME = re.compile(
    r"\b(?:i (?:varas|hostas|somras|vintras|gar|forrgar)|igar|forra (?:veckan|manaden)|yesterday|last (?:week|month)"
    r"|(?:i )?(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)"
    r"|in (?:january|february|march|april|may|june|july|august|october)|(?:19|20)\d\d)\b"
)
# What may be asked for of another time than now.
_OF_A_TIME = {
    None, Intent.COUNT, Intent.SHARE, Intent.MOST, Intent.DEVIATIONS, Intent.LAST_COMMENT, Intent.ANSWERED,
    Intent.WHO_MISSING,
}  # fmt: skip


def notes(ctx: Context, question: Question, intent: Intent | None, *, are_unknown_told: bool) -> list[Part]:
    """The words that were not understood, or are in none of the rows; and a time of which there is no round."""
    mentioned, parts = question.mentioned, list[Part]()
    unknown = mentioned.left_out + (mentioned.unknown if are_unknown_told else ())
    if unknown:
        text = ctx.t(
            "I did not understand {words}; the answer does not take it into account.", words=_quoted(ctx, unknown)
        )
        parts.append(Small(text))
    if mentioned.elsewhere:
        text = ctx.t("None of these rows has {words} in its text.", words=_quoted(ctx, mentioned.elsewhere))
        parts.append(Small(text))
    written = as_written(question.words)
    time = _TIME.search(question.sentence) if intent in _OF_A_TIME and question.round is None else None
    if time and not any(time[0] in row.searchable for row in question.plan.rows):
        shown = " ".join(written.get(word, word) for word in time[0].split())
        text = ctx.t("I have no round from {time}. This is the latest that I know.", time=ctx.t.quote(shown))
        parts.append(Small(text))
    return parts


def _quoted(ctx: Context, words: Sequence[str]) -> str:
    return ctx.t.enumeration(ctx.t.quote(word) for word in words)
