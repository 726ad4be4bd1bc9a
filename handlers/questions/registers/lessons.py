"""What was learnt, asked in plain words: of what turned red, and what to stop doing."""

import re
from collections.abc import Sequence

from handlers.access import require_member
from handlers.context import Context
from handlers.question import Question
from handlers.registers.commands import MOST, listed
from messages.parts import Button, Buttons, Message, Paragraph, Small
from messages.words import light
from models.learning.lessons import lessons_of_colours, lessons_of_kind
from models.registers.all import BY_NAME
from models.registers.tables import RegisterLine
from models.rules.words.colours import colours_in_order

_REGISTER = BY_NAME["lessons"]
_STOP = re.compile(r"\b(?:sluta(?:r|t)?|stop(?:ping)?|malkonflikt\w*|goal conflicts?)\b")
_LEARNT = re.compile(r"\b(?:lart|larde|learnt|learned)\b")


def is_about_learning(sentence: str) -> bool:
    """Whether a folded sentence asks what was learnt."""
    return _LEARNT.search(sentence) is not None


def lessons_asked(ctx: Context, question: Question) -> Message | None:
    """`Vad bör vi sluta göra?` and `Vad har vi lärt oss av det som blev rött?`; None for other questions about
    lessons."""
    require_member(ctx)
    t = ctx.t
    if _STOP.search(question.sentence):
        lines = lessons_of_kind(ctx.session, ("stop", "goal_conflict"))
        nothing = t("Nobody has said yet what to stop doing. On a deviation an owner says it with “{words}” or with "
                    "a button.", words=t("lesson 14 stop: …"))  # fmt: skip
        return _told(ctx, t("what to stop doing"), lines, nothing)
    if colours := colours_in_order(question.sentence):
        of_colours = lessons_of_colours(ctx.session, ctx.directory, colours)
        names = t.enumeration((light(t, colour) for colour in colours), "or")
        nothing = t("There are no lessons yet from rows that have been {colours}. I ask for them when a row is on plan "
                    "again or its activity is done.", colours=names)  # fmt: skip
        return _told(ctx, names, of_colours, nothing)
    return None


def _told(ctx: Context, about: str, lines: Sequence[RegisterLine], nothing: str) -> Message:
    if not lines:
        button = Button(ctx.t("Deviations"), "ask", "avvikelser")
        return Message((Paragraph(nothing), Buttons((button,))))
    shown = listed(ctx, _REGISTER, about, lines[: MOST + 1])
    return Message((*shown.parts, Small(ctx.t("Each is linked to the row that it comes from."))))
