"""What management does with the deviations: decisions it answers, questions it asks the owners, what it has read."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.storage.base import Base, enum_by_value
from models.vocabulary.deviations import DecisionAnswer


class Decision(Base):
    """The answer to a decision that an answer asks for. The unique key makes the first one hold: `mark` is a digest of
    what is asked, so that another question on the same row is another decision. `until` goes with `later`: when it
    will be decided. `asked_of` is who must decide what, as it was asked. `answered_at` stays when the answer is
    changed; `changed_at` is when that was, the last time."""

    __tablename__ = "decision"
    __table_args__ = (UniqueConstraint("round_id", "placement_id", "mark"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"), index=True)
    mark: Mapped[str] = mapped_column(String(64))
    asked_of: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    answer: Mapped[DecisionAnswer] = mapped_column(enum_by_value(DecisionAnswer))
    until: Mapped[date | None]
    words: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    platform: Mapped[str | None] = mapped_column(String(32))
    account: Mapped[str | None] = mapped_column(String(64))
    changed_at: Mapped[datetime | None]


class DeviationQuestion(Base):
    """A question to those who are responsible for a row that deviates, asked under the digest of a round. The same
    asker's same question is asked once: `mark` is a digest of its text. `person_id` is the asker, when they are in the
    people file. `unreached_at` is when the asker was told that nobody could be reached."""

    __tablename__ = "deviation_question"
    __table_args__ = (
        UniqueConstraint("round_id", "placement_id", "platform", "account", "mark", name="uq_deviation_question_asked"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"), index=True)
    platform: Mapped[str] = mapped_column(String(32))
    account: Mapped[str] = mapped_column(String(320))
    mark: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    question: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    unreached_at: Mapped[datetime | None]


class DeviationReply(Base):
    """What an owner, or a deputy, answered to a question. Several may, each as often as they like; the same words are
    stored once."""

    __tablename__ = "deviation_reply"
    __table_args__ = (UniqueConstraint("question_id", "person_id", "mark"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("deviation_question.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    mark: Mapped[str] = mapped_column(String(64))
    reply: Mapped[str] = mapped_column(Text)
    replied_at: Mapped[datetime]


class DigestReading(Base):
    """That somebody has read the digest of a round: once. `reader` is the person in the people file, whichever account
    they use, or the account of a member who is not in it."""

    __tablename__ = "digest_reading"
    __table_args__ = (UniqueConstraint("round_id", "reader"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    reader: Mapped[str] = mapped_column(String(360))
    read_at: Mapped[datetime]
