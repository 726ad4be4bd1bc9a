"""Notices to the coordinators about troubles that stop deliveries, about their end, and about failed deliveries."""

from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from actions.coordinators.telling import tell_coordinators
from models.operations.log import log_of
from models.operations.trouble import close_resolved_troubles, unreported_troubles
from models.options import Options
from models.outbox.failures import REPORTED_KINDS
from models.outbox.homes import redraw_homes
from models.outbox.tables import Delivery
from models.people.directory_cache import load_directory
from models.storage.database import fetch
from models.vocabulary.outbox import CoordinatorNotice, DeliveryState

log = log_of(__name__)
_MAX_FAILURES = 500


def tell_troubles(session: Session, now: datetime, options: Options) -> int:
    """Queues one notice about each trouble that is new or over. Returns how many were told."""
    for trouble in close_resolved_troubles(session, now):
        log.warning("trouble.over", platform=trouble.platform, subject=trouble.subject, code=trouble.code)
    troubles = unreported_troubles(session)
    for trouble in troubles:
        stage = "over" if trouble.over_at else "begun"
        subject = f"trouble:{trouble.id}:{stage}"
        tell_coordinators(session, CoordinatorNotice.TROUBLE, subject, now, options, about=[trouble.id], stage=stage)
        trouble.told_at = trouble.told_at or now
        trouble.over_told_at = now if trouble.over_at else None
    return len(troubles)


def tell_renamed(session: Session, event: str, name: str, now: datetime, options: Options) -> None:
    """Queues a notice that the management channel has a new name; its id stays, so nothing else changes. `event` is the
    platform's id of the event, which may be delivered twice."""
    tell_coordinators(session, CoordinatorNotice.RENAMED, f"renamed:{event}", now, options, name=name)


def has_untold_failures(session: Session) -> bool:
    """Whether there are failures that `tell_failures` would report."""
    return fetch(session, _ANY_UNTOLD).first() is not None


def tell_failures(session: Session, now: datetime, options: Options) -> int:
    """Queues one notice about the deliveries that failed since the last call, at most 500. Returns their number."""
    failed = [row.id for row in session.scalars(_UNTOLD.limit(_MAX_FAILURES).with_for_update(skip_locked=True))]
    if failed:
        session.execute(update(Delivery).where(Delivery.id.in_(failed)).values(told_at=now))
        subject = f"failures:{failed[0]}:{now:%Y%m%dT%H%M%S}"
        tell_coordinators(session, CoordinatorNotice.FAILED, subject, now, options, about=failed)
        redraw_homes(session, [person.id for person in load_directory(session).coordinators()], now)
    return len(failed)


_UNTOLD = (
    select(Delivery)
    .where(
        Delivery.state == DeliveryState.FAILED,
        Delivery.told_at.is_(None),
        or_(*(Delivery.kind == kind for kind in REPORTED_KINDS)),
    )
    .order_by(Delivery.id)
)
_ANY_UNTOLD = _UNTOLD.with_only_columns(Delivery.id).limit(1)
