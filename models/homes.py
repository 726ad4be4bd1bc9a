"""The pages that the program shows each account of a platform (Slack's App Home): wishes to draw one anew."""

from datetime import datetime

from sqlalchemy import and_, case, update
from sqlalchemy.orm import Session

from models.delivery import Delivery
from models.outbox import queue
from models.vocabulary import DeliveryKind, DeliveryState

_IDLE = (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.CANCELLED)


def wish_home(session: Session, platform: str, account: str, person_id: int | None, now: datetime) -> None:
    """Asks for the account's page to be drawn with what holds when it is sent. One row holds every wish; two within
    `UPDATE_PAUSE` become one."""
    key = f"home:{platform}:{account}"
    if queue(session, key, DeliveryKind.HOME, platform, f"home:{account}", now, person_id=person_id):
        return
    idle = Delivery.state.in_(_IDLE)
    session.connection().execute(
        update(Delivery)
        .where(Delivery.key == key)
        .values(
            revision=Delivery.revision + 1,
            person_id=person_id,
            state=case((idle, DeliveryState.PENDING.value), else_=Delivery.state),
            # One that was shown has its next possible moment in `due_at` (see `scheduler.results`).
            due_at=case((and_(idle, Delivery.due_at < now), now), else_=Delivery.due_at),
        )
    )
