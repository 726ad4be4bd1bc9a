"""*Vilka utredningar pågår inom Processgenomförande?*: evaluations by area, state and perspective."""

import re

from handlers.access import require_member
from handlers.context import Context
from handlers.question import Question
from handlers.registers.shown import line_button, line_words
from messages.parts import Bullets, Button, Buttons, Heading, Message, Paragraph, Part, Small
from messages.values.registers import LineValue
from models.registers.all import BY_NAME
from models.registers.queries import lines_of
from models.registers.tables import RegisterLine
from models.rules.text import plain, shorten

_EVALUATIONS = BY_NAME["evaluations"]
_MOST = 10
# As sentences have them; the codes are those of the register's choices.
_AREAS = {
    "U1": r"\bu1\b|\bresultat\w*\b|\bresults?\b",
    "U2": r"\bu2\b|\bprocess\w*\b",
    "U3": r"\bu3\b|\b(?:utvecklingsuppdrag\w*|uppdraget|mandate)\b",
}
_STATES = {
    "planned": r"\b(?:planera\w*|planned|kommande)\b",
    "ongoing": r"\b(?:pagar|pagaende|ongoing|going on|running)\b",
    "done": r"\b(?:klara?|klart|fardig\w*|avsluta\w*|genomford\w*|done|finished)\b",
}
_PERSPECTIVES = {"strategiskt": r"\bstrategi\w*\b", "finansiellt": r"\bfinan\w*\b", "operativt": r"\boperati\w*\b"}


def evaluations_asked(ctx: Context, question: Question) -> Message | None:
    """The evaluations of the area, state and perspective that the sentence names; None when it names none of them."""
    area, state = _named(_AREAS, question.sentence), _named(_STATES, question.sentence)
    perspective = _named(_PERSPECTIVES, question.sentence)
    if not (area or state or perspective):
        return None
    require_member(ctx)
    t = ctx.t
    lines = lines_of(ctx.session, _EVALUATIONS.name, with_ended=False)
    evaluations = [line for line in lines if _is_asked(line, area, state, perspective)]
    asked = [_label(ctx, "area", area), _label(ctx, "state", state), perspective]
    title = " – ".join([t(_EVALUATIONS.title), *filter(None, asked)])
    parts: list[Part] = [Heading(shorten(title, 150))]
    if evaluations:
        parts.append(Bullets(tuple(line_words(ctx, _EVALUATIONS, line) for line in evaluations[:_MOST])))
    else:
        parts.append(Paragraph(t("No such evaluation is known.")))
    known = t.plural("{n} evaluation is in the register in all.", "{n} evaluations are in the register in all.",
                     len(lines))  # fmt: skip
    parts.append(Small(known))
    if unsaid := [line.key for line in lines if _lacks(line, area, state, perspective)]:
        parts.append(Small(t("Not filled in: {columns}.", columns=t.enumeration(unsaid[:_MOST]))))
    buttons = [
        line_button(t("Show {key}", key=shorten(line.key, 20)), "register_show", line) for line in evaluations[:3]
    ]  # fmt: skip
    if ctx.actor.is_coordinator:
        buttons.append(Button(t("Add a line"), "register_add", str(LineValue(_EVALUATIONS.name))))
    return Message((*parts, *((Buttons(tuple(buttons)),) if buttons else ())))


def _named(patterns: dict[str, str], sentence: str) -> str:
    return next((code for code, pattern in patterns.items() if re.search(pattern, sentence)), "")


def _is_asked(line: RegisterLine, area: str, state: str, perspective: str) -> bool:
    said = plain(str(line.content.get("perspective") or ""))
    return (
        (not area or line.content.get("area") == area)
        and (not state or line.content.get("state") == state)
        and (not perspective or re.search(_PERSPECTIVES[perspective], said) is not None)
    )


def _lacks(line: RegisterLine, area: str, state: str, perspective: str) -> bool:
    """Whether it may be one of those asked for, since a column that tells is empty."""
    asked = {"area": area, "state": state, "perspective": perspective}
    return any(value and line.content.get(name) is None for name, value in asked.items())


def _label(ctx: Context, column: str, code: str) -> str:
    return next((ctx.t(each.label) for each in _EVALUATIONS.field(column).choices if each.code == code), "")
