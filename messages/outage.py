"""The notice of an outage in the management channel."""

from datetime import timedelta

from messages.parts import Heading, Message, Paragraph
from messages.setting import Setting


def outage(s: Setting) -> Message:
    """That the round opened late, and the deadline that holds now."""
    t = s.t
    was = s.round.opened_at or s.round.opens_at
    late = timedelta(seconds=s.round.opened_late_seconds)
    return Message(
        (
            Heading(t("Outage")),
            Paragraph(
                t("An outage made the opening of {round} late: it opened {opened} instead of {planned}.",
                  round=s.round.name, opened=t.instant(was), planned=t.instant(was - late))
            ),
            Paragraph(t("The deadline has been moved to {deadline}.", deadline=t.instant(s.round.deadline))),
        )
    )  # fmt: skip
