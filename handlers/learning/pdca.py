"""`pdca`: an improvement that begins in a deviation, and whose steps are filled in one after the other."""

import json
from collections.abc import Mapping

from actions.registers.improving import IMPROVEMENTS, begin_improvement, fill_step, improvement_on, next_step
from handlers.access import require_member
from handlers.context import Context, Refusal, no_longer, read_form_state
from handlers.learning.about import own_row, row_first, targets_in
from handlers.learning.questions import begin_button
from handlers.registers.commands import command_of
from handlers.registers.shown import line_button, targets_of
from messages.parts import (
    Bullets,
    Button,
    Buttons,
    Field,
    Form,
    FormFaults,
    Heading,
    Message,
    Paragraph,
    Part,
    Quote,
    Reply,
    Small,
    TextField,
    say,
)
from messages.values.registers import LineValue
from messages.values.rows import RowValue
from messages.words import row_name
from models.answers.answerable import AnswerableRow
from models.answers.queries import current_answer
from models.registers.all import BY_NAME
from models.registers.kinds.improvements import STEPS
from models.registers.queries import line_of
from models.registers.tables import RegisterLine, RegisterLink
from models.rounds.queries import current_round
from models.rules.answers.personal_data import masked
from models.rules.text import clean, shorten

_LONGEST, _SHOWN = 2000, 600
_REGISTER = BY_NAME[IMPROVEMENTS]
_generic = command_of(_REGISTER)


def pdca(ctx: Context, words: str) -> Reply:
    """`pdca 14`: the improvement of a row, or the form that begins one; `pdca 14 TEXT` fills in the next step, and
    `pdca PDCA1 TEXT` too. All else is what any register's word does."""
    require_member(ctx)
    key, _, rest = words.strip().partition(" ")
    if line := line_of(ctx.session, IMPROVEMENTS, key) if key else None:
        return _fill(ctx, line, clean(rest)) if rest.strip() else card(ctx, line)
    number, text = row_first(words)
    if number is None:
        return _generic(ctx, words)
    target = own_row(ctx, RowValue(number))
    line = improvement_on(ctx.session, target)
    if line is not None:
        return _fill(ctx, line, text) if text else card(ctx, line)
    _require_deviation(ctx, target)
    return _begin(ctx, target, _matter(ctx, target), clean(text)) if text else _begin_form(ctx, target)


def _require_deviation(ctx: Context, target: AnswerableRow) -> None:
    answer = current_answer(ctx.session, target.round.id, target.row.placement_id)
    if answer is None or not answer.status.is_deviation:
        raise Refusal(ctx.t("Row {row} is not yellow or red in {round}. A PDCA begins in a deviation.",
                            row=target.row.row, round=target.round.name))  # fmt: skip


def _matter(ctx: Context, target: AnswerableRow) -> str:
    """What deviates, as the answer says it."""
    answer = current_answer(ctx.session, target.round.id, target.row.placement_id)
    texts = (answer.comment, answer.cause) if answer else ()
    return shorten(" ".join(filter(None, texts)), _LONGEST)


def begin_pressed(ctx: Context, value: str) -> Reply:
    """The button. `value` is a `RowValue`."""
    target = own_row(ctx, RowValue.read(value))
    line = improvement_on(ctx.session, target)
    if line is not None:
        return card(ctx, line)
    _require_deviation(ctx, target)
    return _begin_form(ctx, target)


def _begin_form(ctx: Context, target: AnswerableRow) -> Form:
    t, value = ctx.t, str(RowValue.of(target.row, target.round.id))
    parts = (
        Paragraph(row_name(t, target.row)),
        TextField("matter", t("What deviates"), _matter(ctx, target), True, True, _LONGEST),
        TextField("plan", step_name(ctx, "plan"), "", True, True, _LONGEST, hint=_hint(ctx, "plan")),
    )  # fmt: skip
    return Form("pdca_begin", t("Begin a PDCA")[:24], t("Save"), t("Close"), parts, json.dumps({"at": value}),
                begin_button(ctx, target))  # fmt: skip


def begun(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """The form."""
    target = own_row(ctx, RowValue.read(str(read_form_state(ctx, state).get("at", ""))))
    matter, plan = clean(values.get("matter")), clean(values.get("plan"))
    if not plan or not matter:
        return FormFaults({"plan" if matter else "matter": ctx.t("Write something here.")})
    return _begin(ctx, target, matter, plan)


def _begin(ctx: Context, target: AnswerableRow, matter: str, plan: str) -> Message:
    t = ctx.options.translator()  # stored, and read by others
    origin = t("{round}, row {row}", round=target.round.name, row=target.row.row)
    texts = {"matter": matter, "plan": plan}
    line = begin_improvement(ctx.session, target, targets_in(ctx, target), texts, origin, ctx.today, ctx.now)
    return card(ctx, line)


def card(ctx: Context, line: RegisterLine) -> Message:
    """An improvement with its four steps, and what comes next."""
    t, step = ctx.t, next_step(line.content)
    items = tuple(
        f"{step_name(ctx, each)}: {shorten(_told(line, each) or '–', _SHOWN)}" for each in STEPS
    )  # fmt: skip
    parts: list[Part] = [Heading(shorten(f"{line.key}: {_told(line, 'matter')}", 150))]
    if origin := _told(line, "origin"):
        parts.append(Small(origin))
    parts.append(Bullets(items))
    if step is None:
        parts.append(Paragraph(t("All four steps are filled in. What did you learn? Tell it as a lesson.")))
        return Message((*parts, *_lesson_buttons(ctx, line)))
    parts.append(Paragraph(t("Next: {step}. {hint}", step=step_name(ctx, step), hint=_hint(ctx, step))))
    label = t("Fill in {step}", step=step_name(ctx, step))
    return Message((*parts, Buttons((line_button(label, "pdca_step", line, primary=True),))))


def _told(line: RegisterLine, column: str) -> str:
    """A column as everybody may read it."""
    return masked(str(line.content.get(column) or ""))


def _lesson_buttons(ctx: Context, line: RegisterLine) -> tuple[Buttons, ...]:
    placements = ctx.session.query(RegisterLink.placement_id).where(RegisterLink.line_id == line.id)
    ids = {placement for (placement,) in placements if placement is not None}
    rows = (row for plan in reversed(ctx.directory.plans) for row in plan.rows if ids & set(row.chain))
    row = next(rows, None)
    return (Buttons((Button(ctx.t("Write a lesson"), "lesson_write", str(RowValue.of(row))),)),) if row else ()


def step_name(ctx: Context, step: str) -> str:
    """`Studera (Study)`."""
    names = {"plan": ctx.t("Plan (PDCA)"), "do": ctx.t("Do (PDCA)"), "study": ctx.t("Study (PDCA)"),
             "act": ctx.t("Act (PDCA)")}  # fmt: skip
    return names[step]


def _hint(ctx: Context, step: str) -> str:
    hints = {
        "plan": ctx.t("What will you try out, and how do you see that it works?"),
        "do": ctx.t("What was done?"),
        "study": ctx.t("What did it show?"),
        "act": ctx.t("What do you keep, change or stop?"),
    }
    return hints[step]


def _own(ctx: Context, line: RegisterLine) -> None:
    """Raises Refusal unless the asker answers for a row of the improvement, or is a coordinator."""
    person = ctx.person()
    if ctx.actor.is_coordinator:
        return
    placements = ctx.session.query(RegisterLink.placement_id).where(RegisterLink.line_id == line.id)
    ids = {placement for (placement,) in placements if placement is not None}
    rows = (row for plan in ctx.directory.plans for row in plan.rows if ids & set(row.chain))
    round_ = current_round(ctx.session)
    if not any(ctx.directory.may_answer(person, row, round_.id if round_ else 0) for row in rows):
        raise Refusal(ctx.t("Only those who answer for the row, or the coordinator, fill in {key}.", key=line.key))


def _fill(ctx: Context, line: RegisterLine, text: str) -> Message:
    _own(ctx, line)
    if next_step(line.content) is None or line.ended:
        return card(ctx, line)
    if len(text) > _LONGEST:
        return say(ctx.t("A step is at most {most} characters; this is {length}. Shorten it and write it again.",
                         most=_LONGEST, length=len(text)), Quote(text))  # fmt: skip
    return card(ctx, fill_step(ctx.session, targets_of(ctx), line, text, ctx.today, ctx.now))


def step_pressed(ctx: Context, value: str) -> Reply:
    """The button. `value` is a `LineValue`."""
    line = line_of(ctx.session, IMPROVEMENTS, LineValue.read(value).key)
    if line is None:
        raise no_longer(ctx)
    _own(ctx, line)
    step = next_step(line.content)
    if step is None:
        return card(ctx, line)
    t, name = ctx.t, step_name(ctx, step)
    parts: list[Part | Field] = [Paragraph(f"{step_name(ctx, each)}: {shorten(_told(line, each), _SHOWN)}")
               for each in STEPS[: STEPS.index(step)]]  # fmt: skip
    parts.append(TextField("text", name, "", True, True, _LONGEST, hint=_hint(ctx, step)))
    state = json.dumps({"key": line.key, "step": step})
    return Form("pdca_step", name[:24], t("Save"), t("Close"), tuple(parts), state,
                line_button(t("Fill in {step}", step=name), "pdca_step", line))  # fmt: skip


def step_submitted(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """The form. A step that somebody else filled in meanwhile is not written over."""
    data = read_form_state(ctx, state)
    line = line_of(ctx.session, IMPROVEMENTS, str(data.get("key", "")))
    text = clean(values.get("text"))
    if line is None:
        raise no_longer(ctx)
    if not text:
        return FormFaults({"text": ctx.t("Write something here.")})
    if next_step(line.content) != data.get("step"):
        return FormFaults({"text": ctx.t("Somebody has filled in this step meanwhile. Close the form and look again.")})
    return _fill(ctx, line, text)
