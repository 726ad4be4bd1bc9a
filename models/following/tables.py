"""What people follow."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.storage.base import Base, enum_by_value
from models.vocabulary.plan import Followed


class Following(Base):
    """That somebody follows a row, a goal or a unit, or gets the weekly letter.

    `destination` (`models.outbox.destinations`) is where it is told: a person's direct messages, or an account's for
    somebody outside the people file. `about_id` is the placement, goal or unit, 0 for the letter. `seen` is what the
    follower knows: the colour of each row by its placement id; rows without any answer are not in it.
    """

    __tablename__ = "following"
    __table_args__ = (UniqueConstraint("destination", "what", "about_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str] = mapped_column(String(16))
    destination: Mapped[str] = mapped_column(String(100))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    what: Mapped[Followed] = mapped_column(enum_by_value(Followed))
    about_id: Mapped[int]
    since: Mapped[datetime]
    seen: Mapped[dict[str, Any]]
