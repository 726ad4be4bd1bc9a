"""The message to the coordinators about deliveries that failed. Names are for coordinators only."""

from collections.abc import Sequence

from i18n import N_, Translator
from messages.parts import Bullets, Button, Message, Paragraph, Part, Small, Text, in_lines
from messages.reasons import reason
from messages.values.rounds import MessagesValue
from models.outbox.destinations import MANAGEMENT
from models.outbox.tables import Delivery
from models.people.directory import Directory
from models.rules.text import shorten
from models.vocabulary.outbox import DeliveryKind

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
    DeliveryKind.FILE: N_("the file"),
    DeliveryKind.NOTICE: N_("the notice about somebody else’s answer"),
    DeliveryKind.RETURNED: N_("the answer that was sent back"),
    DeliveryKind.PLAN_CHANGE: N_("the message about changed rows"),
    DeliveryKind.DECISION: N_("the message about a decision"),
    DeliveryKind.QUESTION: N_("the question about a deviation"),
    DeliveryKind.QUESTION_REPLY: N_("the reply to a question"),
    DeliveryKind.OVERDUE: N_("the reminder about overdue actions"),
    DeliveryKind.FOLLOWED: N_("the message about what they follow"),
    DeliveryKind.WEEKLY: N_("the weekly letter"),
    DeliveryKind.ROUND_NEWS: N_("the message about how the round is going"),
    DeliveryKind.NEED: N_("the question about needs"),
    DeliveryKind.DATES: N_("the reminder of days to keep"),
    DeliveryKind.COORDINATOR: N_("the message to the coordinator"),
    DeliveryKind.ABSENCE: N_("the message about an absence"),
    DeliveryKind.PAGE: N_("the continuation of a message"),
}
_MOST_LISTED, _MOST_BUTTONS = 40, 5


def failure_message(t: Translator, directory: Directory, failed: Sequence[Delivery]) -> Message:
    """What could not be sent, to whom and why, with buttons that try again."""
    parts = failed_parts(t, directory, failed, failed)
    return Message((*parts, Small(t("Everything else goes on. Only coordinators get this list."))))


def failed_parts(
    t: Translator, directory: Directory, failed: Sequence[Delivery], again: Sequence[Delivery]
) -> list[Part]:  # fmt: skip
    """A line for each of the first 40. `again` are those that may be sent again: a button for each of a few, and one
    for all of them."""
    items: list[Text] = [_line(t, directory, delivery) for delivery in failed[:_MOST_LISTED]]
    if len(failed) > _MOST_LISTED:
        items.append(t.plural("and {n} more", "and {n} more", len(failed) - _MOST_LISTED))
    buttons = in_lines(_buttons(t, directory, again[:_MOST_LISTED]))
    return [Paragraph(t("These messages could not be sent:")), Bullets(tuple(items)), *buttons]


def _buttons(t: Translator, directory: Directory, again: Sequence[Delivery]) -> list[Button]:
    if len(again) == 1:
        return [Button(t("Try again"), "retry", str(MessagesValue((again[0].id,))))]
    if not again:
        return []
    every = MessagesValue(tuple(each.id for each in again))
    of_each = [
        Button(t("Try again: {to}", to=shorten(_receiver(t, directory, each), 50)), "retry",
               str(MessagesValue((each.id,))))
        for each in again
    ]  # fmt: skip
    all_of_them = Button(t("Try all {n} again", n=t.number(len(again))), "retry", str(every))
    return [all_of_them, *(of_each if len(again) <= _MOST_BUTTONS else [])]


def _line(t: Translator, directory: Directory, delivery: Delivery) -> str:
    what = t(_WHAT[delivery.kind])
    return t("{what} to {to}: {why}. Last tried {time}.", what=what[:1].upper() + what[1:],
             to=_receiver(t, directory, delivery), why=reason(t, delivery.error),
             time=t.instant(delivery.first_tried_at or delivery.created_at))  # fmt: skip


def _receiver(t: Translator, directory: Directory, delivery: Delivery) -> str:
    person = directory.by_id.get(delivery.person_id or 0)
    if person is not None:
        return person.name
    return t("the management channel") if delivery.destination == MANAGEMENT else t("a reader")
