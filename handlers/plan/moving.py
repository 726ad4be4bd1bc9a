"""`plan flytta RAD till VERKSAMHET`: who is told and who is asked, and a button that does it."""

import re
from dataclasses import replace

from actions.plan.changes import Wanted, change_row
from actions.plan.editing import PlanFault
from handlers.context import Context, Refusal
from handlers.plan.which import editor_of, row_in, row_of_button, units_in, what_happens
from handlers.refusals import refusal_of
from messages.parts import Bullets, Button, Buttons, Message, Paragraph, Run, Small
from messages.values.plan import PlanValue
from messages.words import row_name
from models.plan.views import PlanView, UnitView

_TO = re.compile(r"^(?P<row>.+?)\s+(?:till|to)\s+(?P<unit>.+)$", re.IGNORECASE | re.DOTALL)


def ask_to_move(ctx: Context, plan: PlanView, words: str) -> Message:
    """Says what would be moved to whom. Nothing is moved before the button is pressed."""
    t, match = ctx.t, _TO.match(words)
    head, _, tail = words.partition(" ")
    row = row_in(ctx, plan, match["row"] if match else head)
    if not (match or tail.strip()):
        raise Refusal(t("To which unit? Write for example {words}.", words=t(
            "/{command} plan move {row} to {unit}", command=ctx.options.commands["all"], row=row.row,
            unit=row.unit_names,
        )))  # fmt: skip
    units = units_in(ctx, match["unit"] if match else tail)
    if units == row.units:
        raise Refusal(t("Row {row} belongs to {units} already.", row=row.row, units=row.unit_names))
    names = _names(units)
    lines = what_happens(ctx, plan, (row,), (replace(row, units=units),))
    value = str(PlanValue(plan.year, row.placement_id, None, ",".join(str(unit.id) for unit in units)))
    return Message((
        Paragraph((Run(t("Move row {row} from {before} to {after}?", row=row.row, before=row.unit_names, after=names),
                       bold=True),)),
        Paragraph(row_name(t, row)),
        Bullets(tuple(lines)),
        Small(t("Nothing has been changed yet.")),
        Buttons((Button(t("Move row {row}", row=row.row), "plan_move", value, primary=True),)),
    ))  # fmt: skip


def move_now(ctx: Context, value: str) -> Message:
    """The button. `value` is a `PlanValue`."""
    at, plan, row = row_of_button(ctx, value)
    known = {unit.id: unit for unit in ctx.directory.units}
    units = tuple(known[each] for each in at.unit_ids if each in known)
    lines = what_happens(ctx, plan, (row,), (replace(row, units=units),))
    try:
        changed = change_row(editor_of(ctx), plan.id, row.placement_id, Wanted(units=units))
    except PlanFault as fault:
        raise refusal_of(ctx, fault) from fault
    if not changed:
        raise Refusal(ctx.t("Row {row} belongs to {units} already.", row=row.row, units=row.unit_names))
    done = ctx.t("Row {row} belongs to {after} now.", row=row.row, after=_names(units))
    return Message((Paragraph((Run(done, bold=True),)), Bullets(tuple(lines))))


def _names(units: tuple[UnitView, ...]) -> str:
    return " / ".join(unit.name for unit in units)
