"""The yearly wheel: creates the recurring rounds ahead of their opening."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from actions.rounds import NewRound, create_round
from models.options import Options
from models.people.registers import load_directory
from models.rounds.queries import round_named
from models.rules.deadlines import after, next_working_day, occurrences, parse_duration
from models.rules.text import fold
from models.rules.wheel import WheelRule

log = structlog.get_logger()
_LONGEST_HOLIDAYS = timedelta(days=14)


@dataclass(frozen=True)
class Plans:
    """The settings of the clock. `catch_up_max` is by how much a late opening postpones the deadline at most.
    `wheel_lead` is how long before its opening a round is created, `wheel_reminders` are its reminders; both are ISO
    8601 durations."""

    options: Options
    catch_up_max: timedelta
    wheel: tuple[WheelRule, ...] = ()
    wheel_lead: str = "P7D"
    wheel_reminders: tuple[str, ...] = ()


def missing_rounds(session: Session, now: datetime, plans: Plans) -> list[NewRound]:
    """The rounds of the yearly wheel that open within the lead time and have not been created. One whose opening has
    passed is not made: asking for last spring's report in autumn would be a surprise."""
    if not plans.wheel or not load_directory(session).plans:
        return []
    zone = plans.options.zone
    horizon = after(now, parse_duration(plans.wheel_lead), zone)
    missing = []
    for rule in plans.wheel:
        # An occurrence on a day off opens on a working day after it, which may still be ahead.
        for occurrence in occurrences(rule.rule, now - _LONGEST_HOLIDAYS, horizon, zone):
            opens_at = next_working_day(occurrence, zone)
            new = _wheel_round(rule, opens_at, plans)
            if opens_at >= now and not round_named(session, fold(new.name)):
                missing.append(new)
    return missing


def _wheel_round(rule: WheelRule, opens_at: datetime, plans: Plans) -> NewRound:
    zone = plans.options.zone
    year = opens_at.astimezone(zone).year
    deadline = after(opens_at, parse_duration(rule.open_for), zone).astimezone(zone).replace(hour=16, minute=0)
    first, last = rule.period_of(year)
    name = rule.name.format(year=year)
    return NewRound(name, first, last, opens_at, next_working_day(deadline, zone), plans.wheel_reminders)


def create_missing(session: Session, new: NewRound, now: datetime) -> int:
    """Creates a round of the wheel unless there is one by its name. Returns how many were created."""
    if round_named(session, fold(new.name)):
        return 0
    create_round(session, new, now)
    log.info("round.created_by_wheel", round=new.name)
    return 1
