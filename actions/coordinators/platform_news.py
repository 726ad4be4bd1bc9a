"""What a chat platform reports about itself: whether it accepts the program's token, and whether the management channel
can be written to."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, update
from sqlalchemy.orm import Session

from models.operations.log import log_of
from models.operations.trouble import MANAGEMENT, WORKSPACE, close_trouble, open_trouble
from models.outbox.destinations import MANAGEMENT as CHANNEL
from models.outbox.tables import Delivery, Pace, conversation_key, workspace_key
from models.vocabulary.outbox import DeliveryState

log = log_of(__name__)


def lock_out(session: Session, platform: str, code: str, now: datetime) -> None:
    """Records that the platform refuses the program's token. `code` is the platform's error code."""
    if open_trouble(session, platform, WORKSPACE, code, now)[1]:
        log.warning("trouble.not_let_in", platform=platform, code=code)


def let_in(session: Session, platform: str, codes: Collection[str], now: datetime) -> None:
    """Records that the token is accepted again. Deliveries refused with one of these error codes are due at once."""
    if not close_trouble(session, platform, WORKSPACE, now):
        return
    session.execute(update(Pace).where(Pace.key == workspace_key(platform), Pace.free_at > now).values(free_at=now))
    refused = and_(Delivery.platform == platform, Delivery.state == DeliveryState.PENDING, Delivery.error.in_(codes))
    session.execute(update(Delivery).where(refused, Delivery.due_at > now).values(due_at=now))


def lose_management_channel(session: Session, platform: str, code: str, now: datetime) -> None:
    """Records that the management channel cannot be written to. `code` is the error code of posting there."""
    open_trouble(session, platform, MANAGEMENT, code, now)


def regain_management_channel(session: Session, platform: str, now: datetime) -> None:
    """Records that the management channel can be written to again. Deliveries to it that were tried are due at once."""
    if not close_trouble(session, platform, MANAGEMENT, now):
        return
    key = conversation_key(platform, CHANNEL)
    session.execute(update(Pace).where(Pace.key == key, Pace.free_at > now).values(free_at=now))
    waiting = and_(Delivery.platform == platform, Delivery.destination == CHANNEL,
                   Delivery.state == DeliveryState.PENDING, Delivery.due_at > now)  # fmt: skip
    session.execute(update(Delivery).where(waiting, Delivery.attempt > 0).values(due_at=now))
