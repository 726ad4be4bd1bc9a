"""How far a person has come with their activities."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models.answers.queries import AnswerView, current_answers, lifecycles
from models.plan.views import PlanView, RowView
from models.rounds.tables import Round
from models.rules.lifecycle import is_asked_about


@dataclass(frozen=True)
class Progress:
    """How far a person has come: activities in the round, those with an answer on every row, and the next without.
    `activities` are the first row of each activity that is asked about, in order."""

    total: int
    done: int
    left: tuple[RowView, ...]
    activities: tuple[RowView, ...] = ()

    def place_of(self, row: RowView) -> int | None:
        """The activity's number in the list, from 1; None when it is not asked about."""
        ids = [each.activity_id for each in self.activities]
        return ids.index(row.activity_id) + 1 if row.activity_id in ids else None


def progress(rows: tuple[RowView, ...], answers: dict[int, AnswerView]) -> Progress:
    """Counted in activities: one that stands under two goals is one, and done when both rows have an answer."""
    first = {row.activity_id: row for row in reversed(rows)}
    left = {row.activity_id: row for row in reversed(rows) if row.placement_id not in answers}
    activities = tuple(sorted(first.values(), key=lambda row: row.row))
    remaining = tuple(sorted(left.values(), key=lambda row: row.row))
    return Progress(len(activities), len(activities) - len(left), remaining, activities)


def asked_rows(
    session: Session, found: Round, rows: tuple[RowView, ...], answered: Collection[int] = ()
) -> tuple[RowView, ...]:
    """Of these rows those that a round asks about: not what was done or cancelled before it, unless it has been
    answered (`answered`, by placement) in it."""
    said = lifecycles(session, rows, found.deadline)
    return tuple(
        row
        for row in rows
        if is_asked_about(said.get(row.placement_id), reported_this_round=row.placement_id in answered)
    )


def progress_in(session: Session, found: Round, plan: PlanView, rows: tuple[RowView, ...]) -> Progress:
    """How far somebody with these rows has come in a round."""
    answers = current_answers(session, found.id, plan.id)
    return progress(asked_rows(session, found, rows, answers), answers)
