"""`lärdom`: what was learnt on a row, asked for when it came back on plan or its activity was done, and told at any
time."""

import json
from collections.abc import Callable, Mapping

from actions.registers.learning import Lesson, keep_lesson, skip_lesson, tell_lesson
from actions.registers.lines import LESSONS
from handlers.context import Context, Refusal, read_form_state
from handlers.learning.about import own_row, row_first, targets_in
from handlers.learning.questions import MOST, command_words, parts_of, waiting_for
from handlers.registers.shown import line_button, line_words, targets_of
from messages.parts import (
    Button,
    Buttons,
    Choice,
    Form,
    FormFaults,
    Message,
    Option,
    Paragraph,
    Quote,
    Reply,
    Small,
    TextField,
    runs_of,
    say,
)
from messages.values.rows import RowValue
from messages.words import row_name
from models.answers.answerable import AnswerableRow
from models.registers.all import BY_NAME
from models.registers.declaration import LineFault
from models.registers.queries import line_of
from models.registers.tables import RegisterLine
from models.rules.text import clean, plain, shorten

LONGEST = 300
_SKIP = {"hoppa over", "skip", "inget", "nothing"}
_REGISTER = BY_NAME[LESSONS]
SESSIONS = "sessions"


def lesson(ctx: Context, words: str) -> Reply:
    """`lärdom`: what is asked; `lärdom 14`: the form; `lärdom 14 TEXT`: keeps it; `lärdom 14 hoppa över`. `lärdom PASS1
    TEXT` keeps what was learnt at a learning session."""
    number, rest = row_first(words)
    if number is None:
        key, _, text = rest.partition(" ")
        session = line_of(ctx.session, SESSIONS, key) if key else None
        return _of_session(ctx, session, text.strip()) if session else _asked(ctx, rest)
    target = own_row(ctx, RowValue(number))
    if not rest:
        return _form(ctx, target)
    if plain(rest) in _SKIP:
        return _skip(ctx, target)
    return _keep(ctx, target, *_with_kind(rest))


def _asked(ctx: Context, words: str) -> Message:
    """The questions that wait, or how a lesson is told."""
    waiting = waiting_for(ctx)
    how = ctx.t("Write {words} to tell what was learnt on a row.", words=ctx.t.quote(ctx.t("lesson ROW text")))
    if words:
        raise Refusal(ctx.t("Which row is it about? {how}", how=how))
    if not waiting:
        return say(ctx.t("I have not asked you about anything that you have not answered."), Small(how))
    return Message((*parts_of(ctx, waiting[:MOST]), Small(how)))


def _of_session(ctx: Context, session: RegisterLine, text: str) -> Message:
    """A lesson of a learning session, from anybody in the people file."""
    t = ctx.t
    ctx.person()
    if not text:
        example = t.quote(t("lesson {key} text", key=session.key))
        raise Refusal(t("What did you learn there? Write for example {words}.", words=example))
    words, kind = _with_kind(text)
    told = Lesson(words, (f"{SESSIONS}:{session.key}",), shorten(str(session.content["theme"]), 200), ctx.today, kind)
    return _kept(ctx, lambda: keep_lesson(ctx.session, targets_of(ctx), told, ctx.now), words)


def _with_kind(words: str) -> tuple[str, str | None]:
    """A lesson and its kind, when a word for that and a colon come first: `sluta: …`, `målkonflikt: …`."""
    head, colon, rest = words.partition(":")
    for choice in _REGISTER.field("kind").choices:
        if (
            colon
            and rest.strip()
            and plain(head) in {plain(each) for each in (choice.code, choice.label, *choice.also)}
        ):
            return rest.strip(), choice.code
    return words, None


def write_pressed(ctx: Context, value: str) -> Form:
    """The button. `value` is a `RowValue`."""
    return _form(ctx, own_row(ctx, RowValue.read(value)))


def stop_pressed(ctx: Context, value: str) -> Form:
    """*Bör avslutas* under a deviation. `value` is a `RowValue`."""
    return _form(ctx, own_row(ctx, RowValue.read(value)), "stop")


def conflict_pressed(ctx: Context, value: str) -> Form:
    """*Målkonflikt* under a deviation. `value` is a `RowValue`."""
    return _form(ctx, own_row(ctx, RowValue.read(value)), "goal_conflict")


def skip_pressed(ctx: Context, value: str) -> Message:
    """The button. `value` is a `RowValue`."""
    return _skip(ctx, own_row(ctx, RowValue.read(value)))


def _skip(ctx: Context, target: AnswerableRow) -> Message:
    skip_lesson(ctx.session, target, ctx.person(), ctx.now)
    return say(ctx.t("That is fine. Write {words} if you think of something later.",
                     words=command_words(ctx, target)))  # fmt: skip


def _form(ctx: Context, target: AnswerableRow, kind: str = "-") -> Form:
    t, value = ctx.t, str(RowValue.of(target.row, target.round.id))
    kinds = [Option("-", t("not said"))]
    kinds += [Option(each.code, t(each.label)[:75]) for each in _REGISTER.field("kind").choices]
    parts = (
        Paragraph(row_name(t, target.row)),
        TextField("text", t("What have you learnt?"), required=True, max_length=LONGEST,
                  hint=t("One line. No names or other personal data.")),
        Choice("kind", t("Kind"), tuple(kinds), kind, required=False, compact=True),
    )  # fmt: skip
    action = {"stop": "lesson_stop", "goal_conflict": "lesson_conflict"}.get(kind, "lesson_write")
    opener = Button(t("Write a lesson"), action, value, primary=True)
    return Form("lesson", t("Lesson"), t("Save"), t("Close"), parts, json.dumps({"at": value}), opener)


def submitted(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """The form."""
    target = own_row(ctx, RowValue.read(str(read_form_state(ctx, state).get("at", ""))))
    text, kind = clean(values.get("text")), values.get("kind") or "-"
    if not text:
        return FormFaults({"text": ctx.t("Write what you have learnt, in one line.")})
    return _keep(ctx, target, text, None if kind == "-" else kind)


def _keep(ctx: Context, target: AnswerableRow, text: str, kind: str | None) -> Message:
    t = ctx.options.translator()  # stored, and read by others
    origin = t("{round}, row {row}", round=target.round.name, row=target.row.row)
    told = Lesson(text, (f"row:{target.row.row}",), origin, ctx.today, kind)
    targets, person = targets_in(ctx, target), ctx.person()
    return _kept(ctx, lambda: tell_lesson(ctx.session, target, targets, told, person, ctx.now), text)


def _kept(ctx: Context, keep: Callable[[], RegisterLine], text: str) -> Message:
    t = ctx.t
    if len(text) > LONGEST:
        return say(t("A lesson is at most {most} characters; this is {length}. Shorten it and write it again.",
                     most=LONGEST, length=len(text)), Quote(text))  # fmt: skip
    try:
        line = keep()
    except LineFault as fault:
        raise Refusal(t(fault.text, **fault.values)) from None
    shown, words = runs_of(line_words(ctx, _REGISTER, line)), t("The lesson is in the register:")
    return say((f"{words} ", *shown),
               Buttons((line_button(t("Show {key}", key=line.key), "register_show", line),)))  # fmt: skip
