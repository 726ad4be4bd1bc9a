"""The reporting round (rapporteringstillfälle)."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.storage.base import Base, enum_by_value
from models.vocabulary import RoundState


class Round(Base):
    """One reporting round, in which every owner is asked once. Instants are UTC.

    `key` is the name folded for comparison. `reminders` are ISO 8601 durations before the deadline. `planned_deadline`
    is the one that the round was created with; `deadline` may have been moved after an outage or by a coordinator.
    `opened_late_seconds` and `closed_late_seconds` are 0 when on time. `reminded_through` is the instant of the newest
    rung of the reminder ladder that has been processed.
    """

    __tablename__ = "round"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    key: Mapped[str] = mapped_column(String(200), unique=True)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    period_from: Mapped[date]
    period_to: Mapped[date]
    opens_at: Mapped[datetime]
    deadline: Mapped[datetime]
    planned_deadline: Mapped[datetime]
    reminders: Mapped[list[str]]
    state: Mapped[RoundState] = mapped_column(enum_by_value(RoundState), index=True)
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    opened_late_seconds: Mapped[int] = mapped_column(default=0)
    reminded_through: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_late_seconds: Mapped[int] = mapped_column(default=0)
    locked_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]

    @property
    def ended_at(self) -> datetime:
        """When it ended, which is told, and from which what follows counts: its deadline; or, when it was closed
        by hand, before the deadline or after it, and when an outage made the closing late, the time of the closing."""
        if self.closed_at is None or (self.closed_at >= self.deadline and not self.closed_late_seconds):
            return self.deadline
        return self.closed_at
