"""A sentence about being away: says which days it means, with a button that says so to the others."""

from collections.abc import Iterator

from handlers.context import Context, no_longer
from handlers.people.absence import absence
from handlers.question import Question
from messages.parts import Button, Buttons, Message, Paragraph, say
from messages.values.people import LeaveValue
from models.rules.absence import Leave, LeaveEnds, read_absence, write_absence

_MOST_WORDS = 8


def absence_asked(ctx: Context, question: Question) -> Message:
    """What is planned; or the days that the sentence names, with a button that plans them; or how to say which."""
    t, person = ctx.t, ctx.person()
    said = next(_days_in(ctx, question.words), None)
    leaves = ctx.directory.leave.get(person.id, ())
    if isinstance(said, LeaveEnds) and any(leave.first <= ctx.today <= leave.last for leave in leaves):
        return say(t("Nothing has been changed yet."), Buttons((Button(t("I am back"), "absence_end", primary=True),)))
    if isinstance(said, Leave):
        days = write_absence(said, t.language)
        button = Button(t("I am away {days}", days=days), "absence_add", str(LeaveValue(person.id, said)), primary=True)
        text = t("You are away {days}, if I understood you right. Nothing has been changed yet.", days=days)
        return Message((Paragraph(text), Buttons((button,))))
    if said or any(leave.last >= ctx.today for leave in leaves):
        return absence(ctx, "")
    example = t("/{command} absence 1–31 July", command=ctx.options.commands["all"])
    return say(t("Which days are you away? Write for example {example}. Your deputy is asked meanwhile.",
                 example=example))  # fmt: skip


def _days_in(ctx: Context, words: str) -> Iterator[Leave | LeaveEnds]:
    """The days that parts of the sentence name, the longest part first."""
    tokens = words.strip(" .!?").split()
    for length in range(min(len(tokens), _MOST_WORDS), 0, -1):
        for start in range(len(tokens) - length + 1):
            said = read_absence(" ".join(tokens[start : start + length]), ctx.today)
            if isinstance(said, (Leave, LeaveEnds)):
                yield said


def add_pressed(ctx: Context, value: str) -> Message:
    """The button that plans the days of the sentence, for the asker. `value` is a `LeaveValue`."""
    at = LeaveValue.read(value)
    if at is None or at.person_id != ctx.person().id:
        raise no_longer(ctx)
    return absence(ctx, f"{at.leave.first}–{at.leave.last}")


def end_pressed(ctx: Context, _value: str) -> Message:
    """The button that ends the asker's absence."""
    return absence(ctx, "slut")
