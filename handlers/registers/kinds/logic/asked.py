"""*Starta en förändringslogik för kulturgarantin* and *Vilka effekter väntar vi på lång sikt?*"""

import re

from handlers.access import require_member
from handlers.context import Context
from handlers.question import Question
from handlers.registers.kinds.logic.guide import subject_of
from handlers.registers.shown import line_button, require_seen, seen
from messages.parts import Bullets, Button, Buttons, Heading, Message, Paragraph, Part, Reply, Run, Small, Text
from models.registers.all import BY_NAME
from models.registers.queries import found_lines, lines_of
from models.registers.tables import RegisterLine
from models.rules.answers.personal_data import masked
from models.rules.text import plain, shorten
from models.rules.words.sentence import is_filler, looser_forms

_LOGIC = BY_NAME["logic"]
_MOST = 10
_RUNS = {
    "effect_short": re.compile(r"\b(?:kort|korta|kortsiktiga?|short)\b"),
    "effect_medium": re.compile(r"\b(?:medel\w*|mellan\w*|medium)\b"),
    "effect_long": re.compile(r"\b(?:lang|langa|langsiktiga?|long)\b"),
}
_EFFECTS = re.compile(r"\b(?:effekt\w*|effects?)\b")
_EXPECTED = re.compile(r"\b(?:vanta\w*|forvanta\w*|expect\w*)\b")
_START = re.compile(r"\b(?:starta|borja|skapa|gor|start|begin|create|make)\b")
_OTHER_WORDS = re.compile(
    r"\b(?:kort\w*|lang\w*|medel\w*|mellan\w*|sikt\w*|vantar|forvantar|forvantade|effekt\w*|effects?|expect\w*|run|term"
    r"|short|long|medium|forandringslogik\w*|logic|change|of|starta|start|borja)\b"
)


def logic_asked(ctx: Context, question: Question) -> Reply | None:
    """*Starta en förändringslogik för kulturgarantin* and *Vilka effekter väntar vi på lång sikt?*"""
    if "forandringslogik" in question.sentence and _START.search(question.sentence):
        return _offer_start(ctx, question)
    is_expected = _EXPECTED.search(question.sentence) or any(run.search(question.sentence) for run in _RUNS.values())
    return _effects(ctx, question) if is_expected and _EFFECTS.search(question.sentence) else None


def _offer_start(ctx: Context, question: Question) -> Message:
    """What would be started, behind a button; and the change logics that there are about it."""
    t = ctx.t
    require_member(ctx)
    words = _subject_words(question)
    title, links = subject_of(ctx, words)
    known = _about(ctx, words)
    about = t("A change logic for {subject}", subject=t.quote(title)) if title else ""
    if links:
        row = t("row {row}", row=links[0].partition(":")[2])
        about += f" ({row})"
    general = t("A change logic leads from a need to effects in the short, medium and long run.")
    parts: list[Part] = [Paragraph(f"{about}." if about else general)]
    buttons = [line_button(t("Show {key}", key=shorten(each.key, 20)), "register_show", each) for each in known[:3]]
    if known:
        parts.append(Small(t.plural("There is one already.", "There are {n} already.", len(known))))
    if ctx.actor.is_coordinator:
        buttons.insert(0, Button(t("Start a change logic"), "logic_start", shorten(words, 500), primary=True))
        parts.append(Small(t("You are asked for one part after the other, and can stop and go on later.")))
    else:
        parts.append(Small(t("Coordinators start and write it. Ask one of them.")))
    return Message((*parts, *((Buttons(tuple(buttons)),) if buttons else ())))


def _subject_words(question: Question) -> str:
    """What follows `för` or `om` in the sentence as it was written."""
    match = re.search(r"\b(?:för|om|for|about)\s+(?P<what>.+?)[\s.?!]*$", question.words, re.IGNORECASE | re.DOTALL)
    return match["what"] if match else ""


def _about(ctx: Context, words: str) -> list[RegisterLine]:
    """The change logics that have the words in them; none without words."""
    forms = [looser_forms(word) for word in plain(words).split() if not is_filler(word)]
    known = [
        next((f for f in each if found_lines(ctx.session, _LOGIC.name, f, 1, with_linked=True)), "") for each in forms
    ]
    if not forms or not all(known):
        return []
    lines = found_lines(ctx.session, _LOGIC.name, " ".join(known), _MOST, with_linked=True)
    return [line for line in seen(ctx, lines) if not line.ended]


def _effects(ctx: Context, question: Question) -> Message:
    """What the change logics expect in the run that is asked for; in all three when none is."""
    t = ctx.t
    require_member(ctx)
    require_seen(ctx, _LOGIC)
    asked = [name for name, pattern in _RUNS.items() if pattern.search(question.sentence)] or list(_RUNS)
    words = " ".join(_OTHER_WORDS.sub(" ", question.sentence).split())
    named = [word for word in words.split() if not is_filler(word)]
    lines = _about(ctx, " ".join(named)) if named else []
    all_lines = [*lines_of(ctx.session, _LOGIC.name, with_ended=False)]
    lines = lines or all_lines
    labels = t.enumeration(t(_LOGIC.field(name).label).lower() for name in asked)
    items: list[Text] = []
    for line in lines:
        for name in asked:
            if text := line.content.get(name):
                head = f"{line.key} {shorten(masked(str(line.content['title'])), 80)}"
                more = f" ({t(_LOGIC.field(name).label)})" if len(asked) > 1 else ""
                items.append((Run(head, bold=True), f"{more}: {shorten(masked(str(text)), 300)}"))
    without = [line.key for line in lines if not any(line.content.get(name) for name in asked)]
    parts: list[Part] = [Heading(shorten(t("Expected: {effects}", effects=labels), 150))]
    if items:
        parts.append(Bullets(tuple(items[:_MOST])))
    elif all_lines:
        parts.append(Paragraph(t("No change logic says that yet.")))
    else:
        parts.append(Paragraph(t("There is no change logic yet, so no effects are written down.")))
    if without:
        parts.append(Small(t("Not filled in: {columns}.", columns=t.enumeration(without[:_MOST]))))
    buttons = [line_button(t("Show {key}", key=shorten(line.key, 20)), "register_show", line) for line in lines[:3]]
    if ctx.actor.is_coordinator and not items:
        buttons.append(Button(t("Start a change logic"), "logic_start"))
    return Message((*parts, *((Buttons(tuple(buttons)),) if buttons else ())))
