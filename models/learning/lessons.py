"""Which lessons there are of a kind, and of what turned a colour."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.answers.tables import Answer
from models.registers.tables import RegisterLine, RegisterLink
from models.vocabulary import Status

_LESSONS = (
    select(RegisterLine).where(RegisterLine.register == "lessons", RegisterLine.ended.is_(None))
    .order_by(RegisterLine.id.desc())
)  # fmt: skip


def lessons_of_kind(session: Session, kinds: Collection[str]) -> list[RegisterLine]:
    """The lessons of these kinds that hold, the newest first."""
    return [line for line in session.scalars(_LESSONS) if line.content.get("kind") in kinds]


def lessons_of_colours(session: Session, colours: Collection[Status]) -> Sequence[RegisterLine]:
    """The lessons that hold of rows that have ever had one of the colours, the newest first."""
    rows = select(Answer.placement_id).where(Answer.status.in_(colours))
    linked = select(RegisterLink.line_id).where(RegisterLink.placement_id.in_(rows))
    return session.scalars(_LESSONS.where(RegisterLine.id.in_(linked))).all()
