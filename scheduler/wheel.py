"""The yearly wheel: creates the recurring rounds ahead of their opening."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from actions.rounds.life_cycle import NewRound, create_round
from models.operations.log import log_of
from models.options import Options
from models.people.directory_cache import load_directory
from models.rounds.queries import round_named
from models.rules.dates.deadlines import DEADLINE_TIME, after, next_working_day, parse_duration
from models.rules.dates.recurrence import occurrences
from models.rules.text import fold
from models.rules.wheel import WheelRule

log = log_of(__name__)
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
    return [
        new for rule in plans.wheel for new in _rounds(rule, now, horizon, plans)
        if new.opens_at >= now and not round_named(session, fold(new.name))
    ]  # fmt: skip


def _rounds(rule: WheelRule, now: datetime, horizon: datetime, plans: Plans) -> Iterator[NewRound]:
    """The rounds of a rule from the beginning of this year to the horizon: which number a round has within its year
    depends on those before it."""
    zone = plans.options.zone
    new_year = datetime(now.astimezone(zone).year, 1, 1, tzinfo=zone).astimezone(UTC)
    in_year = Counter[int]()
    # An occurrence on a day off opens on a working day after it, which may be in the next year.
    for occurrence in occurrences(rule.rule, new_year - _LONGEST_HOLIDAYS, horizon, zone):
        opens_at = next_working_day(occurrence, zone)
        year = opens_at.astimezone(zone).year
        in_year[year] += 1
        yield _wheel_round(rule, opens_at, rule.name_of(year, in_year[year]), plans)


def _wheel_round(rule: WheelRule, opens_at: datetime, name: str, plans: Plans) -> NewRound:
    zone = plans.options.zone
    deadline = after(opens_at, parse_duration(rule.open_for), zone).astimezone(zone)
    deadline = datetime.combine(deadline.date(), DEADLINE_TIME, zone)
    first, last = rule.period_of(opens_at.astimezone(zone).year)
    return NewRound(name, first, last, opens_at, next_working_day(deadline, zone), plans.wheel_reminders)


def create_missing(session: Session, new: NewRound, now: datetime) -> int:
    """Creates a round of the wheel unless there is one by its name. Returns how many were created."""
    if round_named(session, fold(new.name)):
        return 0
    create_round(session, new, now)
    log.info("round.created_by_wheel", round=new.name)
    return 1
