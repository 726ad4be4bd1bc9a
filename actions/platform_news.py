"""What a chat platform tells of itself: whether it lets the program in, and whether the management channel is there."""

from collections.abc import Collection
from datetime import datetime

import structlog
from sqlalchemy import and_, update
from sqlalchemy.orm import Session

from models.operations.trouble import MANAGEMENT, WORKSPACE, close_trouble, open_trouble
from models.outbox.destinations import MANAGEMENT as CHANNEL
from models.outbox.tables import Delivery, Pace, conversation_key, workspace_key
from models.vocabulary import DeliveryState

log = structlog.get_logger()


def lock_out(session: Session, platform: str, code: str, now: datetime) -> None:
    """The program's token is no longer good: notes the trouble. `code` is the platform's word for why."""
    if open_trouble(session, platform, WORKSPACE, code, now)[1]:
        log.warning("trouble.not_let_in", platform=platform, code=code)


def let_in(session: Session, platform: str, codes: Collection[str], now: datetime) -> None:
    """The token is good again: ends the trouble, and what was refused with one of these codes may go out now."""
    if not close_trouble(session, platform, WORKSPACE, now):
        return
    session.execute(update(Pace).where(Pace.key == workspace_key(platform), Pace.free_at > now).values(free_at=now))
    refused = and_(Delivery.platform == platform, Delivery.state == DeliveryState.PENDING, Delivery.error.in_(codes))
    session.execute(update(Delivery).where(refused, Delivery.due_at > now).values(due_at=now))


def lose_management_channel(session: Session, platform: str, code: str, now: datetime) -> None:
    """The management channel cannot be written to: notes the trouble. `code` is what posting there is answered with."""
    open_trouble(session, platform, MANAGEMENT, code, now)


def regain_management_channel(session: Session, platform: str, now: datetime) -> None:
    """The management channel can be written to again: ends the trouble, and what waited for it may go out now."""
    if not close_trouble(session, platform, MANAGEMENT, now):
        return
    key = conversation_key(platform, CHANNEL)
    session.execute(update(Pace).where(Pace.key == key, Pace.free_at > now).values(free_at=now))
    waiting = and_(Delivery.platform == platform, Delivery.destination == CHANNEL,
                   Delivery.state == DeliveryState.PENDING, Delivery.due_at > now)  # fmt: skip
    session.execute(update(Delivery).where(waiting, Delivery.attempt > 0).values(due_at=now))
