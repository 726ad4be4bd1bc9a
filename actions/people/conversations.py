"""The conversations that a platform reports: kept, so that somebody can be written to there later."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from models.outbox.conversations import ConversationReference, Met
from models.outbox.tables import Delivery
from models.storage.database import dialect_of, insert_for
from models.vocabulary.outbox import DeliveryKind, DeliveryState

# The error codes of a person who cannot be written to until the bot is installed for them again.
NOT_INSTALLED, BLOCKED = "not_installed", "writes_blocked"
_UNSURE = (DeliveryState.UNCERTAIN, DeliveryState.FAILED)


def remember_conversations(session: Session, platform: str, met: Sequence[Met], now: datetime) -> None:
    """Stores where accounts were met just now; one that had ended has begun again."""
    rows = [
        {"platform": platform, "conversation": each.conversation, "account": each.account, "member": each.member,
         "team": each.team, "service_url": each.service_url, "is_personal": each.is_personal, "seen_at": now,
         "ended_at": None}
        for each in sorted(met, key=lambda each: (each.conversation, each.account))
    ]  # fmt: skip
    if not rows:
        return
    new = insert_for(dialect_of(session), ConversationReference)
    changing = ("member", "service_url", "is_personal", "seen_at", "ended_at")
    again = {name: getattr(new.excluded, name) for name in changing}
    statement = new.on_conflict_do_update(index_elements=["platform", "conversation", "account"], set_=again)
    session.connection().execute(statement, rows)


def end_conversation(session: Session, platform: str, conversation: str, now: datetime) -> None:
    """The bot may no longer write in a conversation."""
    ref = ConversationReference
    ended = update(ref).where(ref.platform == platform, ref.conversation == conversation, ref.ended_at.is_(None))
    session.execute(ended.values(ended_at=now))


def reach_again(session: Session, platform: str, account: str, person_id: int) -> None:
    """The bot was installed for a person whom it could not write to: what they were to be asked is asked again at the
    next look of the clock (`models.answers.asking`)."""
    failed = update(Delivery).where(
        Delivery.platform == platform, Delivery.person_id == person_id, Delivery.kind == DeliveryKind.PROMPT,
        Delivery.state == DeliveryState.FAILED, Delivery.tried_address == account,
        Delivery.error.in_((NOT_INSTALLED, BLOCKED)),
    )  # fmt: skip
    session.execute(failed.values(tried_address=""))


def forget_conversations(session: Session, platform: str, account: str) -> None:
    """Deletes where an account was met."""
    ref = ConversationReference
    session.execute(delete(ref).where(ref.platform == platform, ref.account == account))


def is_arrival_unknown(session: Session, token: str) -> bool:
    """Whether it is not known that the message with this token has arrived."""
    query = select(Delivery.id).where(Delivery.token == token, Delivery.state.in_(_UNSURE))
    return session.execute(query).first() is not None


def arrived(session: Session, token: str, conversation: str, message: str, now: datetime) -> bool:
    """Somebody uses a message that carries this token, so it has arrived. True when that was not known: its delivery is
    then sent, whatever its own call said."""
    query = select(Delivery).where(Delivery.token == token, Delivery.state.in_(_UNSURE))
    delivery = session.scalars(query.with_for_update()).first()
    if delivery is None or delivery.target_id is not None:
        return False
    delivery.state, delivery.sent_at, delivery.error, delivery.lease_until = DeliveryState.SENT, now, None, None
    delivery.platform_channel, delivery.platform_message = conversation, message
    delivery.sent_revision = delivery.revision
    session.flush()
    return True
