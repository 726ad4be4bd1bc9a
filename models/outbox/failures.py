"""Messages that failed for good: which are told to the coordinators, and which of a round may be tried again."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.outbox.tables import Delivery
from models.vocabulary.outbox import DeliveryKind, DeliveryState

# The kinds of deliveries whose failure is reported.
REPORTED_KINDS = (
    DeliveryKind.PROMPT, DeliveryKind.REMINDER, DeliveryKind.NUDGE, DeliveryKind.DEADLINE, DeliveryKind.ESCALATION,
    DeliveryKind.ALERT, DeliveryKind.ALERT_CHANGE, DeliveryKind.SUMMARY, DeliveryKind.SUMMARY_CHANGE,
    DeliveryKind.OUTAGE, DeliveryKind.FILE,
)  # fmt: skip
# The others that are sent once and can be built anew. A reply is answered by asking again, a home page by opening it.
RETRIED_KINDS = (
    *REPORTED_KINDS, DeliveryKind.NOTICE, DeliveryKind.RETURNED, DeliveryKind.PLAN_CHANGE, DeliveryKind.DECISION,
    DeliveryKind.QUESTION, DeliveryKind.QUESTION_REPLY, DeliveryKind.OVERDUE, DeliveryKind.FOLLOWED,
    DeliveryKind.WEEKLY, DeliveryKind.ROUND_NEWS, DeliveryKind.DATES, DeliveryKind.NEED, DeliveryKind.COORDINATOR,
    DeliveryKind.ABSENCE, DeliveryKind.PAGE,
)  # fmt: skip


def failed_in_round(session: Session, round_id: int) -> Sequence[Delivery]:
    """The messages of a round that failed for good, oldest first."""
    query = select(Delivery).where(
        Delivery.round_id == round_id, Delivery.state == DeliveryState.FAILED, Delivery.target_id.is_(None),
        Delivery.kind.in_(RETRIED_KINDS),
    )  # fmt: skip
    return session.scalars(query.order_by(Delivery.id)).all()
