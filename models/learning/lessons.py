"""Which lessons there are of a kind, and of what turned a colour."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.answers.tables import Answer
from models.people.directory import Directory
from models.registers.tables import RegisterLine, RegisterLink
from models.vocabulary.answers import Status

_LESSONS = (
    select(RegisterLine).where(RegisterLine.register == "lessons", RegisterLine.ended.is_(None))
    .order_by(RegisterLine.id.desc())
)  # fmt: skip


def lessons_of_kind(session: Session, kinds: Collection[str]) -> list[RegisterLine]:
    """The lessons of these kinds that hold, the newest first."""
    return [line for line in session.scalars(_LESSONS) if line.content.get("kind") in kinds]


def lessons_of_colours(session: Session, directory: Directory, colours: Collection[Status]) -> list[RegisterLine]:
    """The lessons that hold of rows that have ever had one of the colours, in any year's plan, the newest first."""
    rows = [row for plan in directory.plans for row in (*plan.rows, *(each.row for each in plan.ended))]
    oldest = {row.placement_id: row.chain[-1] for row in rows}
    answered = session.scalars(select(Answer.placement_id).where(Answer.status.in_(colours)).distinct())
    coloured = {oldest.get(placement) for placement in answered}
    query = (
        select(RegisterLink.line_id, RegisterLink.placement_id)
        .join(RegisterLine, RegisterLine.id == RegisterLink.line_id)
        .where(RegisterLine.register == "lessons", RegisterLink.placement_id.is_not(None))
    )
    linked = {line_id for line_id, placement in session.execute(query) if oldest[placement or 0] in coloured}
    return [line for line in session.scalars(_LESSONS) if line.id in linked]
