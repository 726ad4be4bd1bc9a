"""Rows that several units answer for: one unit's answer is confirmed by the others."""

from models.answers.queries import AnswerView
from models.people.views import PersonView
from models.plan.views import RowView

# The columns that a confirming answer copies. `late_reason` is not among them: the confirmation has its own.
TOLD = (
    "status", "comment", "cause", "action", "action_owner", "action_due", "lifecycle", "forecast", "decision_by",
    "change_reason", "follow_up_state", "follow_up_note", "reference_row_id", "reference_answer_id",
)  # fmt: skip


def wants_confirming(reader: PersonView, author: PersonView | None, row: RowView) -> bool:
    """Whether the reader is to be asked to confirm the author's answer: one of the row's units is the reader's and not
    the author's. `author` is None when they are not in the people file."""
    theirs = author.units if author else frozenset()
    return any(unit.id in reader.units and unit.id not in theirs for unit in row.units)


def says_the_same(before: AnswerView, now: AnswerView) -> bool:
    """Whether an answer repeats the one before it, and so only confirms it."""
    return all(getattr(before, name) == getattr(now, name) for name in TOLD)
