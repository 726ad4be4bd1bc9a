"""The activity plan: activities, their wordings, and their placements under goals."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.storage.base import Base, enum_by_value
from models.vocabulary.answers import Status
from models.vocabulary.plan import GoalKind


class Plan(Base):
    """One year's activity plan (aktivitetsplan)."""

    __tablename__ = "plan"
    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(unique=True)


class Goal(Base):
    """A goal of the strategy, shared by the plans of all years. `key` is its name folded for comparison."""

    __tablename__ = "goal"
    __table_args__ = (UniqueConstraint("kind", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[GoalKind] = mapped_column(enum_by_value(GoalKind))
    name: Mapped[str] = mapped_column(String(300))
    key: Mapped[str] = mapped_column(String(300))


class Activity(Base):
    """An activity of a year's plan. Its text is the newest `ActivityWording`. When it begins and ends is known only if
    a coordinator has said so; the plan file has no such columns."""

    __tablename__ = "activity"
    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]


class ActivityWording(Base):
    """One version of an activity's text. Versions are only added."""

    __tablename__ = "activity_wording"
    __table_args__ = (UniqueConstraint("activity_id", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    since: Mapped[datetime]


class Placement(Base):
    """An activity under a goal: one row of the plan. `row` is its number (the file's `order`), unique in the year; it
    may change, and everything that is stored about a row refers to `id`. `key` is the region's own, if it has one.

    `previous_comment` and `previous_status` are the previous period's, from the plan file; the status is None when the
    file has none. `continues_id` is the same row in the previous year's plan. A row that is not `active` has left the
    plan, by an import or a coordinator; `ended_at` and `ended_why` say when and why, where that is known, and
    `replaced_by_id` is the row that it was merged into or replaced by.
    """

    __tablename__ = "placement"
    __table_args__ = (
        UniqueConstraint("plan_id", "row"),
        Index("uq_placement_key", "plan_id", "key", unique=True),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    row: Mapped[int]
    key: Mapped[str | None] = mapped_column(String(100))
    goal_id: Mapped[int] = mapped_column(ForeignKey("goal.id"))
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    active: Mapped[bool] = mapped_column(default=True)
    previous_comment: Mapped[str | None] = mapped_column(Text)
    previous_status: Mapped[Status | None] = mapped_column(enum_by_value(Status))
    continues_id: Mapped[int | None] = mapped_column(ForeignKey("placement.id"))
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str | None] = mapped_column(Text)
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("placement.id"))


class PlacementPast(Base):
    """What a row was `until` an instant, since the instant of the entry before: in the plan or not, under which goal,
    and of which activity. Entries are only added; what it is now stands in `Placement`."""

    __tablename__ = "placement_past"
    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"), index=True)
    until: Mapped[datetime]
    active: Mapped[bool]
    goal_id: Mapped[int] = mapped_column(ForeignKey("goal.id"))
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))


class PlacementUnit(Base):
    """That a unit answers for a row. `position` is its position among the row's units, as in the plan file."""

    __tablename__ = "placement_unit"
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    position: Mapped[int]
