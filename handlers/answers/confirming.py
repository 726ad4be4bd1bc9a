"""*Bekräfta* under a notice: somebody else's answer on a shared row is stored as the asker's own too."""

from dataclasses import replace

from actions.answers.storing import Stored, given_again
from handlers.access import access_button_row
from handlers.answers.content.checks import missing_fields
from handlers.answers.form.sitting import open_row
from handlers.answers.known import RowHistory, row_history
from handlers.answers.receipts import heading, remaining_parts, until_when
from handlers.answers.store import store
from handlers.context import Context
from messages.owners.notice import confirm_buttons
from messages.parts import Message, Reply, Small, say
from messages.values.rows import RowValue
from messages.words import comment_shown, light
from models.answers.answerable import AnswerableRow
from models.answers.queries import AnswerView


def confirm(ctx: Context, value: str) -> Reply:
    """The button. `value` is a `RowValue` with the answer that the reader saw: if it has been changed since, the new
    one is shown instead of being confirmed unread. A second press changes nothing."""
    seen = RowValue.read(value)
    target = access_button_row(ctx, seen)
    history = row_history(ctx, target)
    current = history.current
    if current is None:
        return open_row(ctx, target)
    if current.author_id == ctx.person().id:
        words = ctx.t(
            "The answer on row {row} is yours already: {light}.", row=target.row.row, light=light(ctx.t, current.status)
        )
        return say(words)
    if current.id != seen.answer_id:
        return _changed(ctx, target, current)
    given = given_again(ctx.session, current, ctx.person())
    return _receipt(ctx, target, history, store(ctx, target, given, history))


def _changed(ctx: Context, target: AnswerableRow, current: AnswerView) -> Message:
    author = ctx.directory.by_id.get(current.author_id or 0)
    changed = ctx.t("The answer on row {row} has been changed since then, by {name}: {light}.", row=target.row.row,
                 name=author.name if author else ctx.t("Someone"), light=light(ctx.t, current.status))  # fmt: skip
    comment = comment_shown(ctx.t, current.comment, target.row, ctx.options.commands["all"])
    return say(changed, comment, confirm_buttons(ctx.t, target.round, target.row, current, confirms=True))


def _receipt(ctx: Context, target: AnswerableRow, history: RowHistory, stored: Stored) -> Message:
    t, row, answer = ctx.t, target.row, stored.answer
    first = t("Thank you, the answer is confirmed: row {row} – {light}.", row=row.row, light=light(t, answer.status))
    until = Small(f"{target.round.name}. {until_when(ctx, target, answer)}")
    # Nothing is changed, so no reason for changing it after the deadline is asked for.
    missing = missing_fields(ctx, replace(history, needs_late_reason=False), answer)
    return Message(
        (*heading(ctx, target, answer, first), until, *remaining_parts(ctx, target, history, stored, missing))
    )
