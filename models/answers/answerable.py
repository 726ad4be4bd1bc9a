"""The row of a round that a person may answer."""

from dataclasses import dataclass

from models.plan.views import PlanView, RowView
from models.rounds.tables import Round


@dataclass(frozen=True)
class AnswerableRow:
    """A row that a person may answer in a round. `on_behalf_of` is the name of the unit when a coordinator answers for
    it, else None."""

    round: Round
    plan: PlanView
    row: RowView
    on_behalf_of: str | None
