"""How far a person has come with their activities."""

from dataclasses import dataclass

from models.directory import RowView
from models.queries import AnswerView


@dataclass(frozen=True)
class Progress:
    """How far a person has come: activities in the round, those with an answer on every row, and the next without."""

    total: int
    done: int
    left: tuple[RowView, ...]


def progress(rows: tuple[RowView, ...], answers: dict[int, AnswerView]) -> Progress:
    """Counted in activities: one that stands under two goals is one, and done when both rows have an answer."""
    activities = dict.fromkeys(row.activity_id for row in rows)
    left = {row.activity_id: row for row in reversed(rows) if row.placement_id not in answers}
    remaining = tuple(sorted(left.values(), key=lambda row: row.row))
    return Progress(len(activities), len(activities) - len(left), remaining)
