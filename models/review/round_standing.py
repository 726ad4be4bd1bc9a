"""How far a round has come, in rows of its plan."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from models.answers.outcomes import outcomes, round_numbers
from models.people.directory import Directory
from models.plan.views import PlanView, RowView
from models.review.queries import reviewed_rows
from models.rounds.tables import Round


@dataclass(frozen=True)
class RoundStanding:
    """The numbers of `status omgång`. `answered` are `on_time` and `late` together; `unreviewed` are the answers that
    nobody has approved or sent back. `left` are the rows without an answer that are not over."""

    asked: int
    answered: int
    on_time: int
    late: int
    excused: int
    missing: int
    unreviewed: int
    left: tuple[RowView, ...]


def round_standing(session: Session, directory: Directory, round_: Round, plan: PlanView) -> RoundStanding:
    """Counts the rows of the round's plan."""
    rows = outcomes(session, directory, round_, plan)
    numbers = round_numbers(rows, round_)
    answers = {row.row.placement_id: row.answer for row in rows if row.answer}
    return RoundStanding(
        asked=numbers.asked,
        answered=numbers.answered,
        on_time=numbers.answered - numbers.late,
        late=numbers.late,
        excused=numbers.excused,
        missing=numbers.missing,
        unreviewed=len(reviewed_rows(session, round_.id, plan, answers).unreviewed),
        left=tuple(row.row for row in rows if row.answer is None and not row.over),
    )
