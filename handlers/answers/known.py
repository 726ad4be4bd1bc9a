"""A row's earlier answers, and its current one, as checks, hints and the form need them."""

from dataclasses import dataclass

from actions.answers.storing import is_late
from handlers.context import Context
from models.answers.answerable import AnswerableRow
from models.answers.history.last_time import row_answers
from models.answers.queries import AnswerView, lifecycles
from models.plan.views import RowView
from models.rules.answers.hints import SAME_PERIODS, Earlier
from models.vocabulary.answers import Lifecycle, Status
from models.vocabulary.rounds import RoundState

COLOURS = (Status.GREEN, Status.YELLOW, Status.RED)


@dataclass(frozen=True)
class RowHistory:
    """`periods` are the answers in the rounds before, newest first, None where there was none; `current` is this
    round's. `colour` is green, yellow or red when last time's answer had one. `needs_late_reason` when a new answer
    would change one after the deadline, or the round is locked. `has_draft` when the asker has a draft on the row."""

    row: RowView
    periods: tuple[AnswerView | None, ...]
    current: AnswerView | None
    colour: Status | None
    needs_late_reason: bool
    has_draft: bool

    @property
    def previous(self) -> AnswerView | None:
        return self.periods[0] if self.periods else None

    @property
    def last_status(self) -> Status | None:
        """What a new answer is compared with: this round's, else last time's; None when there is none."""
        before = self.current or self.previous
        return before.status if before else self.row.previous_status if not self.periods else None

    @property
    def last_colour(self) -> Status | None:
        """The newest colour before a new answer, in this round or those before; None when there was none."""
        given = (answer.status for answer in (self.current, *self.periods) if answer)
        return next((status for status in given if status in COLOURS), self.row.previous_status)

    @property
    def last_action(self) -> str:
        """Last time's action, which is followed up; empty when there was no deviation or no action."""
        return (self.previous.action or "") if self.previous and self.previous.status.is_deviation else ""

    def changes_colour(self, status: Status | None) -> bool:
        """Both last time and `status` have a colour, and not the same."""
        return self.colour is not None and status in COLOURS and status is not self.colour


def row_history(ctx: Context, target: AnswerableRow) -> RowHistory:
    answers = row_answers(ctx.session, target.round, target.row, ctx.person().id, SAME_PERIODS)
    current, periods = answers.current, answers.before
    last = periods[0] if periods else None
    colour = last.status if last else target.row.previous_status if not periods else None
    is_change = current is not None or target.round.state is RoundState.LOCKED
    needs_late_reason = is_late(target.round, target.row, ctx.now) and is_change
    known_colour = colour if colour in COLOURS else None
    return RowHistory(target.row, periods, current, known_colour, needs_late_reason, answers.has_draft)


def lifecycle_of(ctx: Context, target: AnswerableRow, history: RowHistory) -> Lifecycle | None:
    """How far the activity has come, by the newest answer that says so."""
    if history.current and history.current.lifecycle:
        return history.current.lifecycle
    return lifecycles(ctx.session, [target.row], target.round.deadline).get(target.row.placement_id)


def earlier(history: RowHistory) -> list[Earlier]:
    """The periods before, newest first. The plan's file has the one before the first round."""
    row = history.row
    periods = [Earlier(answer.status, answer.comment) if answer else Earlier(None) for answer in history.periods]
    if row.previous_comment or row.previous_status:
        periods.append(Earlier(row.previous_status, row.previous_comment or ""))
    return periods
