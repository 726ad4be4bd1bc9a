"""What management answered to the decisions that were asked of it."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.storage.base import Base, enum_by_value
from models.vocabulary import DecisionAnswer


class Decision(Base):
    """The answer to a decision that an answer asks for. The unique key makes the first one hold: `mark` is a digest of
    what is asked, so that another question on the same row is another decision. `until` goes with `later`: when it
    will be decided. `asked_of` is who must decide what, as it was asked."""

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
