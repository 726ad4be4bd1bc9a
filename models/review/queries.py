"""Which answers of a round have been approved or sent back (contract, *Deviations, review, the frozen record*)."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from models.answers.queries import AnswerView
from models.answers.tables import Answer
from models.plan.views import PlanView, RowView
from models.review.tables import Review, Snapshot
from models.storage.database import fetch
from models.vocabulary.answers import ReviewState, Verdict

_reviews = (
    select(Answer.placement_id, Review.answer_id, Review.verdict)
    .join(Answer, Answer.id == Review.answer_id)
    .where(Answer.round_id == bindparam("round_id"))
    .order_by(Review.id)
)


@dataclass(frozen=True)
class ReviewedRows:
    """The answered rows of a round by the state of their current answer, in the order of the plan. A row whose answer
    was changed after an approval is in `unreviewed` and in `changed`."""

    approved: tuple[RowView, ...]
    returned: tuple[RowView, ...]
    unreviewed: tuple[RowView, ...]
    changed: tuple[RowView, ...]

    @property
    def reviewed(self) -> int:
        """How many current answers somebody has looked at."""
        return len(self.approved) + len(self.returned)


def review_states(session: Session, round_id: int, answers: Mapping[int, AnswerView]) -> dict[int, ReviewState]:
    """The state of each current answer, by placement id. `answers` are the current ones of the round."""
    newest: dict[int, Verdict] = {}
    approved = set[int]()
    for placement_id, answer_id, verdict in fetch(session, _reviews, {"round_id": round_id}):
        newest[answer_id] = verdict
        if verdict is Verdict.APPROVED:
            approved.add(placement_id)
    return {place: _state(newest.get(answer.id), place in approved) for place, answer in answers.items()}


def _state(verdict: Verdict | None, has_been_approved: bool) -> ReviewState:
    if verdict is not None:
        return ReviewState.APPROVED if verdict is Verdict.APPROVED else ReviewState.RETURNED
    return ReviewState.CHANGED if has_been_approved else ReviewState.UNREVIEWED


def reviewed_rows(session: Session, round_id: int, plan: PlanView, answers: Mapping[int, AnswerView]) -> ReviewedRows:
    """The plan's answered rows by the state of their answers."""
    states = review_states(session, round_id, answers)

    def of(*wanted: ReviewState) -> tuple[RowView, ...]:
        return tuple(row for row in plan.rows if states.get(row.placement_id) in wanted)

    return ReviewedRows(
        approved=of(ReviewState.APPROVED),
        returned=of(ReviewState.RETURNED),
        unreviewed=of(ReviewState.UNREVIEWED, ReviewState.CHANGED),
        changed=of(ReviewState.CHANGED),
    )


def snapshot_of(session: Session, round_id: int) -> Snapshot | None:
    """The frozen record of a round; None for one that is not locked."""
    return session.get(Snapshot, round_id)
