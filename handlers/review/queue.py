"""Which answer a coordinator is to look at next."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from actions.rounds.review import Reviewable, may_approve
from handlers.access import plan_of, require_coordinator
from handlers.context import Context, Refusal
from handlers.rounds.finding import button_round
from messages.values.answers import ReviewValue
from models.answers.queries import current_answers
from models.plan.views import PlanView, RowView
from models.review.queries import ReviewedRows, reviewed_rows
from models.rounds.tables import Round
from models.vocabulary.answers import Status
from models.vocabulary.rounds import RoundState


@dataclass(frozen=True)
class ReviewQueue:
    """The answers of a round that nobody has looked at, in the order of the plan; of one unit alone when `unit_id` says
    so. `reviewed` is about the whole round."""

    round: Round
    plan: PlanView
    unit_id: int | None
    left: tuple[Reviewable, ...]
    reviewed: ReviewedRows

    def next_after(self, placement_id: int | None) -> Reviewable | None:
        """The first one after a row in the plan, from the top again when there is none; None when nothing is left."""
        places = [row.placement_id for row in self.plan.rows]
        start = places.index(placement_id) if placement_id in places else -1
        after = [each for each in self.left if places.index(each[0].placement_id) > start]
        return next(iter(after or self.left), None)

    def green_of(self, row: RowView, ctx: Context) -> list[Reviewable]:
        """The green ones of the units of a row that the asker may approve."""
        units = {unit.id for unit in row.units}
        return [
            (other, answer)
            for other, answer in self.left
            if answer.status is Status.GREEN
            and units & {unit.id for unit in other.units}
            and may_approve(ctx.directory, answer, ctx.person())
        ]


def reviewable_round(ctx: Context) -> Round:
    """The round to review when none is named: of those that are closed and not locked the oldest, else the open one
    with the nearest deadline. Raises Refusal when there is none."""
    states = (RoundState.CLOSED, RoundState.OPEN)
    rounds = list(ctx.session.scalars(select(Round).where(Round.state.in_(states)).order_by(Round.deadline, Round.id)))
    if not rounds:
        raise Refusal(ctx.t("No round is open or closed just now, so there is nothing to review."))
    return min(rounds, key=lambda round_: states.index(round_.state))


def load_queue(ctx: Context, round_: Round, unit_id: int | None) -> ReviewQueue:
    """What is left to look at. For coordinators only."""
    require_coordinator(ctx)
    plan = plan_of(ctx, round_)
    answers = current_answers(ctx.session, round_.id, plan.id)
    reviewed = reviewed_rows(ctx.session, round_.id, plan, answers)
    rows: Sequence[RowView] = reviewed.unreviewed
    if unit_id is not None:
        rows = [row for row in rows if unit_id in {unit.id for unit in row.units}]
    return ReviewQueue(round_, plan, unit_id, tuple((row, answers[row.placement_id]) for row in rows), reviewed)


def queue_of(ctx: Context, at: ReviewValue) -> ReviewQueue:
    """That of a button or form. Raises Refusal for a value that names no round."""
    return load_queue(ctx, button_round(ctx, at.row.round_id), at.unit_id)


def seen_answer(queue: ReviewQueue, at: ReviewValue) -> Reviewable | None:
    """The answer that a button is about; None when it has been changed or looked at since."""
    seen = (each for each in queue.left if each[1].id == at.row.answer_id)
    return next(seen, None)
