"""The tables of the outbox: a message is stored here before it is sent (docs/architecture.md)."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.storage.base import Base, enum_by_value
from models.vocabulary.outbox import DeliveryKind, DeliveryState


class Delivery(Base):
    """One message and its delivery state.

    `key` is the natural key (`models.outbox.keys`). `token` is an opaque mark that is put on the platform's message and
    by which the message is found again. `destination` (`models.outbox.destinations`) is the conversation, which also is
    the unit of the rate limit. `thread` is the platform's id of a thread there. `parent_id` is the delivery in whose
    thread this is posted, `target_id` the one whose message this rewrites.

    `payload` is the message as JSON, or the ids from which it is built when it is sent (`messages.build`,
    `messages.files`). `revision` counts the requests to redraw, `sent_revision` is the newest that is shown.
    `tried_address` is the address used in the last attempt: an account, an e-mail address or a channel.

    `attempt` is a fencing number: an update by an older attempt changes nothing. `begun_attempt` is kept on platforms
    where nothing can be looked for, and None on others: the claimed attempt once its call has begun, 0 before.
    `looks` counts the searches of the conversation after an uncertain send; for a redraw it counts the uncertain
    attempts. `sweep_at` is when to search for a second copy. `told_at` is when the coordinators were told that the
    message failed.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        Index("ix_delivery_due", "state", "due_at"),
        Index("ix_delivery_round_person", "round_id", "person_id", "kind"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    token: Mapped[str] = mapped_column(String(32), unique=True)
    kind: Mapped[DeliveryKind] = mapped_column(enum_by_value(DeliveryKind))
    platform: Mapped[str] = mapped_column(String(16))
    destination: Mapped[str] = mapped_column(String(320))
    thread: Mapped[str | None] = mapped_column(String(64))
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    placement_id: Mapped[int | None] = mapped_column(ForeignKey("placement.id"))
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answer.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("delivery.id"), index=True)
    target_id: Mapped[int | None] = mapped_column(ForeignKey("delivery.id"), index=True)
    payload: Mapped[dict[str, Any] | None]
    tried_address: Mapped[str | None] = mapped_column(String(320))
    revision: Mapped[int] = mapped_column(default=1)
    sent_revision: Mapped[int] = mapped_column(default=0)
    state: Mapped[DeliveryState] = mapped_column(enum_by_value(DeliveryState))
    attempt: Mapped[int] = mapped_column(default=0)
    begun_attempt: Mapped[int | None]
    looks: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    first_tried_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    sweep_at: Mapped[datetime | None] = mapped_column(index=True)
    platform_channel: Mapped[str | None] = mapped_column(String(340))
    platform_message: Mapped[str | None] = mapped_column(String(200))
    error: Mapped[str | None] = mapped_column(Text)

    def went_elsewhere(self, account: str | None) -> bool:
        """Whether this was sent to another account than this one, which its person has now. A message that was sent by
        e-mail address went to the account that was theirs (`actions.people.accounts` notes when it no longer is)."""
        tried = self.tried_address or ""
        return bool(tried) and "@" not in tried and tried != account

    @property
    def is_redraw(self) -> bool:
        """Whether this replaces what was shown before: a rewrite or a home page. The newest request wins, and doing it
        twice is harmless. All other messages are sent once."""
        return self.target_id is not None or self.kind is DeliveryKind.HOME


class Pace(Base):
    """The rate limit of one conversation or of the whole workspace: when it may be written to again (GCRA's theoretical
    arrival time)."""

    __tablename__ = "pace"
    key: Mapped[str] = mapped_column(String(340), primary_key=True)
    free_at: Mapped[datetime]


def conversation_key(platform: str, destination: str) -> str:
    """The key of a conversation's row in `Pace`."""
    return f"{platform}:{destination}"


def workspace_key(platform: str) -> str:
    """The key of the whole workspace's row in `Pace`."""
    return f"{platform}:*"


def looks_key(platform: str) -> str:
    """The key of the row in `Pace` for reading conversations, which the platform limits separately."""
    return f"{platform}:?"
