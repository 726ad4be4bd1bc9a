"""The alert to management about one answer before the deadline: a row has become red or yellow, or changed since."""

from messages.management.deviation import answer_parts
from messages.parts import Message, Paragraph, Run
from messages.references import meant
from messages.round_context import RoundContext
from models.answers.history.last_time import answer_last_time
from models.answers.queries import AnswerView
from models.plan.views import RowView


def alert(ctx: RoundContext, row: RowView, answer: AnswerView, is_change: bool) -> Message:
    """`is_change` for a reply in the thread of the row's first alert."""
    t = ctx.t
    title = t("Deviation") if answer.status.is_deviation else t("No longer a deviation")
    if is_change:
        title = t("Changed: {title}", title=title)
    head = Paragraph((Run(f"{title} · {ctx.round.name}", bold=True),))
    reference = meant(ctx.session, t, ctx.plan, answer)
    previous = answer_last_time(ctx.session, ctx.round, row)
    return Message((head, *answer_parts(t, row, answer, previous, ctx.options.commands["all"], meant=reference)))
