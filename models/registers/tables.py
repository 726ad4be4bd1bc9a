"""The lines of all registers. What a line holds is declared, not stored: one table serves every register, so that a new
one needs no migration (docs/decisions.md)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.storage.base import Base


class RegisterLine(Base):
    """A line. `register` is the name of its register, `key` what people call it by, `folded_key` the same for
    comparison. `content` are its values by column, as `models.registers.values` reads them. A line is never deleted: it
    is ended, with why. `searchable` is all its text, folded."""

    __tablename__ = "register_line"
    __table_args__ = (UniqueConstraint("register", "folded_key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    register: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(100))
    folded_key: Mapped[str] = mapped_column(String(100))
    content: Mapped[dict[str, Any]]
    searchable: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    ended: Mapped[date | None]
    ended_why: Mapped[str | None] = mapped_column(Text)


class RegisterLink(Base):
    """What a line is linked to: another line, a row of the plan, or a unit; one of the three. A row is its placement,
    so that the link follows it when its number changes."""

    __tablename__ = "register_link"
    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("register_line.id"), index=True)
    to_line_id: Mapped[int | None] = mapped_column(ForeignKey("register_line.id"), index=True)
    placement_id: Mapped[int | None] = mapped_column(ForeignKey("placement.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)


class FetchedPage(Base):
    """What another server answered to an address, kept for a while so that it is not asked again."""

    __tablename__ = "fetched_page"
    url: Mapped[str] = mapped_column(String(1000), primary_key=True)
    fetched_at: Mapped[datetime]
    content: Mapped[str] = mapped_column(Text)
