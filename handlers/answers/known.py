"""What is known about a row before it is answered: the time before, and this time so far."""

from dataclasses import dataclass

from actions.store_answer import is_late
from handlers.context import Context
from models.answers.answerable import AnswerableRow
from models.answers.last_time import answers_before
from models.answers.queries import AnswerView, current_answer, draft_exists, lifecycles
from models.plan.views import RowView
from models.rules.hints import SAME_PERIODS, Earlier
from models.vocabulary import Lifecycle, RoundState, Status

COLOURS = (Status.GREEN, Status.YELLOW, Status.RED)


@dataclass(frozen=True)
class Known:
    """`periods` are the answers of the last rounds before, newest first, None where there was none; `colour` is that of
    last time, None when it had none. `asks_why` when the deadline has passed and there is an answer, or the round is
    locked: a change is to be explained. `has_draft` when the asker has one on the row."""

    row: RowView
    periods: tuple[AnswerView | None, ...]
    now: AnswerView | None
    colour: Status | None
    asks_why: bool
    has_draft: bool

    @property
    def previous(self) -> AnswerView | None:
        return self.periods[0] if self.periods else None

    @property
    def last_action(self) -> str:
        """The action of the period before, whose fate is asked about; empty when there is nothing to ask."""
        return (self.previous.action or "") if self.previous and self.previous.status.is_deviation else ""

    def is_other_colour(self, status: Status | None) -> bool:
        return self.colour is not None and status in COLOURS and status is not self.colour


def known(ctx: Context, place: AnswerableRow) -> Known:
    now = current_answer(ctx.session, place.round.id, place.row.placement_id)
    periods = answers_before(ctx.session, place.round, place.row, SAME_PERIODS)
    last = periods[0] if periods else None
    colour = last.status if last else place.row.previous_status if not periods else None
    asks_why = is_late(place.round, ctx.now) and (now is not None or place.round.state is RoundState.LOCKED)
    has_draft = draft_exists(ctx.session, place.round.id, place.row.placement_id, ctx.person().id)
    return Known(place.row, periods, now, colour if colour in COLOURS else None, asks_why, has_draft)


def lifecycle_of(ctx: Context, place: AnswerableRow, about: Known) -> Lifecycle | None:
    """How far the activity has come, by the newest answer that says it."""
    if about.now and about.now.lifecycle:
        return about.now.lifecycle
    return lifecycles(ctx.session, [place.row], place.round.deadline).get(place.row.placement_id)


def earlier(about: Known) -> list[Earlier]:
    """The periods before, newest first; the plan's file told of the one before the first round."""
    row = about.row
    periods = [Earlier(answer.status, answer.comment) if answer else Earlier(None) for answer in about.periods]
    if row.previous_comment or row.previous_status:
        periods.append(Earlier(row.previous_status, row.previous_comment or ""))
    return periods
