"""Handovers: who is asked about a row in a round instead of its owner. Records are only added; later ones take
precedence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.storage.base import Base, enum_by_value
from models.vocabulary.people import HandoverReason


class Handover(Base):
    """From the instant `at`, `to_id` is asked about the row instead of `from_id`. `to_id` is None when nobody is asked;
    the coordinators are notified of that. `note` is the reason in the words of the person who handed it over."""

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
    """One handover."""

    placement_id: int
    from_id: int
    to_id: int | None
    reason: HandoverReason
    note: str = ""


_ALL = select(Handover).order_by(Handover.id)


def all_handovers(session: Session) -> dict[int, tuple[HandoverView, ...]]:
    """The handovers by round id, oldest first."""
    by_round: dict[int, list[HandoverView]] = {}
    for row in session.scalars(_ALL, execution_options={"populate_existing": True}):
        view = HandoverView(row.placement_id, row.from_id, row.to_id, row.reason, row.note or "")
        by_round.setdefault(row.round_id, []).append(view)
    return {round_id: tuple(handovers) for round_id, handovers in by_round.items()}


def asked_after(owners: Iterable[int], handovers: Iterable[HandoverView]) -> dict[int, HandoverView | None]:
    """The ids of those who are asked about one row after its handovers, oldest first. Each comes with the handover that
    made the row theirs, None for an owner who was asked from the beginning."""
    asked: dict[int, HandoverView | None] = dict.fromkeys(owners)
    for handover in handovers:
        if handover.from_id in asked or handover.reason is HandoverReason.GIVEN:
            asked.pop(handover.from_id, None)
            if handover.to_id is not None:
                asked.setdefault(handover.to_id, handover)
    return asked


def handed_back_by(handovers: Iterable[HandoverView]) -> int | None:
    """The id of who was the last to hand one row back to the coordinators, unless it has been given to somebody since.
    `handovers` are those of the row, oldest first."""
    back: dict[int, None] = {}
    for handover in handovers:
        back.pop(handover.from_id, None)
        if handover.to_id is None:
            back[handover.from_id] = None
    return next(reversed(back), None)
