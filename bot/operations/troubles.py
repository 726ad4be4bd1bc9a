"""The outages that keep messages from being sent, in English sentences for `/readyz` and `doctor`."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.operations.trouble import MANAGEMENT, Trouble, held_back_since, open_troubles
from models.outbox.destinations import MANAGEMENT as CHANNEL
from models.outbox.tables import Delivery
from models.vocabulary.outbox import UNSETTLED


def trouble_sentences(session: Session) -> list[str]:
    """A sentence for each outage that is not over."""
    return [_sentence(session, trouble) for trouble in open_troubles(session)]


def held_back_sentences(session: Session, now: datetime) -> list[str]:
    """A sentence for each time that a platform held back events in the last day."""
    return [
        f"{trouble.platform.capitalize()} held back events from {trouble.since:%Y-%m-%d %H:%M} to "
        f"{trouble.over_at:%Y-%m-%d %H:%M} UTC: there were too many in an hour. What people wrote then may "
        "not have arrived; they can write it again. Look for a program or a workflow that writes where the bot reads."
        for trouble in held_back_since(session, now - timedelta(days=1))
    ]


def _sentence(session: Session, trouble: Trouble) -> str:
    waiting = select(func.count()).where(
        Delivery.platform == trouble.platform,
        Delivery.state.in_(UNSETTLED),
    )
    name, since = trouble.platform.capitalize(), f"{trouble.since:%Y-%m-%d %H:%M} UTC"
    if trouble.subject == MANAGEMENT:
        waiting = waiting.where(Delivery.destination == CHANNEL)
        what = f"The management channel cannot be written to since {since} ({trouble.code})"
    else:
        what = f"{name} does not let the program in since {since} ({trouble.code})"
    count = session.scalar(waiting)
    return (
        f"{what}; {count} {'message waits, and goes' if count == 1 else 'messages wait, and go'} out when it is over."
    )
