"""`plan kopiera till ÅR`: what goes on in the next year's plan and what does not, and a button that copies it."""

import re
from collections.abc import Sequence

from actions.plan.copying import copy_plan, to_be_copied
from actions.plan.editing import PlanFault
from handlers.access import require_coordinator
from handlers.context import Context, Refusal
from handlers.plan.which import editor_of, plan_for
from handlers.refusals import refusal_of
from messages.parts import Bullets, Button, Buttons, Message, Paragraph, Run, Small, Text
from messages.values.plan import PlanValue
from models.plan.views import RowView

_YEARS = re.compile(r"\b(20\d\d)\b")
_LISTED = 30


def ask_to_copy(ctx: Context, words: str) -> Message:
    """`till 2027`, or `2026 till 2027`: says what would be copied."""
    t, years = ctx.t, [int(year) for year in _YEARS.findall(words)]
    if not years:
        example = t("/{command} plan copy to {year}", command=ctx.options.commands["all"], year=ctx.today.year + 1)
        raise Refusal(t("To which year? Write for example {words}.", words=example))
    from_year = years[0] if len(years) > 1 else plan_for(ctx, None).year
    to_year = years[-1]
    try:
        copied = to_be_copied(ctx.session, ctx.directory, from_year, to_year, ctx.now)
    except PlanFault as fault:
        raise refusal_of(ctx, fault) from fault
    lines: list[Text] = [
        t.plural("{n} row goes on, with its number, units and goal.", "{n} rows go on, with their numbers, units and "
                 "goals.", len(copied.rows)),
        _rows(ctx, t("Done or cancelled, so left out: {rows}"), copied.left_out),
        _rows(ctx, t("Open deviations that go on: {rows}"), copied.deviations),
        t("The last answer becomes what was said the period before."),
        t("Nobody is told. Rounds whose period is in {year} will use the new plan.", year=to_year),
    ]  # fmt: skip
    value = str(PlanValue(from_year, None, to_year))
    return Message((
        Paragraph((Run(t("Copy the plan of {from_year} to {to_year}?", from_year=from_year, to_year=to_year),
                       bold=True),)),
        Bullets(tuple(lines)),
        Small(t("Nothing has been changed yet.")),
        Buttons((Button(t("Copy to {year}", year=to_year), "plan_copy", value, primary=True),)),
    ))  # fmt: skip


def copy_now(ctx: Context, value: str) -> Message:
    """The button. `value` is a `PlanValue` with both years."""
    require_coordinator(ctx)
    at, t = PlanValue.read(value), ctx.t
    try:
        copied = copy_plan(editor_of(ctx), at.year or 0, at.other or 0)
    except PlanFault as fault:
        raise refusal_of(ctx, fault) from fault
    done = t.plural("The plan of {year} has {n} row.", "The plan of {year} has {n} rows.", len(copied.rows),
                    year=at.other)  # fmt: skip
    usage = t("/{command} plan {year} change 14", command=ctx.options.commands["all"], year=at.other)
    return Message((
        Paragraph((Run(done, bold=True),)),
        Small(t("Write the year first to change it before it begins, for example {words}.", words=usage)),
    ))  # fmt: skip


def _rows(ctx: Context, text: str, rows: Sequence[RowView]) -> str:
    shown = [str(row.row) for row in rows[:_LISTED]]
    if len(rows) > _LISTED:
        shown.append(ctx.t("{n} more", n=len(rows) - _LISTED))
    return text.format(rows=ctx.t.enumeration(shown) if shown else "–")
