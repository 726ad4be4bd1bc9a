"""Telling the coordinators, in words, what could not be sent and why. Names are for them only."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from actions.rounds import platform_of
from handlers.context import Options
from i18n import N_, Translator
from messages.parts import Bullets, Message, Paragraph, Small, Text
from messages.reasons import reason
from messages.stored import to_data
from models.outbox.queue import queue
from models.outbox.tables import Delivery
from models.people.directory import Directory, load_directory
from models.vocabulary import DeliveryKind, DeliveryState

WHAT = {
    DeliveryKind.PROMPT: N_("the opening message"),
    DeliveryKind.REMINDER: N_("the reminder"),
    DeliveryKind.NUDGE: N_("the reminder"),
    DeliveryKind.ESCALATION: N_("the message about missing answers"),
    DeliveryKind.ALERT: N_("the alert"),
    DeliveryKind.ALERT_CHANGE: N_("the alert"),
    DeliveryKind.SUMMARY: N_("the summary"),
    DeliveryKind.SUMMARY_CHANGE: N_("the summary"),
    DeliveryKind.OUTAGE: N_("the notice of the outage"),
}
_MOST_LISTED = 40


def has_untold_failures(session: Session) -> bool:
    """Whether there is anything that `tell_failures` would tell."""
    return session.execute(_untold.with_only_columns(Delivery.id).limit(1)).first() is not None


def tell_failures(session: Session, now: datetime, options: Options) -> int:
    """Queues one message to each coordinator about what has newly failed. Returns how many failures were told."""
    failed = list(session.scalars(_untold.limit(500).with_for_update(skip_locked=True)))
    if not failed:
        return 0
    session.execute(update(Delivery).where(Delivery.id.in_([d.id for d in failed])).values(told_at=now))
    directory = load_directory(session)
    for person in directory.coordinators():
        message = _message(options.translator(person), directory, failed)
        queue(session, f"failures:{failed[0].id}:{person.id}", DeliveryKind.COORDINATOR, platform_of(person, options),
              f"person:{person.id}", now, person_id=person.id, payload=to_data(message))  # fmt: skip
    return len(failed)


_untold = (
    select(Delivery)
    .where(
        Delivery.state == DeliveryState.FAILED,
        Delivery.told_at.is_(None),
        or_(*(Delivery.kind == kind for kind in WHAT)),
    )
    .order_by(Delivery.id)
)


def _message(t: Translator, directory: Directory, failed: Sequence[Delivery]) -> Message:
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
    return t("{what} to {to}: {why}.", what=t(WHAT[delivery.kind]).capitalize(), to=to, why=reason(t, delivery.error))
