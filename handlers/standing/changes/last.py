"""What rows were before the round, and a deviation in a list with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handlers.context import Context
from handlers.standing.view import Standing
from messages.management.deviation import brief_parts
from messages.parts import Part
from messages.references import meant
from models.answers.history.earlier import Earlier, last_known
from models.answers.queries import AnswerView
from models.plan.views import RowView
from models.rounds.queries import previous_round


@dataclass(frozen=True)
class LastAnswers:
    """The newest answers of earlier rounds by placement id. Those that are not of the round before are old."""

    answers: Mapping[int, Earlier]
    previous_id: int | None

    def of(self, row: RowView) -> tuple[AnswerView | None, str]:
        """The row's last answer, and the name of its round when that is older than the one before."""
        earlier = self.answers.get(row.placement_id)
        if earlier is None:
            return None, ""
        return earlier.answer, "" if earlier.answer.round_id == self.previous_id else earlier.round_name


NO_LAST_ANSWERS = LastAnswers({}, None)


def last_answers(ctx: Context, standing: Standing, rows: Sequence[RowView]) -> LastAnswers:
    """What these rows were before the round."""
    if standing.round is None:
        return NO_LAST_ANSWERS
    previous = previous_round(ctx.session, standing.round)
    known = last_known(ctx.session, standing.round.deadline, rows)
    return LastAnswers(known, previous.id if previous else None)


def deviation(
    ctx: Context, standing: Standing, row: RowView, answer: AnswerView, last: LastAnswers
) -> tuple[Part, ...]:  # fmt: skip
    """A deviation in a list, with what it was before the round."""
    reference = meant(ctx.session, ctx.t, standing.plan, answer)
    previous, from_round = last.of(row)
    return brief_parts(ctx.t, row, answer, previous, ctx.options.commands["all"], reference, from_round)
