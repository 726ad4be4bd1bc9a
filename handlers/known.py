"""What is known about a row before it is answered: the time before, and this time so far."""

from dataclasses import dataclass

from handlers.access import AnswerableRow
from handlers.context import Context
from models.directory import RowView
from models.queries import AnswerView, current_answer, earlier_periods, lifecycles, previous_answer
from models.round import Round
from models.rules.hints import Earlier
from models.vocabulary import Lifecycle, RoundState, Status

COLOURS = (Status.GREEN, Status.YELLOW, Status.RED)


@dataclass(frozen=True)
class Known:
    """`colour` is that of the period before, None when it had none; `lifecycle` the newest that was said. `asks_why`
    when the deadline has passed and there is an answer: a change is to be explained."""

    previous: AnswerView | None
    now: AnswerView | None
    colour: Status | None
    lifecycle: Lifecycle | None
    asks_why: bool

    @property
    def last_action(self) -> str:
        """The action of the period before, whose fate is asked about; empty when there is nothing to ask."""
        return (self.previous.action or "") if self.previous and self.previous.status.is_deviation else ""

    def is_other_colour(self, status: Status | None) -> bool:
        return self.colour is not None and status in COLOURS and status is not self.colour


def is_late(ctx: Context, found: Round) -> bool:
    """Whether an answer given now comes after the deadline."""
    return found.state is not RoundState.PLANNED and (found.state is not RoundState.OPEN or ctx.now > found.deadline)


def known(ctx: Context, place: AnswerableRow) -> Known:
    now = current_answer(ctx.session, place.round.id, place.row.placement_id)
    return known_with(ctx, place, now)


def known_with(ctx: Context, place: AnswerableRow, now: AnswerView | None) -> Known:
    """The same when this round's answer, or that there is none, has been read already."""
    row = place.row
    previous = previous_answer(ctx.session, row, place.round.deadline)
    colour = previous.status if previous else row.previous_status
    said = now.lifecycle if now and now.lifecycle else None
    return Known(
        previous, now, colour if colour in COLOURS else None,
        said or lifecycles(ctx.session, [row], place.round.deadline).get(row.placement_id),
        now is not None and is_late(ctx, place.round),
    )  # fmt: skip


def earlier(ctx: Context, row: RowView, found: Round) -> list[Earlier]:
    """The periods before, newest first; the plan's file told of the one before the first round."""
    periods = [Earlier(status, comment) for status, comment in earlier_periods(ctx.session, row, found.deadline)]
    if row.previous_comment or row.previous_status:
        periods.append(Earlier(row.previous_status, row.previous_comment or ""))
    return periods
