"""What the clock does: each job is one look at the rows at an instant, and says how much work there was."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.context import Options
from handlers.round_work import NewRound, RoundFault, close_round, create_round, open_round, remind
from models.directory import load_directory
from models.queries import round_named
from models.round import Round
from models.rules.deadlines import (
    after,
    next_working_day,
    occurrences,
    parse_duration,
    reminder_instants,
)  # fmt: skip
from models.rules.text import fold
from models.vocabulary import RoundState

log = structlog.get_logger()


@dataclass(frozen=True)
class WheelRule:
    """One reporting round of the yearly wheel: when it opens (RRULE, local time), how long it is open, its period as
    month-day pairs within the year it opens."""

    name: str
    rule: str
    open_for: str
    period: tuple[str, str]


@dataclass(frozen=True)
class Plans:
    """What the clock needs to know beside the rows."""

    options: Options
    catch_up_max: timedelta
    wheel: tuple[WheelRule, ...] = ()
    wheel_lead: str = "P7D"
    wheel_reminders: tuple[str, ...] = ()


def read_wheel(text: str) -> tuple[WheelRule, ...]:
    """The setting MALVAKTEN_WHEEL: `NAME|RRULE|DURATION|MM-DD..MM-DD`, several with `;;` between; `off` for none.

    Raises ValueError."""
    if text.strip().casefold() == "off":
        return ()
    rules = []
    for item in filter(None, (part.strip() for part in text.split(";;"))):
        parts = [part.strip() for part in item.split("|")]
        if len(parts) != 4 or ".." not in parts[3]:
            raise ValueError("takes NAME|RRULE|DURATION|MM-DD..MM-DD, with ;; between two")
        first, _, last = parts[3].partition("..")
        parse_duration(parts[2])
        rules.append(WheelRule(parts[0], parts[1], parts[2], (first, last)))
    return tuple(rules)


def tick(session: Session, now: datetime, plans: Plans) -> int:
    """Everything that is due at this instant, in the order in which a round lives. Returns how much was done."""
    return (
        turn_wheel(session, now, plans)
        + open_due_rounds(session, now, plans)
        + remind_due(session, now, plans)
        + close_due_rounds(session, now, plans)
    )


def open_due_rounds(session: Session, now: datetime, plans: Plans) -> int:
    """Opens planned rounds whose time has come."""
    done = 0
    for found in _rounds(session, RoundState.PLANNED):
        if found.opens_at > now:
            continue
        try:
            open_round(session, found, now, plans.options, plans.catch_up_max)
        except RoundFault as fault:
            log.warning("round.cannot_open", round=found.name, why=str(fault))
            continue
        log.info("round.opened", round=found.name, late_seconds=found.opened_late_seconds)
        done += 1
    return done


def remind_due(session: Session, now: datetime, plans: Plans) -> int:
    """Queues a reminder for each open round whose newest due instant has not been dealt with: one after an outage,
    however many instants were missed."""
    done = 0
    for found in _rounds(session, RoundState.OPEN):
        opened = found.opened_at or found.opens_at
        dealt = found.reminded_through
        instants = reminder_instants(opened, found.deadline, found.reminders, plans.options.zone)
        due = [at for at in instants if at <= now and (dealt is None or at > dealt)]
        if not due or now >= found.deadline:
            continue
        found.reminded_through = due[-1]
        sent = remind(session, found, due[-1], now, plans.options)
        log.info("round.reminded", round=found.name, queued=sent)
        done += 1
    return done


def close_due_rounds(session: Session, now: datetime, plans: Plans) -> int:
    """Closes open rounds whose deadline has come."""
    done = 0
    for found in _rounds(session, RoundState.OPEN):
        if found.deadline > now:
            continue
        close_round(session, found, now, plans.options)
        log.info("round.closed", round=found.name, late_seconds=found.closed_late_seconds)
        done += 1
    return done


def turn_wheel(session: Session, now: datetime, plans: Plans) -> int:
    """Creates the rounds of the yearly wheel that open within the lead time. One whose opening has passed is not made:
    asking for last spring's report in autumn would be a surprise."""
    if not plans.wheel or not load_directory(session).plans:
        return 0
    zone = plans.options.zone
    horizon = after(now, parse_duration(plans.wheel_lead), zone)
    done = 0
    for rule in plans.wheel:
        for occurrence in occurrences(rule.rule, now, horizon, zone):
            done += _make_round(session, rule, next_working_day(occurrence, zone), now, plans)
    return done


def _make_round(session: Session, rule: WheelRule, opens_at: datetime, now: datetime, plans: Plans) -> int:
    zone = plans.options.zone
    year = opens_at.astimezone(zone).year
    name = rule.name.format(year=year)
    if round_named(session, fold(name)):
        return 0
    deadline = after(opens_at, parse_duration(rule.open_for), zone).astimezone(zone).replace(hour=16, minute=0)
    first, last = (datetime.strptime(f"{year}-{day}", "%Y-%m-%d").date() for day in rule.period)  # noqa: DTZ007 - dates
    new = NewRound(name, first, last, opens_at, next_working_day(deadline, zone), plans.wheel_reminders)
    create_round(session, new, now)
    log.info("round.created_by_wheel", round=name)
    return 1


def _rounds(session: Session, state: RoundState) -> list[Round]:
    query = select(Round).where(Round.state == state).order_by(Round.id).with_for_update()
    return list(session.scalars(query))
