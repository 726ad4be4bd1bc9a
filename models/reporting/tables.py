"""What coordinators write for the half-year report of a round. Texts are only ever added; the newest version counts."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.storage.base import Base, enum_by_value
from models.vocabulary.people import Role


class ReportText(Base):
    """One version of a text. `part` is what it is for: `introduction`, or the id of the goal that it sums up. An empty
    `text` takes back what there was. `signed_as` is the role of who signed it, None while it is a draft."""

    __tablename__ = "report_text"
    __table_args__ = (UniqueConstraint("round_id", "part", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    part: Mapped[str] = mapped_column(String(32))
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    signed_as: Mapped[Role | None] = mapped_column(enum_by_value(Role))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
