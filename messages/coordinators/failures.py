"""The message to the coordinators about deliveries that failed. Names are for coordinators only."""

from collections.abc import Sequence

from i18n import N_, Translator
from messages.parts import Bullets, Message, Paragraph, Small, Text
from messages.reasons import reason
from models.outbox.tables import Delivery
from models.people.directory import Directory
from models.vocabulary import DeliveryKind

_WHAT = {
    DeliveryKind.PROMPT: N_("the opening message"),
    DeliveryKind.REMINDER: N_("the reminder"),
    DeliveryKind.NUDGE: N_("the reminder"),
    DeliveryKind.DEADLINE: N_("the message about the new deadline"),
    DeliveryKind.ESCALATION: N_("the message about missing answers"),
    DeliveryKind.ALERT: N_("the alert"),
    DeliveryKind.ALERT_CHANGE: N_("the alert"),
    DeliveryKind.SUMMARY: N_("the summary"),
    DeliveryKind.SUMMARY_CHANGE: N_("the summary"),
    DeliveryKind.OUTAGE: N_("the notice of the outage"),
}
_MOST_LISTED = 40


def failure_message(t: Translator, directory: Directory, failed: Sequence[Delivery]) -> Message:
    """What could not be sent, to whom and why: a line for each of the first 40."""
    items: list[Text] = [_line(t, directory, delivery) for delivery in failed[:_MOST_LISTED]]
    if len(failed) > _MOST_LISTED:
        items.append(t.plural("and {n} more", "and {n} more", len(failed) - _MOST_LISTED))
    return Message(
        (
            Paragraph(t("These messages could not be sent:")),
            Bullets(tuple(items)),
            Small(t("Everything else goes on. Only coordinators get this list.")),
        )
    )


def _line(t: Translator, directory: Directory, delivery: Delivery) -> str:
    person = directory.by_id.get(delivery.person_id or 0)
    to = person.name if person else t("the management channel")
    return t("{what} to {to}: {why}.", what=t(_WHAT[delivery.kind]).capitalize(), to=to, why=reason(t, delivery.error))
