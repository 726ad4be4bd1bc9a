"""The tick of the clock. `due` reads what is due at an instant, `take` does one step of it, in its own transaction, so
that a round with an error does not affect others."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session

from actions.answers.asking import needs_reconciling, reconcile_round
from actions.answers.reminding import remind
from actions.answers.telling_owners import tell_owners
from actions.coordinators.news import has_news, tell_news
from actions.coordinators.troubles import has_untold_failures, tell_failures, tell_troubles
from actions.deviations.daily_looks import Look, looks_taken, today_of
from actions.deviations.following import has_letters, has_untold_changes, send_letters, tell_followers
from actions.deviations.overdue import has_opened_round, remind_of_overdue
from actions.registers.dates import has_lines, remind_of_dates
from actions.registers.needs import ask_after_the_year
from actions.rounds.life_cycle import NewRound, close_round, open_round
from models.answers.untold import has_untold_answers
from models.operations.log import log_of
from models.operations.trouble import has_trouble_changes
from models.options import Options
from models.registers.needs import round_to_ask_after
from models.rounds.ladder import STALE, due_step
from models.rounds.tables import Round
from models.rules.ladder import LAST_STEP
from models.vocabulary.rounds import RoundState
from scheduler.wheel import Plans, create_missing, missing_rounds

log = log_of(__name__)
_LADDER_ENDS = LAST_STEP + STALE
_IS_LATE = and_(Round.state == RoundState.CLOSED, Round.closed_at > bindparam("closed_since"))
_GOING = select(Round).where(or_(Round.state.in_([RoundState.PLANNED, RoundState.OPEN]), _IS_LATE)).order_by(Round.id)


class Move(StrEnum):
    """What can be done to a round, in the order of its life; NEWS tells the coordinators how it is going. The rest is
    about no round: TELL_OWNERS tells those whom new answers concern, OVERDUE reminds of actions past their dates,
    DATES reminds the coordinators of the registers' days, NEEDS asks whether the need is still there, FOLLOW tells
    followers what has changed colour, WRITE queues weekly letters, TELL notifies the coordinators of failed messages,
    troubles and outages."""

    CREATE = "create"
    OPEN = "open"
    ASK = "ask"
    REMIND = "remind"
    NEWS = "news"
    CLOSE = "close"
    TELL_OWNERS = "tell owners"
    OVERDUE = "overdue"
    DATES = "dates"
    NEEDS = "needs"
    FOLLOW = "follow"
    WRITE = "write"
    TELL = "tell"


@dataclass(frozen=True)
class Step:
    """Something that is due: a move of the round `round_id`, or creating the `new` round of the yearly wheel."""

    move: Move
    round_id: int = 0
    new: NewRound | None = None


def due(session: Session, now: datetime, plans: Plans) -> list[Step]:
    """Everything that is due at this instant. Changes and locks nothing."""
    # First, since the answers were given before what is due now.
    steps = [Step(Move.TELL_OWNERS)] if has_untold_answers(session) else []
    steps += [Step(Move.CREATE, new=new) for new in missing_rounds(session, now, plans)]
    for round_ in session.scalars(_GOING, {"closed_since": now - _LADDER_ENDS}):
        if round_.state is RoundState.PLANNED and round_.opens_at <= now:
            steps.append(Step(Move.OPEN, round_.id))
        elif round_.state is RoundState.OPEN and round_.deadline <= now:
            steps.append(Step(Move.CLOSE, round_.id))
        elif due_step(round_, now, plans.options):
            steps.append(Step(Move.REMIND, round_.id))
        if _is_to_be_asked_in(round_, now) and needs_reconciling(session, round_, now, plans.options):
            steps.append(Step(Move.ASK, round_.id))
        if has_news(session, round_, now, plans.options):
            steps.append(Step(Move.NEWS, round_.id))
    steps += _daily(session, now, plans.options)
    if has_untold_changes(session):
        steps.append(Step(Move.FOLLOW))
    if has_letters(session, now, plans.options):
        steps.append(Step(Move.WRITE))
    if has_untold_failures(session) or has_trouble_changes(session):
        steps.append(Step(Move.TELL))
    return steps


def _daily(session: Session, now: datetime, options: Options) -> list[Step]:
    """What is looked at once a local day, has not been today, and has anything to look at."""
    taken = looks_taken(session, today_of(now, options))
    is_due = {
        Move.OVERDUE: Look.OVERDUE not in taken and has_opened_round(session),
        Move.DATES: Look.DATES not in taken and has_lines(session),
        Move.NEEDS: Look.NEEDS not in taken and round_to_ask_after(session, now) is not None,
    }
    return [Step(move) for move in is_due if is_due[move]]


def take(session: Session, step: Step, now: datetime, plans: Plans) -> int:
    """Does one step, unless another worker has done it. Returns how many things were done, 0 for none."""
    if step.new is not None:
        return create_missing(session, step.new, now)
    if step.move is Move.TELL_OWNERS:
        return tell_owners(session, now)
    if step.move is Move.FOLLOW:
        return tell_followers(session, now, plans.options)
    if step.move is Move.WRITE:
        return send_letters(session, now, plans.options)
    if step.move is Move.TELL:
        return tell_failures(session, now, plans.options) + tell_troubles(session, now, plans.options)
    if step.move is Move.OVERDUE:
        return remind_of_overdue(session, now, plans.options)
    if step.move is Move.DATES:
        return remind_of_dates(session, now, plans.options)
    if step.move is Move.NEEDS:
        return ask_after_the_year(session, now, plans.options)
    # Answers refer to the round while they are stored: this lock does not make them wait.
    query = select(Round).where(Round.id == step.round_id).with_for_update(key_share=True)
    round_ = session.execute(query, execution_options={"populate_existing": True}).scalar_one()
    match step.move:
        case Move.OPEN if round_.state is RoundState.PLANNED and round_.opens_at <= now:
            open_round(session, round_, now, plans.options, plans.catch_up_max)
            log.info("round.opened", round=round_.name, late_seconds=round_.opened_late_seconds)
        case Move.ASK if _is_to_be_asked_in(round_, now):
            concerned = reconcile_round(session, round_, now, plans.options)
            log.info("round.asked", round=round_.name, people=concerned)
        case Move.REMIND if rung := due_step(round_, now, plans.options):
            round_.reminded_through = rung.at
            sent = remind(session, round_, rung, now, plans.options)
            log.info("round.reminded", round=round_.name, step=rung.step.value, queued=sent)
        case Move.NEWS if told := tell_news(session, round_, now, plans.options):
            log.info("round.news", round=round_.name, queued=told)
        case Move.CLOSE if round_.state is RoundState.OPEN and round_.deadline <= now:
            close_round(session, round_, now, plans.options)
            log.info("round.closed", round=round_.name, late_seconds=round_.closed_late_seconds)
        case _:
            return 0
    return 1


def _is_to_be_asked_in(round_: Round, now: datetime) -> bool:
    return round_.state is RoundState.OPEN and now < round_.deadline


def untried(steps: list[Step], tried: set[Step]) -> list[Step]:
    """The steps that were not tried yet. TELL comes last, because it also reports what the other steps did."""
    left = [step for step in steps if step not in tried]
    return [step for step in left if step.move is not Move.TELL] or left


def tick(session: Session, now: datetime, plans: Plans) -> int:
    """Does everything that is due at this instant, in one transaction. Returns how many things were done."""
    done, tried = 0, set[Step]()
    while steps := untried(due(session, now, plans), tried):
        tried.update(steps)
        done += sum(take(session, step, now, plans) for step in steps)
    return done
