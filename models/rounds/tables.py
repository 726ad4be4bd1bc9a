"""The reporting round (rapporteringstillfälle)."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.storage.base import Base, enum_by_value
from models.vocabulary.rounds import RoundState

# Contract, *Time*: an opening or closing within ten seconds of its time is on time.
ON_TIME = timedelta(seconds=10)


class Round(Base):
    """One reporting round, in which every owner is asked once. Instants are UTC.

    `key` is the name folded for comparison. `reminders` are ISO 8601 durations before the deadline. `planned_deadline`
    is the one that the round was created with; `deadline` may have been moved after an outage or by a coordinator.
    `opened_late_seconds` and `closed_late_seconds` are 0 when on time, the latter also when it was closed by hand.
    `reminded_through` is the instant of the newest rung of the reminder ladder that has been dealt with; of the ladder
    as it stands, which a moved deadline moves. `news_through` is the instant of the newest occasion
    (`models.rules.news`) at which the coordinators were told how it goes. `closings` counts how often it was closed: it
    may have been reopened.
    `excused` holds why a row need not be answered, by placement id; `unit_deadlines` until when (ISO 8601) the rows of
    a unit are open, by unit id. Both are read with `models.rounds.exceptions`.
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
    news_through: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_late_seconds: Mapped[int] = mapped_column(default=0)
    closings: Mapped[int] = mapped_column(default=0)
    excused: Mapped[dict[str, Any]] = mapped_column(default=dict)
    unit_deadlines: Mapped[dict[str, Any]] = mapped_column(default=dict)
    locked_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]

    @property
    def ended_at(self) -> datetime:
        """When it ended, from which what follows counts: its deadline; or, when it was closed by hand, before the
        deadline or after it, the time of the closing. A closing that an outage made late ended at the deadline."""
        if self.closed_at is None:
            return self.deadline
        is_by_hand = self.closed_at < self.deadline or (
            self.closed_at > self.deadline + ON_TIME and not self.closed_late_seconds
        )
        return self.closed_at if is_by_hand else self.deadline
