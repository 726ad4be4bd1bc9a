"""The need behind activities and goals in chat: answered by button, form and line, asked about and told."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from actions.registers.needs import store_need
from handlers.access import no_such_row_text, number_now, plan_of, require_coordinator, require_member
from handlers.context import Context, Refusal, no_longer, read_form_state
from handlers.registers.commands import command_of
from handlers.registers.needs_asking import ask
from handlers.registers.shown import line_words, require_seen
from messages.owners.need import last_parts, need_card, target_words
from messages.parts import (
    Button,
    Buttons,
    Form,
    FormFaults,
    Heading,
    Message,
    Paragraph,
    Part,
    Reply,
    TextField,
    runs_of,
)  # fmt: skip
from messages.values.registers import NeedValue
from messages.values.rows import RowValue
from models.plan.views import PlanView
from models.registers.kinds.needs import NO, REGISTER, YES
from models.registers.links.targets import Targets
from models.registers.needs import (
    NeedTarget,
    said_needs,
    targets_of_person,
    targets_of_plan,
)  # fmt: skip
from models.rounds.queries import current_round
from models.rules.text import plain

_YES, _NO = {"ja", "yes"}, {"nej", "no"}
_ASK = {"fraga", "ask"}
_LONGEST_WHY = 2000


@dataclass(frozen=True)
class _At:
    """What is answered: the target in its plan, and on whose behalf."""

    plan: PlanView
    target: NeedTarget
    unit: str


def needs_command(ctx: Context, words: str) -> Reply:
    """`behov`, `behov 14`, `behov 14 ja`, `behov 14 nej Därför att …`, `behov fråga`; what else there is to say of a
    register."""
    first, _, rest = " ".join(words.split()).partition(" ")
    if plain(first) in _ASK:
        return ask(ctx, "")
    if first.isdecimal() and len(first) < 5:
        return _row(ctx, int(first), rest)
    reply = command_of(REGISTER)(ctx, words)
    if words.strip() or not isinstance(reply, Message):
        return reply
    return replace(reply, parts=(*reply.parts, *answer_buttons(ctx)))


def _row(ctx: Context, number: int, rest: str) -> Reply:
    require_member(ctx)
    plan = plan_of(ctx, current_round(ctx.session))
    row = plan.by_row.get(number_now(ctx, plan, RowValue(number)))
    if row is None:
        raise Refusal(no_such_row_text(ctx, plan, number))
    [target] = targets_of_plan(plan, (row,), with_goals=False)
    answer, _, why = rest.partition(" ")
    if plain(answer) in _YES:
        return _store(ctx, _access(ctx, plan, target), YES, why.strip())
    if plain(answer) in _NO and why.strip():
        return _store(ctx, _access(ctx, plan, target), NO, why.strip())
    if plain(answer) in _NO:
        return _form(ctx, _access(ctx, plan, target))
    if rest:
        raise Refusal(ctx.t("Write yes, or no and why, after the row: {line}",
                            line=ctx.t.quote(ctx.t("needs 14 no The service has been closed"))))  # fmt: skip
    return shown_need(ctx, plan, target)


def shown_need(ctx: Context, plan: PlanView, target: NeedTarget) -> Message:
    """What was said of it; with the answers for readers who may give one."""
    require_seen(ctx, REGISTER)
    said = said_needs(ctx.session)
    try:
        _access(ctx, plan, target)
    except Refusal:
        return Message((Heading(ctx.t("Is the need still there?")), Paragraph(target_words(ctx.t, target)),
                        *last_parts(ctx.t, said.of(target))))  # fmt: skip
    return need_card(ctx.t, said, target)


def _access(ctx: Context, plan: PlanView, target: NeedTarget) -> _At:
    """Owners and deputies answer for their rows, a coordinator for any row and the goals."""
    person, round_ = ctx.person(), current_round(ctx.session)
    if target.goal:
        require_coordinator(ctx)
        return _At(plan, target, ctx.options.translator()("The coordinator"))
    row = next((each for each in target.rows if ctx.directory.may_answer(person, each, round_.id if round_ else 0)),
               target.rows[0] if ctx.actor.is_coordinator else None)  # fmt: skip
    if row is None:
        raise Refusal(ctx.t("Row {row} belongs to {unit}. Only those who answer for {unit}, or the coordinator, can "
                            "report on it.", row=target.rows[0].row, unit=target.rows[0].unit_names))  # fmt: skip
    return _At(plan, target, row.unit_names)


def _of_button(ctx: Context, value: NeedValue) -> _At:
    for round_ in (current_round(ctx.session), None):
        plan = plan_of(ctx, round_)
        for target in targets_of_plan(plan, plan.rows, with_goals=True):
            # A message may be older than the plan.
            ids = {target.goal.id} if target.goal else {each for row in target.rows for each in row.chain}
            if value.kind == target.mark[0] and value.id in ids:
                return _access(ctx, plan, target)
    raise no_longer(ctx)


def needs_left(ctx: Context) -> list[NeedTarget]:
    """What the asker has not answered this year."""
    said = said_needs(ctx.session)
    return [each for each in _all_of(ctx) if not said.this_year(each, ctx.today)]


def next_card(ctx: Context, value: str) -> Reply:
    """The button: the first that is left."""
    require_member(ctx)
    return _next(ctx, NeedValue.read(value), [])


def _next(ctx: Context, after: NeedValue, said: Sequence[Part]) -> Message:
    """What was just said, and the next that is left behind `after`."""
    left = needs_left(ctx)
    marks = [each.mark for each in _all_of(ctx)]
    mark = (after.kind, after.id or 0)
    here = marks.index(mark) if mark in marks else -1
    behind = [each for each in left if marks.index(each.mark) > here]
    if behind:
        card = need_card(ctx.t, said_needs(ctx.session), behind[0], len(behind))
        return replace(card, parts=(*said, *card.parts), replace=True)
    done = ctx.t.plural("{n} is left. Write {command} when you want to go on.",
                        "{n} are left. Write {command} when you want to go on.", len(left),
                        command=ctx.t.quote(REGISTER.word(ctx.t.language)))  # fmt: skip
    end = done if left else ctx.t("That was all. Nothing is left for you to answer.")
    return Message((*said, Paragraph(end)), replace=True)


def _all_of(ctx: Context) -> list[NeedTarget]:
    round_ = current_round(ctx.session)
    if ctx.actor.person is None or round_ is None:
        return []
    return targets_of_person(ctx.session, ctx.directory, round_, plan_of(ctx, round_), ctx.actor.person)


def answer_buttons(ctx: Context) -> list[Part]:
    """The way on: to what the asker has left, and for a coordinator to asking the owners."""
    left, buttons = len(needs_left(ctx)), list[Button]()
    if left:
        buttons.append(Button(ctx.t("Answer ({n} left)", n=ctx.t.number(left)), "need_next", str(NeedValue())))
    if ctx.actor.is_coordinator:
        buttons.append(Button(ctx.t("Ask the owners …"), "need_ask", ""))
    return [Buttons(tuple(buttons))] if buttons else []


def yes_pressed(ctx: Context, value: str) -> Reply:
    return _store(ctx, _of_button(ctx, NeedValue.read(value)), YES, "")


def later_pressed(ctx: Context, value: str) -> Reply:
    """The button *Inte nu*: it is not asked again until next year, and can be answered whenever one likes."""
    at = _of_button(ctx, NeedValue.read(value))
    return _next(ctx, NeedValue(*at.target.mark), [])


def no_pressed(ctx: Context, value: str) -> Reply:
    return _form(ctx, _of_button(ctx, NeedValue.read(value)))


def _form(ctx: Context, at: _At) -> Form:
    value = str(NeedValue(*at.target.mark))
    parts = (
        Paragraph(target_words(ctx.t, at.target)),
        *last_parts(ctx.t, said_needs(ctx.session).of(at.target)),
        TextField("why", ctx.t("Why is the need not there any more?"), "", required=True, multiline=True,
                  max_length=_LONGEST_WHY),
    )  # fmt: skip
    return Form("need", ctx.t("The need")[:24], ctx.t("Save"), ctx.t("Cancel"), parts, json.dumps({"at": value}),
                Button(ctx.t("No, explain …"), "need_no", value))  # fmt: skip


def submitted(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """The form of a no."""
    at = _of_button(ctx, NeedValue.read(str(read_form_state(ctx, state)["at"])))
    why = (values.get("why") or "").strip()
    if not why:
        return FormFaults({"why": ctx.t("say why the need is not there any more")})
    return _store(ctx, at, NO, why)


def _store(ctx: Context, at: _At, answer: str, why: str) -> Message:
    targets = Targets(ctx.session, ctx.directory, at.plan)
    line = store_need(ctx.session, targets, at.target, answer, why, at.unit, ctx.now, ctx.today, ctx.options)
    noted = Paragraph((ctx.t("Noted:") + " ", *runs_of(line_words(ctx, REGISTER, line))))
    return _next(ctx, NeedValue(*at.target.mark), [noted])
