"""Where an answer belongs."""

from dataclasses import dataclass

from models.plan.views import PlanView, RowView
from models.rounds.tables import Round


@dataclass(frozen=True)
class AnswerableRow:
    """A row that the asker may answer in a round. `on_behalf_of` names the unit when a coordinator answers for it."""

    round: Round
    plan: PlanView
    row: RowView
    on_behalf_of: str | None
