"""What a button under a digest is about: the round, the register of its deviations, and who is asking."""

from dataclasses import dataclass

from sqlalchemy import select

from actions.deviations.questions import Reader
from handlers.access import no_such_row_text, number_now, plan_of, require_member, round_by_id
from handlers.context import Context, Refusal, no_longer
from messages.values.rows import RowValue
from models.deviations.register import Deviation, Register, load_register
from models.plan.views import PlanView, RowView
from models.rounds.queries import current_round, plan_of_round
from models.rounds.tables import Round


@dataclass(frozen=True)
class RoundDeviations:
    """A round with its plan and its register."""

    round: Round
    plan: PlanView
    register: Register

    def of(self, row: RowView) -> Deviation | None:
        """The row's newest deviation, open or closed; None when it has never deviated."""
        deviations = [each for each in self.register.deviations if each.row.placement_id == row.placement_id]
        return deviations[-1] if deviations else None

    @property
    def awaiting_decision(self) -> list[Deviation]:
        return [each for each in self.register.open if each.awaits_decision]


def deviations_of(ctx: Context, round_id: int | None = None) -> RoundDeviations:
    """The deviations as of a round; without one, of the current round. For members only. Raises Refusal for others, for
    a round that does not exist, and before the first."""
    require_member(ctx)
    round_ = current_round(ctx.session) if round_id is None else round_by_id(ctx, round_id)
    if round_ is None and round_id is not None:
        raise no_longer(ctx)
    if round_ is None:
        raise Refusal(ctx.t("No reporting has begun yet, so there are no deviations."))
    return _loaded(ctx, round_, plan_of(ctx, round_))


def deviations_now(ctx: Context, round_id: int | None = None) -> RoundDeviations:
    """The deviations as they are by now: of the newest opened round on the plan of the round whose digest was pressed.
    What is decided is decided about them, from whichever digest."""
    at = deviations_of(ctx, round_id)
    opened = select(Round).where(Round.opened_at.is_not(None), Round.deadline >= at.round.deadline)
    newer = [
        round_
        for round_ in ctx.session.scalars(opened.order_by(Round.deadline, Round.id))
        if (plan := plan_of_round(ctx.directory, round_)) is not None and plan.id == at.plan.id
    ]
    return _loaded(ctx, newer[-1], at.plan) if newer and newer[-1].id != at.round.id else at


def _loaded(ctx: Context, round_: Round, plan: PlanView) -> RoundDeviations:
    today = ctx.now.astimezone(ctx.options.zone).date()
    return RoundDeviations(round_, plan, load_register(ctx.session, round_, plan.rows, today))


def row_at(ctx: Context, plan: PlanView, at: RowValue) -> RowView:
    """The row of a button's value, whatever number it has by now. Raises Refusal when the plan has no such row."""
    row = plan.by_row.get(number_now(ctx, plan, at))
    if row is None:
        raise Refusal(no_such_row_text(ctx, plan, at.row))
    return row


def reader(ctx: Context) -> Reader:
    """The asker as a member of management."""
    return Reader(ctx.actor.platform, ctx.actor.account, ctx.actor.person)
