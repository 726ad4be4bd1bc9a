"""A row's answers over the rounds, with the decisions that were asked for and what was answered to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from models.answers.queries import ANSWER_COLUMNS, AnswerView, answer_view
from models.answers.tables import Answer
from models.deviations.decisions import mark_of
from models.deviations.tables import Decision
from models.plan.views import RowView
from models.rounds.tables import Round
from models.storage.database import fetch
from models.vocabulary.rounds import RoundState


@dataclass(frozen=True)
class RoundHistory:
    """What was answered on a row in one round: every version, oldest first, none when it was not answered. `decision`
    is what was answered to the decision that the newest version asks for."""

    round: Round
    versions: tuple[AnswerView, ...]
    decision: Decision | None

    @property
    def newest(self) -> AnswerView | None:
        return self.versions[-1] if self.versions else None

    def is_erratum(self, version: AnswerView) -> bool:
        """Whether it came after the round was locked."""
        is_locked = self.round.state in {RoundState.LOCKED, RoundState.PUBLISHED}
        return is_locked and self.round.locked_at is not None and version.submitted_at > self.round.locked_at


_opened = (
    select(Round).where(Round.opened_at.is_not(None)).order_by(Round.deadline.desc(), Round.id.desc())
)  # fmt: skip
_versions = (
    select(*ANSWER_COLUMNS)
    .where(Answer.placement_id.in_(bindparam("placements", expanding=True)),
           Answer.round_id.in_(bindparam("rounds", expanding=True)))
    .order_by(Answer.version)
)  # fmt: skip
_decisions = select(Decision).where(
    Decision.placement_id.in_(bindparam("placements", expanding=True)),
    Decision.round_id.in_(bindparam("rounds", expanding=True)),
)


def row_history(session: Session, row: RowView, skip: int = 0, most: int | None = None) -> list[RoundHistory]:
    """The opened rounds, the newest deadline first: `most` of them after the first `skip`, or all."""
    query = _opened.offset(skip)
    rounds = list(session.scalars(query.limit(most) if most is not None else query))
    if not rounds:
        return []
    values = {"placements": list(row.chain), "rounds": [round_.id for round_ in rounds]}
    answers: dict[tuple[int, int], list[AnswerView]] = {}
    for record in fetch(session, _versions, values):
        answers.setdefault((record.round_id, record.placement_id), []).append(answer_view(record))
    given = {(each.round_id, each.placement_id, each.mark): each for each in session.scalars(_decisions, values)}
    return [_of_round(round_, row.chain, answers, given) for round_ in rounds]


def _of_round(
    round_: Round, chain: Sequence[int], answers: Mapping[tuple[int, int], Sequence[AnswerView]],
    given: Mapping[tuple[int, int, str], Decision],
) -> RoundHistory:  # fmt: skip
    versions = next((found for placement in chain if (found := answers.get((round_.id, placement)))), ())
    if not versions:
        return RoundHistory(round_, (), None)
    newest = versions[-1]
    decision = given.get((round_.id, newest.placement_id, mark_of(newest.decision_by)))
    return RoundHistory(round_, tuple(versions), decision)
