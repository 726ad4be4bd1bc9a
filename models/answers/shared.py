"""Rows that several units answer for: whether one's answer is to be confirmed by the other."""

from models.answers.queries import AnswerView
from models.people.views import PersonView
from models.plan.views import RowView

# What a confirming answer takes over; why it is given late is its own.
TOLD = (
    "status", "comment", "cause", "action", "action_owner", "action_due", "lifecycle", "forecast", "decision_by",
    "change_reason", "follow_up_state", "follow_up_note", "reference_row_id", "reference_answer_id",
)  # fmt: skip


def wants_confirming(reader: PersonView, author: PersonView | None, row: RowView) -> bool:
    """Whether the row is also that of a unit of the reader's which the author does not belong to."""
    theirs = author.units if author else frozenset()
    return any(unit.id in reader.units and unit.id not in theirs for unit in row.units)


def says_the_same(before: AnswerView, now: AnswerView) -> bool:
    """Whether an answer only confirms the one before."""
    return all(getattr(before, name) == getattr(now, name) for name in TOLD)
