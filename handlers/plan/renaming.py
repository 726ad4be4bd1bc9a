"""`plan döp om VERKSAMHET till NAMN`: what it is called from now on, and a button that does it."""

import re

from actions.plan.editing import PlanFault
from actions.plan.renaming import check_name, rename_unit
from handlers.access import require_coordinator
from handlers.context import Context, Refusal, no_longer
from handlers.plan.which import editor_of, plan_for, units_in
from handlers.refusals import refusal_of
from messages.parts import Bullets, Button, Buttons, Message, Paragraph, Run, Small
from messages.values.plan import PlanValue
from models.plan.views import PlanView

_TO = re.compile(r"^(?P<unit>.+?)\s+(?:till|to)\s+(?P<name>.+)$", re.IGNORECASE)


def ask_to_rename(ctx: Context, plan: PlanView, words: str) -> Message:
    """Says what would be renamed."""
    t, match = ctx.t, _TO.match(words)
    if match is None:
        example = t("/{command} plan rename UNIT to NAME", command=ctx.options.commands["all"])
        raise Refusal(t("Which unit, and to what? Write for example {words}.", words=example))
    [unit, *_] = units_in(ctx, match["unit"])
    try:
        name = check_name(editor_of(ctx), unit, match["name"])
    except PlanFault as fault:
        raise refusal_of(ctx, fault) from fault
    value = str(PlanValue(plan.year, None, unit.id, name))
    lines = (
        t.plural("{n} row has the new name, and so has what is sent from now on.",
                 "{n} rows have the new name, and so has what is sent from now on.",
                 len(plan.rows_of_unit.get(unit.id, ()))),
        t("The old name is still understood, in chat and in files. Frozen records keep it."),
    )  # fmt: skip
    return Message((
        Paragraph((Run(t("Call {before} {after} from now on?", before=t.quote(unit.name), after=t.quote(name)),
                       bold=True),)),
        Bullets(lines),
        Small(t("Nothing has been changed yet.")),
        Buttons((Button(t("Rename it"), "plan_rename", value, primary=True),)),
    ))  # fmt: skip


def rename_now(ctx: Context, value: str) -> Message:
    """The button. `value` is a `PlanValue` with the unit and its name."""
    require_coordinator(ctx)
    at, t = PlanValue.read(value), ctx.t
    unit = next((each for each in ctx.directory.units if each.id == at.other), None)
    if unit is None:
        raise no_longer(ctx)
    try:
        name = rename_unit(editor_of(ctx), plan_for(ctx, at.year).id, unit, at.text)
    except PlanFault as fault:
        raise refusal_of(ctx, fault) from fault
    done = t("{before} is called {after} now.", before=t.quote(unit.name), after=t.quote(name))
    return Message((Paragraph((Run(done, bold=True),)),))
