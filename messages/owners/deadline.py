"""The message that a deadline has been moved, to everybody who was asked."""

from datetime import datetime

from messages.parts import Button, Buttons, Message, Paragraph
from messages.setting import RoundContext
from messages.values import RoundValue
from models.outbox.tables import Delivery
from models.vocabulary import RoundState


def deadline_moved(ctx: RoundContext, delivery: Delivery) -> Message | None:
    """The new deadline and the old one, and what is left to answer. None when it has been moved again, which has a
    message of its own, when the round is over, or when nothing is asked of the reader any more."""
    payload, t, progress = delivery.payload or {}, ctx.t, ctx.progress()
    old, new = (datetime.fromisoformat(payload[name]) for name in ("before", "after"))
    if new != ctx.round.deadline or ctx.round.state is not RoundState.OPEN or not progress.total:
        return None
    moved = t("{round} has a new deadline: {deadline}. It was {before}.", round=ctx.round.name,
              deadline=t.instant(new), before=t.instant(old))  # fmt: skip
    if not progress.left:
        return Message((Paragraph(moved), Paragraph(t("Thank you. You can change your answers until the deadline."))))
    rows = t.enumeration(str(row.row) for row in progress.left)
    report = Button(t("Report"), "report", str(RoundValue(ctx.round.id)), primary=True)
    return Message(
        (
            Paragraph(moved),
            Paragraph(t.plural("Left: row {rows}", "Left: rows {rows}", len(progress.left), rows=rows)),
            Buttons((report,)),
        )
    )
