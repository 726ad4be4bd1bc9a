"""The notice of an outage in the management channel."""

from datetime import timedelta

from messages.parts import Heading, Message, Paragraph
from messages.round_context import RoundContext


def outage(ctx: RoundContext) -> Message:
    """When the round opened instead of when it should have, and its new deadline."""
    t = ctx.t
    opened = ctx.round.opened_at or ctx.round.opens_at
    late = timedelta(seconds=ctx.round.opened_late_seconds)
    return Message(
        (
            Heading(t("Outage")),
            Paragraph(
                t("An outage made the opening of {round} late: it opened {opened} instead of {planned}.",
                  round=ctx.round.name, opened=t.instant(opened), planned=t.instant(opened - late))
            ),
            Paragraph(t("The deadline has been moved to {deadline}.", deadline=t.instant(ctx.round.deadline))),
        )
    )  # fmt: skip
