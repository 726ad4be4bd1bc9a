"""`plan avsluta RAD skäl` and `plan slå ihop RAD med RAD`: what goes and what stays, and a button that does it."""

import re
from collections.abc import Mapping
from dataclasses import replace

from actions.plan.editing import PlanFault
from actions.plan.ending import (
    LONGEST_WHY,
    check_end,
    check_merge,
    end_row,
    is_under_kept_goals,
    merge_rows,
    merged_units,
    revive_row,
)  # fmt: skip
from handlers.access import require_coordinator
from handlers.context import Context, Refusal
from handlers.plan.which import editor_of, plan_for, row_in, row_of_button, what_happens
from handlers.refusals import refusal_of
from messages.parts import (
    Bullets,
    Button,
    Buttons,
    Form,
    FormFaults,
    Message,
    Paragraph,
    Reply,
    Run,
    Small,
    TextField,
)  # fmt: skip
from messages.values.plan import PlanValue
from messages.words import goal_name, row_name
from models.plan.find import row_number
from models.plan.views import PlanView, RowView
from models.rules.text import clean

_REPLACED = re.compile(r"[\s,.;]*(?:\b(?:och\s+)?(?:ersätts|ersatt|ersätt|ersatts) av|\breplaced by)\s+(?:rad|row)?\s*"
                       r"(\d{1,6})[\s.]*$", re.IGNORECASE)  # fmt: skip
_PAIR = re.compile(r"^(?P<one>.+?)\s+(?:med|och|with|and|&|\+)\s+(?P<other>.+)$", re.IGNORECASE)
_FIRST = re.compile(r"^((?:rad|row|nr|#)?\s*\d{1,6})[.:,]?\s*", re.IGNORECASE)


def ask_to_end(ctx: Context, plan: PlanView, words: str) -> Reply:
    """Says what ends and who is told; without a reason, opens the form that asks for it."""
    match = _FIRST.match(words)
    row = row_in(ctx, plan, match[1] if match else words)
    why = words[match.end() :].strip() if match else ""
    if not clean(why):
        return _form(ctx, plan, row)
    other = _REPLACED.search(why)
    why = why[: other.start()] if other and other.start() else why
    by = row_in(ctx, plan, other[1]) if other else None
    try:
        check_end(plan, row.placement_id, why, by.row if by else None)
    except PlanFault as fault:
        raise refusal_of(ctx, fault) from fault
    t = ctx.t
    lines = [*what_happens(ctx, plan, (row,), ()), t("Rounds that are over keep the row, and its history can be read.")]
    if by is not None:
        lines.append(t("Row {row} takes its place: {activity}", row=by.row, activity=t.quote(by.activity)))
    value = str(PlanValue(plan.year, row.placement_id, by.placement_id if by else None, clean(why)))
    return Message((
        Paragraph((Run(t("End row {row}?", row=row.row), bold=True),)),
        Paragraph(row_name(t, row)),
        Paragraph(t("Why: {note}", note=t.quote(clean(why)))),
        Bullets(tuple(lines)),
        Small(t("Nothing has been changed yet.")),
        Buttons((Button(t("End row {row}", row=row.row), "plan_end", value, primary=True),)),
    ))  # fmt: skip


def _form(ctx: Context, plan: PlanView, row: RowView) -> Form:
    t = ctx.t
    value = str(PlanValue(plan.year, row.placement_id))
    return Form(
        "plan_end", t("End row {row}", row=row.row)[:24], t("End it"), t("Cancel"),
        (
            Paragraph(row_name(t, row)),
            Bullets(tuple(what_happens(ctx, plan, (row,), ()))),
            TextField("why", t("Why does it end?"), required=True, multiline=True, max_length=LONGEST_WHY),
            TextField("by", t("Which row takes its place?"), max_length=20,
                      hint=t("A row’s number. Leave it empty if none does.")),
        ),
        value, opener=Button(t("End row {row}", row=row.row), "plan_end_ask", value),
    )  # fmt: skip


def end_form(ctx: Context, value: str) -> Form:
    """The button that opens the form. `value` is a `PlanValue`."""
    _, plan, row = row_of_button(ctx, value)
    return _form(ctx, plan, row)


def end_submitted(ctx: Context, state: str, values: Mapping[str, str]) -> Reply:
    """The submitted form."""
    at, plan, row = row_of_button(ctx, state)
    why, by = clean(values.get("why")), (values.get("by") or "").strip()
    other = plan.by_row.get(row_number(by) or 0)
    if by and (other is None or other == row):
        return FormFaults({"by": ctx.t("Row {row} cannot take its place. Name another row of the plan.", row=by)})
    if not why or len(why) > LONGEST_WHY:
        return FormFaults({"why": ctx.t("Write why the row ends, in 1 to {most} characters.", most=LONGEST_WHY)})
    return end_now(ctx, str(replace(at, other=other.placement_id if other else None, text=why)))


def end_now(ctx: Context, value: str) -> Message:
    """The button. `value` is a `PlanValue`."""
    at, plan, row = row_of_button(ctx, value)
    t, by = ctx.t, plan.by_placement.get(at.other or 0)
    if at.other is not None and by is None:
        raise Refusal(t("The row that was to take its place is not in the plan any more. Write the command again."))
    lines = what_happens(ctx, plan, (row,), ())
    try:
        end_row(editor_of(ctx), plan.id, row.placement_id, at.text, by.row if by else None)
    except PlanFault as fault:
        raise refusal_of(ctx, fault) from fault
    undo = Button(t("Take it back into the plan"), "plan_revive", str(PlanValue(plan.year, row.placement_id)))
    done = t("Row {row} has ended.", row=row.row)
    return Message((Paragraph((Run(done, bold=True),)), Bullets(tuple(lines)), Buttons((undo,))))


def revive_now(ctx: Context, value: str) -> Message:
    """The button that brings a row back. `value` is a `PlanValue`."""
    require_coordinator(ctx)
    at = PlanValue.read(value)
    plan = plan_for(ctx, at.year)
    ended = plan.ended_by_placement.get(at.placement_id or 0)
    if ended is None:
        raise Refusal(ctx.t("The row is in the plan."))
    lines = what_happens(ctx, plan, (), (ended.row,))
    try:
        revive_row(editor_of(ctx), plan.id, ended.row.placement_id)
    except PlanFault as fault:
        raise refusal_of(ctx, fault) from fault
    done = ctx.t("Row {row} is in the plan again, with its answers.", row=ended.row.row)
    return Message((Paragraph((Run(done, bold=True),)), Bullets(tuple(lines))))


def ask_to_merge(ctx: Context, plan: PlanView, words: str) -> Message:
    """Says what becomes of two rows, with a button for each of their wordings."""
    t = ctx.t
    match = _PAIR.match(words)
    one, other = (match["one"], match["other"]) if match else (*words.split(), "", "")[:2]
    if not other:
        raise Refusal(t("Which two rows? Write for example {words}.", words=t(
            "/{command} plan merge 14 with 15", command=ctx.options.commands["all"])))  # fmt: skip
    first, second = row_in(ctx, plan, one), row_in(ctx, plan, other)
    try:
        check_merge(plan, first.placement_id, second.placement_id)
    except PlanFault as fault:
        raise refusal_of(ctx, fault) from fault
    units = merged_units(first, second)
    lines = [
        t("{units} answer for it together.", units=t.enumeration(unit.name for unit in units)) if len(units) > 1
        else t("{units} answers for it.", units=units[0].name),
        *what_happens(ctx, plan, (first, second), (replace(first, units=units),)),
        _what_stays(ctx, plan, first, second),
    ]  # fmt: skip
    buttons = tuple(
        Button(t("Keep the wording of row {row}", row=kept.row), "plan_merge",
               str(PlanValue(plan.year, kept.placement_id, gone.placement_id)))
        for kept, gone in ((first, second), (second, first))
    )  # fmt: skip
    return Message((
        Paragraph((Run(t("Merge rows {row} and {other}?", row=first.row, other=second.row), bold=True),)),
        Bullets((row_name(t, first), row_name(t, second))),
        Bullets(tuple(lines)),
        Small(t("Nothing has been changed yet.")),
        Buttons(buttons),
    ))  # fmt: skip


def _what_stays(ctx: Context, plan: PlanView, first: RowView, second: RowView) -> str:
    if is_under_kept_goals(plan, first, second) and is_under_kept_goals(plan, second, first):
        return ctx.t("One row stays. The other one’s answers can be read in its history.")
    return ctx.t("The rows stand under different goals, so both stay, as one activity under {goals}.",
                 goals=ctx.t.enumeration(goal_name(ctx.t, row.goal) for row in (first, second)))  # fmt: skip


def merge_now(ctx: Context, value: str) -> Message:
    """The button. `value` is a `PlanValue` with the row that stays and the other one."""
    at, plan, kept = row_of_button(ctx, value)
    _, _, other = row_of_button(ctx, str(PlanValue(at.year, at.other)))
    t = ctx.t
    ends = is_under_kept_goals(plan, kept, other)
    lines = what_happens(ctx, plan, (kept, other), (replace(kept, units=merged_units(kept, other)),))
    try:
        merge_rows(editor_of(ctx), plan.id, kept.placement_id, other.placement_id)
    except PlanFault as fault:
        raise refusal_of(ctx, fault) from fault
    done = t("Row {other} has been merged into row {row}.", other=other.row, row=kept.row)
    if not ends:
        done = t("Rows {row} and {other} are one activity now.", row=kept.row, other=other.row)
    return Message((Paragraph((Run(done, bold=True),)), Paragraph(row_name(t, kept)), Bullets(tuple(lines))))
