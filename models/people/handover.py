"""Who is asked about a row in a round instead of its owner. Lines are only ever added; the newest holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.storage.base import Base, enum_by_value
from models.vocabulary import HandoverReason


class Handover(Base):
    """From then on `to_id` is asked about the row instead of `from_id`; nobody is when it is None: the coordinators
    have been told. `note` is why, in the words of whoever handed it over."""

    __tablename__ = "handover"
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"))
    from_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    to_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[HandoverReason] = mapped_column(enum_by_value(HandoverReason))
    at: Mapped[datetime]
    note: Mapped[str | None] = mapped_column(Text)


@dataclass(frozen=True)
class HandoverView:
    """One line of the table."""

    placement_id: int
    from_id: int
    to_id: int | None
    reason: HandoverReason
    note: str = ""


def all_handovers(session: Session) -> dict[int, tuple[HandoverView, ...]]:
    """By round, oldest first."""
    found: dict[int, list[HandoverView]] = {}
    for row in session.scalars(select(Handover).order_by(Handover.id)):
        view = HandoverView(row.placement_id, row.from_id, row.to_id, row.reason, row.note or "")
        found.setdefault(row.round_id, []).append(view)
    return {round_id: tuple(lines) for round_id, lines in found.items()}


def asked_after(owners: Iterable[int], lines: Iterable[HandoverView]) -> dict[int, HandoverView | None]:
    """Who is asked about one row, given its owners and its handovers in order: by person, with the line that gave it
    to them (None for an owner who was asked from the beginning)."""
    asked: dict[int, HandoverView | None] = dict.fromkeys(owners)
    for line in lines:
        if line.from_id in asked:
            asked.pop(line.from_id)
            if line.to_id is not None:
                asked.setdefault(line.to_id, line)
    return asked
