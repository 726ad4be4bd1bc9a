"""How many of their activities a person has answered in a round."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models.answers.queries import AnswerView, current_answers, lifecycles
from models.plan.views import PlanView, RowView
from models.rounds.exceptions import is_excused
from models.rounds.tables import Round
from models.rules.lifecycle import is_asked_about


@dataclass(frozen=True)
class Progress:
    """Counted in activities: `total` are asked about, `done` have an answer on every row. `left` is the first row
    without an answer of each activity that is not done, `activities` the first row of each activity; both in the plan's
    order."""

    total: int
    done: int
    left: tuple[RowView, ...]
    activities: tuple[RowView, ...] = ()

    def place_of(self, row: RowView) -> int | None:
        """The position of the row's activity in `activities`, from 1; None when it is not asked about."""
        ids = [each.activity_id for each in self.activities]
        return ids.index(row.activity_id) + 1 if row.activity_id in ids else None


def progress(rows: tuple[RowView, ...], answers: dict[int, AnswerView]) -> Progress:
    """The progress on these rows. An activity under two goals counts once, and is done when both rows have an answer.
    `answers` are by placement id."""
    first = {row.activity_id: row for row in reversed(rows)}
    left = {row.activity_id: row for row in reversed(rows) if row.placement_id not in answers}
    activities = tuple(sorted(first.values(), key=lambda row: row.row))
    remaining = tuple(sorted(left.values(), key=lambda row: row.row))
    return Progress(len(activities), len(activities) - len(left), remaining, activities)


def asked_rows(
    session: Session, round_: Round, rows: tuple[RowView, ...], answered: Collection[int] = ()
) -> tuple[RowView, ...]:
    """Those of the rows that a round asks about: not rows that are excused, or that were done or cancelled before it,
    unless they have an answer in it. `answered` holds the placement ids with an answer."""
    lifecycle_by_row = lifecycles(session, rows, round_.deadline)
    return tuple(
        row
        for row in rows
        if is_asked_about(lifecycle_by_row.get(row.placement_id), reported_this_round=row.placement_id in answered)
        and (row.placement_id in answered or not is_excused(round_, row))
    )


def progress_in(session: Session, round_: Round, plan: PlanView, rows: tuple[RowView, ...]) -> Progress:
    """The progress in a round of a person who has these rows."""
    answers = current_answers(session, round_.id, plan.id)
    return progress(asked_rows(session, round_, rows, answers), answers)
