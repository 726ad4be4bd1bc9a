"""*Bekräfta* under a notice: what somebody else has answered on a shared row becomes one's own answer too."""

from dataclasses import replace

from actions.store_answer import Given, Stored
from handlers.access import access_row, round_by_id
from handlers.answers.checks import lacking
from handlers.answers.known import Known, known
from handlers.answers.receipts import heading, left_over, until_when
from handlers.answers.sitting import open_row
from handlers.answers.store import store
from handlers.context import Context
from messages.notice import confirm_buttons
from messages.parts import Message, Reply, Small, say
from messages.values import RowValue
from messages.words import comment_shown, light
from models.answers.answerable import AnswerableRow
from models.answers.queries import AnswerView
from models.answers.shared import TOLD


def confirm(ctx: Context, value: str) -> Reply:
    """The button. `value` is a `RowValue` with the answer that the reader saw: if it has been changed since, the new
    one is shown instead of being confirmed unread. A second press changes nothing."""
    seen = RowValue.read(value)
    place = access_row(ctx, seen.row, round_by_id(ctx, seen.round_id))
    about = known(ctx, place)
    now = about.now
    if now is None:
        return open_row(ctx, place)
    if now.author_id == ctx.person().id:
        words = ctx.t(
            "The answer on row {row} is yours already: {light}.", row=seen.row, light=light(ctx.t, now.status)
        )
        return say(words)
    if now.id != seen.answer_id:
        return _changed(ctx, place, now)
    given = Given(**{name: getattr(now, name) for name in TOLD})
    return _receipt(ctx, place, about, store(ctx, place, given, about))


def _changed(ctx: Context, place: AnswerableRow, now: AnswerView) -> Message:
    author = ctx.directory.by_id.get(now.author_id or 0)
    told = ctx.t("The answer on row {row} has been changed since then, by {name}: {light}.", row=place.row.row,
                 name=author.name if author else ctx.t("Someone"), light=light(ctx.t, now.status))  # fmt: skip
    shown = comment_shown(ctx.t, now.comment, place.row, ctx.options.commands["all"])
    return say(told, shown, confirm_buttons(ctx.t, place.round, place.row, now, confirms=True))


def _receipt(ctx: Context, place: AnswerableRow, about: Known, stored: Stored) -> Message:
    t, row, answer = ctx.t, place.row, stored.answer
    first = t("Thank you, the answer is confirmed: row {row} – {light}.", row=row.row, light=light(t, answer.status))
    until = Small(f"{place.round.name}. {until_when(ctx, place, answer)}")
    # Nothing is changed, so nobody asks why it is changed after the deadline.
    left = lacking(ctx, replace(about, asks_why=False), answer)
    return Message((*heading(ctx, place, first), until, *left_over(ctx, place, about, stored, left)))
