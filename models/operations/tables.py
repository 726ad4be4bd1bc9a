"""Tables about the program itself: the audit, handled requests, heartbeats, what is looked at once a day."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.storage.base import Base


class AuditEvent(Base):
    """A change of an answer, a round, a permission or the plan. `details` holds numbers and names of fields, no
    comments."""

    __tablename__ = "audit_event"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    what: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(200))
    details: Mapped[dict[str, Any]]


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
