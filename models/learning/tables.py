"""What is searched for earlier lessons, the questions that are asked about them, and the votes on proposals."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.storage.base import Base, enum_by_value
from models.vocabulary.answers import LessonCause


class SearchEntry(Base):
    """The stems of a lesson, or of an answer that has an action. SQLite has them in a full-text table besides, which
    triggers keep (migration 0026); PostgreSQL in a generated column, `words`. The newest has the highest `id`."""

    __tablename__ = "search_entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int | None] = mapped_column(ForeignKey("register_line.id"), unique=True)
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answer.id"), unique=True)
    stems: Mapped[str] = mapped_column(Text)


class LessonQuestion(Base):
    """That somebody is asked what was learnt, when a row came back to green or its activity was done: once for an
    activity in a round. `shown_at` is when they had it before them with its buttons, `line_id` the lesson that they
    told."""

    __tablename__ = "lesson_question"
    __table_args__ = (UniqueConstraint("round_id", "activity_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    cause: Mapped[LessonCause] = mapped_column(enum_by_value(LessonCause))
    asked_at: Mapped[datetime]
    shown_at: Mapped[datetime | None]
    skipped_at: Mapped[datetime | None]
    line_id: Mapped[int | None] = mapped_column(ForeignKey("register_line.id"))


class HelpReply(Base):
    """What somebody answered to *Hjälpte det?* about an earlier lesson or action that was shown for a row. The newest
    answer counts."""

    __tablename__ = "help_reply"
    __table_args__ = (UniqueConstraint("round_id", "placement_id", "person_id", "entry_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("search_entry.id"), index=True)
    helped: Mapped[bool]
    replied_at: Mapped[datetime]


class ProposalVote(Base):
    """A vote on the proposals, from when a coordinator opens it until they close it. One is open at a time: `is_open`
    is True for it and None for all others."""

    __tablename__ = "proposal_vote"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(150))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    is_open: Mapped[bool | None] = mapped_column(unique=True)


class ProposalBallot(Base):
    """The ranking of one organisation: the proposals' lines, the best first. It is changed until the vote is closed."""

    __tablename__ = "proposal_ballot"
    __table_args__ = (UniqueConstraint("vote_id", "folded_organisation"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("proposal_vote.id"))
    organisation: Mapped[str] = mapped_column(String(150))
    folded_organisation: Mapped[str] = mapped_column(String(150))
    ranking: Mapped[list[int]]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    given_at: Mapped[datetime]
