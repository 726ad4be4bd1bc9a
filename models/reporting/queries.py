"""Finding the texts of a report."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.plan.views import GoalView
from models.reporting.tables import ReportText

INTRODUCTION = "introduction"


def part_of(goal: GoalView | None) -> str:
    """What a text is for: the introduction, or the summary of a goal."""
    return str(goal.id) if goal else INTRODUCTION


def current_texts(session: Session, round_id: int) -> dict[str, ReportText]:
    """The newest version of each text of a round by its part. Texts that were taken back are left out."""
    query = select(ReportText).where(ReportText.round_id == round_id).order_by(ReportText.version)
    newest = {each.part: each for each in session.scalars(query)}
    return {part: each for part, each in newest.items() if each.text}


def newest_version(session: Session, round_id: int, part: str) -> int:
    """How many versions a text has."""
    query = select(ReportText.version).where(ReportText.round_id == round_id, ReportText.part == part)
    return session.scalars(query.order_by(ReportText.version.desc()).limit(1)).first() or 0
