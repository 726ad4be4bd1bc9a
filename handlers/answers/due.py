"""The button that keeps a day which has passed: a text answer is stored without it, and the day is asked about."""

from dataclasses import replace

from actions.answers.storing import given_again
from handlers.access import access_button_row
from handlers.answers.form.sitting import open_row
from handlers.answers.known import row_history
from handlers.answers.receipts import Kept, receipt
from handlers.answers.store import store
from handlers.context import Context, Refusal
from messages.parts import Button, Buttons, Reply, say
from messages.values.answers import DueValue
from messages.values.rows import RowValue


def keep_due(ctx: Context, value: str) -> Reply:
    """`value` is a `DueValue` with the answer that the reader saw: if it has been changed since, nothing is stored."""
    seen = DueValue.read(value)
    if seen is None:
        raise Refusal(ctx.t("Write the answer again."))
    target = access_button_row(ctx, seen.at)
    history = row_history(ctx, target)
    current = history.current
    if current is None:
        return open_row(ctx, target)
    if current.action_due == seen.day:
        return say(ctx.t("Row {row} has the date {day} already.", row=target.row.row, day=ctx.t.day(seen.day)))
    if current.id != seen.at.answer_id:
        changed = ctx.t(
            "The answer on row {row} has been changed since then. Choose the date in the form.", row=target.row.row
        )
        button = Button(ctx.t("Fill in"), "answer_row", str(RowValue.of(target.row, target.round.id)), primary=True)
        return say(changed, Buttons((button,)))
    given = given_again(ctx.session, current, ctx.person())
    stored = store(ctx, target, replace(given, action_due=seen.day), history)
    return receipt(ctx, Kept(target, history, stored))
