"""What the clock does. `due` is one look at the rows at an instant; `take` does one step of what it found, in a
transaction of its own, so that a round that cannot be moved on holds up no other."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import structlog
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from actions.rounds import NewRound, ask_anew, close_round, create_round, open_round, remind
from actions.stand_ins import moves_for_leave, stand_in
from handlers.context import Options
from messages.failures import has_untold_failures, tell_failures
from messages.ladder import STALE, due_step
from messages.troubles import tell_troubles
from models.answers.queries import plan_for, round_named
from models.operations.trouble import has_news
from models.people.directory import PlanView, load_directory
from models.rounds.tables import Round
from models.rules.deadlines import (
    after,
    next_working_day,
    occurrences,
    parse_duration,
)  # fmt: skip
from models.rules.text import fold
from models.rules.wheel import WheelRule
from models.vocabulary import RoundState

log = structlog.get_logger()
_LONGEST_HOLIDAYS = timedelta(days=14)
# The last step of a ladder is within a season of its deadline, whatever the setting.
_LADDER_ENDS = timedelta(days=90) + STALE


@dataclass(frozen=True)
class Plans:
    """What the clock needs to know beside the rows."""

    options: Options
    catch_up_max: timedelta
    wheel: tuple[WheelRule, ...] = ()
    wheel_lead: str = "P7D"
    wheel_reminders: tuple[str, ...] = ()


class Move(StrEnum):
    """What can be done to a round, in the order in which it lives; and telling coordinators what
    failed, what keeps messages from going out, and what was missed."""

    CREATE = "create"
    OPEN = "open"
    STAND_IN = "stand_in"
    REMIND = "remind"
    CLOSE = "close"
    TELL = "tell"


@dataclass(frozen=True)
class Step:
    """One thing that is due: `round_id` is to be moved on, or the wheel's `new` round created."""

    move: Move
    round_id: int = 0
    new: NewRound | None = None


def due(session: Session, now: datetime, plans: Plans) -> list[Step]:
    """Everything that is due at this instant. Changes and locks nothing."""
    steps = [Step(Move.CREATE, new=new) for new in _wheel_rounds(session, now, plans)]
    is_late = and_(Round.state == RoundState.CLOSED, Round.deadline > now - _LADDER_ENDS)
    going = or_(Round.state.in_([RoundState.PLANNED, RoundState.OPEN]), is_late)
    for found in session.scalars(select(Round).where(going).order_by(Round.id)):
        if found.state is RoundState.PLANNED and found.opens_at <= now:
            steps.append(Step(Move.OPEN, found.id))
        elif found.state is RoundState.OPEN and found.deadline <= now:
            steps.append(Step(Move.CLOSE, found.id))
        elif due_step(found, now, plans.options):
            steps.append(Step(Move.REMIND, found.id))
        if found.state is RoundState.OPEN and _moves(session, found, now, plans):
            steps.append(Step(Move.STAND_IN, found.id))
    if has_untold_failures(session) or has_news(session):
        steps.append(Step(Move.TELL))
    return steps


def take(session: Session, step: Step, now: datetime, plans: Plans) -> int:
    """Does one step unless somebody else has done it. Returns how much was done."""
    if step.new is not None:
        return _create(session, step.new, now)
    if step.move is Move.TELL:
        return tell_failures(session, now, plans.options) + tell_troubles(session, now, plans.options)
    # Answers refer to the round while they are stored: this lock does not make them wait.
    query = select(Round).where(Round.id == step.round_id).with_for_update(key_share=True)
    found = session.execute(query, execution_options={"populate_existing": True}).scalar_one()
    match step.move:
        case Move.OPEN if found.state is RoundState.PLANNED and found.opens_at <= now:
            open_round(session, found, now, plans.options, plans.catch_up_max)
            log.info("round.opened", round=found.name, late_seconds=found.opened_late_seconds)
        case Move.STAND_IN if found.state is RoundState.OPEN and (plan := _plan(session, found)):
            changed = stand_in(session, found, plan, now, plans.options)
            ask_anew(session, found, plan, changed, now, plans.options)
            log.info("round.stood_in", round=found.name, people=len(changed))
        case Move.REMIND if rung := due_step(found, now, plans.options):
            found.reminded_through = rung.at
            sent = remind(session, found, rung, now, plans.options)
            log.info("round.reminded", round=found.name, step=rung.step.value, queued=sent)
        case Move.CLOSE if found.state is RoundState.OPEN and found.deadline <= now:
            close_round(session, found, now, plans.options)
            log.info("round.closed", round=found.name, late_seconds=found.closed_late_seconds)
        case _:
            return 0
    return 1


def untried(steps: list[Step], tried: set[Step]) -> list[Step]:
    """What has not been tried yet. Telling comes after all else: what was done about an outage is told, too."""
    left = [step for step in steps if step not in tried]
    return [step for step in left if step.move is not Move.TELL] or left


def tick(session: Session, now: datetime, plans: Plans) -> int:
    """Everything that is due at this instant, in one transaction. Returns how much was done."""
    done, tried = 0, set[Step]()
    while steps := untried(due(session, now, plans), tried):
        tried.update(steps)
        done += sum(take(session, step, now, plans) for step in steps)
    return done


def _plan(session: Session, found: Round) -> PlanView | None:
    return plan_for(load_directory(session), found, found.period_to)


def _moves(session: Session, found: Round, now: datetime, plans: Plans) -> bool:
    """Whether somebody who is away has a row that another could be asked about. A look at the snapshot, as a rule."""
    if not load_directory(session).leave:
        return False
    plan = _plan(session, found)
    return bool(plan and moves_for_leave(session, found, plan, now, plans.options))


def _wheel_rounds(session: Session, now: datetime, plans: Plans) -> list[NewRound]:
    """The rounds of the yearly wheel that open within the lead time and have not been created. One whose opening has
    passed is not made: asking for last spring's report in autumn would be a surprise."""
    if not plans.wheel or not load_directory(session).plans:
        return []
    zone = plans.options.zone
    horizon = after(now, parse_duration(plans.wheel_lead), zone)
    found = []
    for rule in plans.wheel:
        # An occurrence on a day off opens on a working day after it, which may still be ahead.
        for occurrence in occurrences(rule.rule, now - _LONGEST_HOLIDAYS, horizon, zone):
            opens_at = next_working_day(occurrence, zone)
            new = _wheel_round(rule, opens_at, plans)
            if opens_at >= now and not round_named(session, fold(new.name)):
                found.append(new)
    return found


def _wheel_round(rule: WheelRule, opens_at: datetime, plans: Plans) -> NewRound:
    zone = plans.options.zone
    year = opens_at.astimezone(zone).year
    deadline = after(opens_at, parse_duration(rule.open_for), zone).astimezone(zone).replace(hour=16, minute=0)
    first, last = rule.period_of(year)
    name = rule.name.format(year=year)
    return NewRound(name, first, last, opens_at, next_working_day(deadline, zone), plans.wheel_reminders)


def _create(session: Session, new: NewRound, now: datetime) -> int:
    if round_named(session, fold(new.name)):
        return 0
    create_round(session, new, now)
    log.info("round.created_by_wheel", round=new.name)
    return 1
