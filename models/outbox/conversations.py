"""Conversations that a platform has told us of. On a platform where a bot may only write where it has been, they are
the only way to somebody."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.storage.base import Base


class ConversationReference(Base):
    """That an account was met in a conversation, or for an `account` of "" that the bot is in a channel.

    `member` is the account's id within the conversation, `team` the id of the team whose channel it is, `service_url`
    the address of the platform's service for it. `ended_at` is when the platform said that the bot may no longer write
    there.
    """

    __tablename__ = "conversation_reference"
    __table_args__ = (
        UniqueConstraint("platform", "conversation", "account"),
        Index("ix_conversation_reference_account", "account", "platform"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str] = mapped_column(String(16))
    conversation: Mapped[str] = mapped_column(String(300))
    account: Mapped[str] = mapped_column(String(64))
    member: Mapped[str] = mapped_column(String(300))
    team: Mapped[str] = mapped_column(String(300))
    service_url: Mapped[str] = mapped_column(String(300))
    is_personal: Mapped[bool]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


@dataclass(frozen=True)
class Met:
    """Where an account was met; the fields as in `ConversationReference`."""

    conversation: str
    service_url: str
    account: str = ""
    member: str = ""
    team: str = ""
    is_personal: bool = False


def where_met(session: Session, platform: str, account: str) -> list[Met]:
    """Where an account may be written to: its personal conversations, then others, each the freshest first."""
    ref = ConversationReference
    query = (
        select(ref)
        .where(ref.platform == platform, ref.account == account, ref.ended_at.is_(None))
        .order_by(ref.is_personal.desc(), ref.seen_at.desc(), ref.id.desc())
    )
    return [_met(reference) for reference in session.scalars(query)]


def conversation_met(session: Session, platform: str, conversation: str) -> Met | None:
    """The freshest that is known of a conversation, no matter who was met there."""
    ref = ConversationReference
    query = select(ref).where(ref.platform == platform, ref.conversation == conversation)
    met = session.scalars(query.order_by(ref.ended_at.is_not(None), ref.seen_at.desc()).limit(1)).first()
    return _met(met) if met else None


def newest_service(session: Session, platform: str) -> str | None:
    """The address of the platform's service in the freshest conversation; None before there is any."""
    ref = ConversationReference
    query = select(ref.service_url).where(ref.platform == platform).order_by(ref.seen_at.desc()).limit(1)
    url: str | None = session.execute(query).scalar()
    return url


def _met(ref: ConversationReference) -> Met:
    return Met(ref.conversation, ref.service_url, ref.account, ref.member, ref.team, ref.is_personal)
