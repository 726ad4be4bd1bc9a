"""The message to an owner that the decision they asked for has been answered."""

from messages.management.decisions import answered_words, asked_words
from messages.parts import Button, Buttons, Message, Paragraph, Run, Small
from messages.round_context import RoundContext
from messages.values.rows import RowValue
from models.deviations.decisions import decision_by_id
from models.outbox.tables import Delivery


def decision_told(ctx: RoundContext, delivery: Delivery) -> Message | None:
    """None when the row or the reader has left meanwhile."""
    t, payload = ctx.t, delivery.payload or {}
    row = ctx.plan.by_placement.get(delivery.placement_id or 0)
    if row is None or ctx.person is None or ctx.person not in ctx.directory.people:
        return None
    decision = decision_by_id(ctx.session, payload["decision"])
    title = t("A decision has been changed") if payload["changed"] else t("A decision has been answered")
    show = Button(t("Show the deviation"), "deviation_show", str(RowValue.of(row, ctx.round.id)))
    return Message(
        (
            Paragraph((Run(f"{title} · {ctx.round.name}", bold=True),)),
            Paragraph(answered_words(t, ctx.directory, row.row, decision)),
            Small(asked_words(t, row.row, decision)),
            Buttons((show,)),
        )
    )
