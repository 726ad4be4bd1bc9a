"""Questions that the lines of a register answer: `Finns det lärprojektförslag om AI?`."""

import re

from handlers.access import require_member
from handlers.context import Context
from handlers.question import Question
from handlers.registers.commands import MOST, listed, show
from messages.parts import Message, Paragraph, Small
from models.plan.mentions import as_written
from models.registers.all import BY_NAME
from models.registers.queries import found_lines
from models.rules.words.questions import register_of
from models.rules.words.sentence import looser_forms

# What looking for words does not answer.
_MORE_THAN_WORDS = re.compile(r"\b(?:missat|missed|kalenderfil\w*|calendar file|ical|starta|skapa|start|create)\b")


def register_asked(ctx: Context, question: Question) -> Message | None:
    """What the register that the sentence is about has on its other words, as `REGISTER words` looks for them; None
    when it is about no register, or about one without any line. Words that no line has are said to be left out."""
    asked = register_of(question.sentence)
    if asked is None or not found_lines(ctx.session, asked[0], "", 1):
        return None
    require_member(ctx)
    register, t = BY_NAME[asked[0]], ctx.t
    command = t.quote(register.word(t.language))
    if _MORE_THAN_WORDS.search(question.sentence):
        text = t("I cannot do that yet. {command} shows what there is, and looks for words in it.", command=command)
        return Message((Paragraph(text),))
    known = {word: known_form(ctx, register.name, word) for word in asked[1]}
    written = as_written(question.words)
    words = " ".join(written.get(word, word) for word, form in known.items() if form)
    lines = found_lines(ctx.session, register.name, " ".join(known.values()), MOST + 1, with_linked=True)
    shown = show(ctx, register, lines[0]) if len(lines) == 1 else listed(ctx, register, words, lines)
    unknown = [t.quote(written.get(word, word)) for word, form in known.items() if not form]
    if not unknown:
        return shown
    left_out = t("No line of {register} has {words} in it.", register=t.quote(t(register.title)),
                 words=t.enumeration(unknown))  # fmt: skip
    return Message((Small(left_out), *shown.parts)) if words else Message((Paragraph(left_out),))


def known_form(ctx: Context, register: str, word: str) -> str:
    """The word as some line has it, or a line that one is linked to; "" when none has."""
    forms = looser_forms(word)
    return next((form for form in forms if found_lines(ctx.session, register, form, 1, with_linked=True)), "")
