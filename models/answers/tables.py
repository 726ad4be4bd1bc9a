"""Answers, drafts and held texts. Answers are only ever added; the current one has the highest version of its round and
row."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.storage.base import Base, enum_by_value
from models.vocabulary.answers import FollowUp, Lifecycle, Personal, Source, Status


class Answer(Base):
    """One version of what was reported on one row in one round.

    `forecast` is the new day by which it will be done, `decision_by` who must decide what, `change_reason` why the
    colour differs from last time, `late_reason` why it was changed after the deadline. `follow_up_state` and
    `follow_up_note` are about the action of the previous period. For a comment that refers to another row ("se ovan"),
    `reference_row_id` is that row's placement and `reference_answer_id` its answer at the time, if it had one.

    `personal` is whether the texts hold personal data. `words_of_id` is whose those words are, when the author took
    them over from somebody else's answer, and so never saw them. `untold` until those whom the answer concerns are told
    (`actions.answers.telling_owners`). Two columns are changed afterwards: `personal`, to `RIGHT`, and `untold`.
    """

    __tablename__ = "answer"
    __table_args__ = (
        UniqueConstraint("round_id", "placement_id", "version"),
        Index("ix_answer_history", "placement_id", "submitted_at", "id"),
        Index("ix_answer_untold", "untold"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"))
    version: Mapped[int]
    status: Mapped[Status] = mapped_column(enum_by_value(Status))
    comment: Mapped[str] = mapped_column(Text)
    cause: Mapped[str | None] = mapped_column(Text)
    action: Mapped[str | None] = mapped_column(Text)
    action_owner: Mapped[str | None] = mapped_column(Text)
    action_due: Mapped[date | None]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    author_email: Mapped[str | None] = mapped_column(String(320))
    on_behalf_of: Mapped[str | None] = mapped_column(String(200))
    submitted_at: Mapped[datetime]
    late: Mapped[bool] = mapped_column(default=False)
    source: Mapped[Source] = mapped_column(enum_by_value(Source))
    lifecycle: Mapped[Lifecycle | None] = mapped_column(enum_by_value(Lifecycle))
    forecast: Mapped[date | None]
    decision_by: Mapped[str | None] = mapped_column(Text)
    change_reason: Mapped[str | None] = mapped_column(Text)
    follow_up_state: Mapped[FollowUp | None] = mapped_column(enum_by_value(FollowUp))
    follow_up_note: Mapped[str | None] = mapped_column(Text)
    late_reason: Mapped[str | None] = mapped_column(Text)
    reference_row_id: Mapped[int | None] = mapped_column(ForeignKey("placement.id"))
    reference_answer_id: Mapped[int | None] = mapped_column(ForeignKey("answer.id"), index=True)
    personal: Mapped[Personal] = mapped_column(enum_by_value(Personal), default=Personal.UNREAD)
    words_of_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    untold: Mapped[bool] = mapped_column(default=False)


class Draft(Base):
    """What a person has written on a row and not submitted; deleted when the answer is stored. `values` are form fields
    by name."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("round_id", "placement_id", "person_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    values: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]


class HeldText(Base):
    """What somebody wrote that could not be stored as an answer, when it is too long for the buttons that go on with
    it. Those name it by its id, which is never given again: a button must not go on with another text."""

    __tablename__ = "held_text"
    __table_args__ = ({"sqlite_autoincrement": True},)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(index=True)
