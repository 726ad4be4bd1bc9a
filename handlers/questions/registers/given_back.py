"""`Har vi återfört resultatet till kommunerna?`: what the communication plan says has been given back, and what has
not."""

from collections.abc import Sequence
from datetime import date

from handlers.access import require_member
from handlers.context import Context
from handlers.question import Question
from handlers.registers.commands import show
from handlers.registers.shown import known_form
from messages.parts import Bullets, Heading, Message, Paragraph, Part, Run, Small, Text
from models.plan.mentions import as_written
from models.registers.all import BY_NAME
from models.registers.queries import found_lines
from models.registers.tables import RegisterLine
from models.rules.text import shorten
from models.rules.words.questions import register_of

_FEEDBACK = BY_NAME["feedback"]
_MOST = 15


def given_back(ctx: Context, question: Question) -> Message:
    """Yes, no or in part, and each line that the question is about with its day. Words that no line has are said to
    be left out."""
    require_member(ctx)
    t, asked = ctx.t, register_of(question.sentence)
    known = {word: known_form(ctx, _FEEDBACK.name, word) for word in (asked[1] if asked else ())}
    forms = [form for form in known.values() if form]
    unknown = [word for word, form in known.items() if not form]
    lines = found_lines(ctx.session, _FEEDBACK.name, " ".join(forms), _MOST) if forms or not unknown else ()
    current = [line for line in lines if not line.ended]
    written = as_written(question.words)
    left_out: list[Part] = []
    if unknown:
        words = t.enumeration(t.quote(written.get(word, word)) for word in unknown)
        left_out = [Small(t("No line of {register} has {words} in it.", register=t.quote(t(_FEEDBACK.title)),
                            words=words))]  # fmt: skip
    if not current:
        nothing = t("Not that I know of: the communication plan has no line about it. The coordinator keeps it with "
                    "{command}.", command=t.quote(_FEEDBACK.word(t.language)))  # fmt: skip
        return Message((Heading(t(_FEEDBACK.title)), Paragraph(nothing), *left_out))
    lead = Paragraph((Run(_lead(ctx, current), bold=True),))
    if len(current) == 1:
        shown = show(ctx, _FEEDBACK, current[0])
        return Message((shown.parts[0], lead, *shown.parts[1:], *left_out))
    items: tuple[Text, ...] = tuple(_line(ctx, line) for line in current)
    return Message((Heading(t(_FEEDBACK.title)), lead, Bullets(items), *left_out))


def _lead(ctx: Context, lines: Sequence[RegisterLine]) -> str:
    done = sum("done_on" in line.content for line in lines)
    if not done:
        return ctx.t("No, not that I know of: no day is filled in on which it was done.")
    if done == len(lines):
        return ctx.t("Yes.")
    return ctx.t("In part: {done} of {n} are done.", done=ctx.t.number(done), n=ctx.t.number(len(lines)))


def _line(ctx: Context, line: RegisterLine) -> Text:
    t, content = ctx.t, line.content
    if "done_on" in content:
        state = t("done {day}", day=t.day(date.fromisoformat(content["done_on"])))
    elif "planned_on" in content:
        state = t("not marked as done, planned {day}", day=t.day(date.fromisoformat(content["planned_on"])))
    else:
        state = t("not marked as done, to be done: {when}", when=content.get("when") or "–")
    return (Run(line.key, bold=True), f" {shorten(_FEEDBACK.name_of(content), 120)}: {state}")
