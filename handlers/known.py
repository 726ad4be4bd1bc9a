"""What is known about a row before it is answered: the time before, and this time so far."""

from dataclasses import dataclass

from handlers.access import AnswerableRow
from handlers.context import Context
from models.directory import RowView
from models.queries import AnswerView, lifecycles
from models.round import Round
from models.rules.hints import Earlier
from models.stories import row_story
from models.vocabulary import Lifecycle, RoundState, Status

COLOURS = (Status.GREEN, Status.YELLOW, Status.RED)


@dataclass(frozen=True)
class Known:
    """`periods` are the last answers of the periods before, newest first; `colour` is that of the one before, None when
    it had none. `asks_why` when the deadline has passed and there is an answer, or the round is locked: a change
    is to be explained. `has_draft` when the asker has one on the row."""

    row: RowView
    periods: tuple[AnswerView, ...]
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


def is_late(ctx: Context, found: Round) -> bool:
    """Whether an answer given now comes after the deadline."""
    return found.state is not RoundState.PLANNED and (found.state is not RoundState.OPEN or ctx.now > found.deadline)


def known(ctx: Context, place: AnswerableRow) -> Known:
    story = row_story(ctx.session, place.round, place.row, ctx.person().id)
    colour = story.periods[0].status if story.periods else place.row.previous_status
    asks_why = is_late(ctx, place.round) and (story.now is not None or place.round.state is RoundState.LOCKED)
    return Known(
        place.row, story.periods, story.now, colour if colour in COLOURS else None, asks_why, story.has_draft
    )  # fmt: skip


def lifecycle_of(ctx: Context, place: AnswerableRow, about: Known) -> Lifecycle | None:
    """How far the activity has come, by the newest answer that says it."""
    if about.now and about.now.lifecycle:
        return about.now.lifecycle
    return lifecycles(ctx.session, [place.row], place.round.deadline).get(place.row.placement_id)


def earlier(about: Known) -> list[Earlier]:
    """The periods before, newest first; the plan's file told of the one before the first round."""
    row, periods = about.row, [Earlier(answer.status, answer.comment) for answer in about.periods]
    if row.previous_comment or row.previous_status:
        periods.append(Earlier(row.previous_status, row.previous_comment or ""))
    return periods
