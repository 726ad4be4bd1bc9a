"""The guide through a change logic: one part after the other, with a way back and a way to go on later. What is
written is in the register after each step, so that nothing is lost however the guide is left."""

import json
from collections.abc import Mapping
from typing import Any

from actions.registers.lines import store_lines
from handlers.access import require_coordinator
from handlers.checksums import changed, checksums
from handlers.context import Context, Refusal, no_longer, read_form_state
from handlers.registers.forms import written_links
from handlers.registers.kinds.logic.shown import logic_message
from handlers.registers.shown import line_button, links_of, targets_of
from i18n import N_
from messages.parts import Button, Buttons, Done, Field, Form, FormFaults, Part, Quote, Reply, Small, TextField
from messages.values.registers import LineValue
from models.plan.mentions import mentions
from models.registers.all import BY_NAME
from models.registers.declaration import Line, LineFault, Value
from models.registers.kinds.logic import PARTS, assumption, evidence
from models.registers.queries import line_of, lines_of, next_key
from models.registers.tables import RegisterLine
from models.registers.values import read_value
from models.rounds.queries import plan_of_year
from models.rules.text import plain, shorten

LOGIC = BY_NAME["logic"]
_LONGEST = 3000  # of what a form shows; a longer text is kept as it is
# What each part is about.
_QUESTIONS = {
    "need": N_("Which need is it about, and whose?"),
    "goal": N_("Which goal is reached when the need is met?"),
    "measure": N_("What is done to reach it?"),
    "activity_goal": N_("What is to come directly of the measure: how many, how much, when?"),
    "result": N_("What becomes different for those it is for?"),
    "effect_short": N_("What does that change in the short run?"),
    "effect_medium": N_("And in the medium run?"),
    "effect_long": N_("And in the long run?"),
}


def subject_of(ctx: Context, words: str) -> tuple[str, tuple[str, ...]]:
    """The title and the links of a change logic about what is named: the row of the plan, if it is one."""
    plan = plan_of_year(ctx.directory, ctx.today.year)
    bare = words.strip(" .?!")
    for before in ("för ", "om ", "for ", "about "):
        bare = bare[len(before) :] if bare.lower().startswith(before) else bare
    named = mentions(plan, plain(bare)) if plan and bare else None
    row = plan.by_row.get(named.row or 0) if plan and named else None
    if named and row is None and not named.groups and len(rows := named.titles or named.texts) == 1:
        row = rows[0]
    if row:
        return shorten(row.activity, 300), (f"row:{row.row}",)
    return shorten(bare, 300), ()


def start(ctx: Context, words: str) -> Form:
    """`förändringslogik starta [rad eller ord]`, and the button whose value are those words."""
    require_coordinator(ctx)
    title, links = subject_of(ctx, words)
    t = ctx.t
    parts = (
        Small(t("It has {n} parts, from the need to the effect in the long run. Each is stored when you go on.",
                n=t.number(len(PARTS)))),
        TextField("title", t("What is it about?"), title, required=True, max_length=300),
        TextField("links", t("Linked to"), "\n".join(links), multiline=True,
                  hint=t("A row of the plan, a unit, a project or an indicator. One in each line, such as row:14")),
    )  # fmt: skip
    return Form("logic_start", t("Start a change logic")[:24], t("Start"), t("Cancel"), parts, "{}",
                Button(t("Start a change logic"), "logic_start", shorten(words, 500)))  # fmt: skip


def started(ctx: Context, _state: str, values: Mapping[str, str]) -> Reply:
    """The new line is stored; its first part follows."""
    require_coordinator(ctx)
    try:
        title = read_value(LOGIC.field("title"), values.get("title") or "")
    except LineFault as fault:
        return FormFaults({"title": ctx.t(fault.text, **fault.values)})
    key = next_key(ctx.session, LOGIC)
    faults = _store(ctx, Line(key, {"title": title}, written_links(values)))
    return FormFaults({"links": faults[0]}) if faults else step_form(ctx, _line(ctx, key), 0)


def go_on(ctx: Context, words: str) -> Reply:
    """`förändringslogik fortsätt [NYCKEL]`: the first part that nobody has written; without a key of the newest that
    lacks one."""
    require_coordinator(ctx)
    if words.strip():
        line = line_of(ctx.session, LOGIC.name, words.strip())
    else:
        lines = lines_of(ctx.session, LOGIC.name, with_ended=False)
        line = next((each for each in reversed(lines) if first_empty(each) is not None), None)
    if line is None:
        raise Refusal(
            ctx.t("There is no such change logic. Write its key, or start a new one."),
            Button(ctx.t(LOGIC.title), "register_list", str(LineValue(LOGIC.name))),
            Button(ctx.t("Start a change logic"), "logic_start"),
        )
    return _opened(ctx, line)


def go_on_pressed(ctx: Context, value: str) -> Reply:
    """The button. `value` is a `LineValue`."""
    require_coordinator(ctx)
    return _opened(ctx, _line(ctx, LineValue.read(value).key))


def _opened(ctx: Context, line: RegisterLine) -> Reply:
    return step_form(ctx, line, first_empty(line) or 0)


def first_empty(line: RegisterLine) -> int | None:
    """The number of the first part that nobody has written, from 0; None when all are."""
    return next((n for n, part in enumerate(PARTS) if not line.content.get(part)), None)


def step_form(ctx: Context, line: RegisterLine, number: int) -> Form:
    """The form of a part. Its state is JSON: the line's key, the part's number and the checksums of what it shows."""
    t, part = ctx.t, PARTS[number]
    label = t(LOGIC.field(part).label)
    parts: list[Part | Field] = [Small(f"{line.key} · {shorten(str(line.content['title']), 200)}")]
    names = [part]
    if number:
        before = PARTS[number - 1]
        parts.append(Small(f"{t(LOGIC.field(before).label)}:"))
        parts.append(Quote(shorten(str(line.content.get(before) or t("not filled in")), 600)))
        names += [assumption(part), evidence(part)]
    shown = {name: str(line.content.get(name) or "") for name in names}
    labels = {
        part: (label, t(_QUESTIONS[part])), assumption(part): (t("What do we assume, for that to lead here?"), ""),
        evidence(part): (t("What do we base that on?"), t("An evaluation, figures, experience; or that it is a guess")),
    }  # fmt: skip
    for name, text in shown.items():
        heading, hint = labels[name]
        if len(text) > _LONGEST:
            parts.append(Small(t("{label} is too long for a form ({n} characters) and stays as it is. Change it with a "
                                 "file.", label=heading, n=len(text))))  # fmt: skip
        else:
            parts.append(TextField(name, heading, text, multiline=True, max_length=_LONGEST, hint=hint[:150]))
    buttons = [Button(t("Back"), "logic_back")] if number else []
    parts.append(Buttons((*buttons, Button(t("Save and go on later"), "logic_later"))))
    marks = checksums({name: text for name, text in shown.items() if len(text) <= _LONGEST})
    state = json.dumps({"key": line.key, "part": number, "marks": marks})
    title = t("{n} of {all}: {part}", n=number + 1, all=len(PARTS), part=label)
    submit = t("Save and next") if number + 1 < len(PARTS) else t("Save")
    return Form("logic_step", shorten(title, 24), submit, t("Close"), tuple(parts), state,
                line_button(t("Go on"), "logic_go_on", line), keeps=True)  # fmt: skip


def next_step(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """A part stored; the next one, or after the last the whole."""
    line, number, faults = _keep(ctx, state, values)
    if faults:
        return FormFaults(faults)
    return step_form(ctx, line, number + 1) if number + 1 < len(PARTS) else logic_message(ctx, line)


def back(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """To the part before; what is written is stored."""
    line, number, _ = _keep(ctx, state, values)
    return step_form(ctx, line, max(number - 1, 0))


def later(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """Ends the guide for now: how far it has come, and a button to go on."""
    line, _, _ = _keep(ctx, state, values)
    return logic_message(ctx, line)


def autosave(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """Stores what is written in a form that is still open, or was closed."""
    _keep(ctx, state, values)
    return Done()


def _keep(ctx: Context, state: str, values: Mapping[str, str]) -> tuple[RegisterLine, int, dict[str, str]]:
    """Stores the fields that were changed since the form was opened, and no others: somebody else may have written in
    them meanwhile. Returns the line, the part's number and what could not be stored, by field."""
    require_coordinator(ctx)
    data = read_form_state(ctx, state)
    line, number = _line(ctx, str(data.get("key"))), int(data.get("part") or 0)
    if not 0 <= number < len(PARTS):
        raise no_longer(ctx)
    part = PARTS[number]
    typed = {name: values[name] for name in (part, assumption(part), evidence(part)) if name in values}
    content, faults = dict[str, Value](line.content), dict[str, str]()
    for name, text in changed(typed, data.get("marks", {})).items():
        try:
            content[name] = read_value(LOGIC.field(name), text)
        except LineFault as fault:
            faults[name] = ctx.t(fault.text, **fault.values)
    wanted = Line(line.key, content, tuple(links_of(ctx, line)), line.ended, line.ended_why or "")
    if wrong := _store(ctx, wanted):
        raise Refusal(" ".join(wrong))
    return line, number, faults


def _store(ctx: Context, line: Line) -> list[str]:
    """Stores a line. Returns what is wrong with it, in words; then nothing is stored."""
    with ctx.session.begin_nested() as nested:
        result = store_lines(ctx.session, LOGIC, targets_of(ctx), [line], ctx.now)
        if result.faults:
            nested.rollback()
    return [ctx.t(fault.text, **fault.values) for _, fault in result.faults]


def _line(ctx: Context, key: str) -> Any:
    line = line_of(ctx.session, LOGIC.name, key)
    if line is None:
        raise no_longer(ctx)
    return line
