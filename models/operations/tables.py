"""Tables about the program itself: the audit, handled requests, heartbeats, what is looked at once a day."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.storage.base import Base, enum_by_value
from models.vocabulary.operations import Channel


class AuditEvent(Base):
    """A change of an answer, a round, a permission or the plan (`models.operations.audit`). `person_id` is who did it,
    None for the operator or the clock, which `channel` tells; it is None in lines from before it was kept. What was
    changed is `subject`, and the round, the row and the person that it concerns."""

    __tablename__ = "audit_event"
    __table_args__ = tuple(
        Index(f"ix_audit_event_{name}", f"{name}_id", "at") for name in ("round", "placement", "person", "about")
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    channel: Mapped[Channel | None] = mapped_column(enum_by_value(Channel))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    what: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(200))
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"))
    placement_id: Mapped[int | None] = mapped_column(ForeignKey("placement.id"))
    about_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]


class InboundRequest(Base):
    """A platform's request that has been handled. When the platform sends it again, it gets the stored `reply`."""

    __tablename__ = "inbound_request"
    key: Mapped[str] = mapped_column(String(128), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    reply: Mapped[dict[str, Any] | None]


class Heartbeat(Base):
    """When a process last reported that it is running. `name` is `worker` for the worker, whichever replica it is."""

    __tablename__ = "heartbeat"
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime]


class DailyLook(Base):
    """The last local day on which something was looked at that need not be looked at oftener."""

    __tablename__ = "daily_look"
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    day: Mapped[date]
