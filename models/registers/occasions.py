"""The dated lines of all registers: what is due on which day, what has passed without being done, and what the
coordinators ought to have been told of it by now."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.outbox.tables import Delivery
from models.registers.all import BY_NAME, REGISTERS
from models.registers.declaration import DEFAULT_REMIND_DAYS, REMIND_DAYS, Dated, Register
from models.registers.queries import lines_of
from models.registers.tables import RegisterLine
from models.rules.dates.yearly import read_yearly
from models.vocabulary.outbox import DeliveryKind, DeliveryState

DATED = tuple(register for register in REGISTERS if register.dates)
# What is older was over before anybody asked for it to be done.
_TOLD_WITHIN = timedelta(days=365)
_BEGINNING = date(2000, 1, 1)


class Stage(StrEnum):
    """Why the coordinators are told: a day is coming, or it has passed. The values are kept in deliveries."""

    AHEAD = "ahead"
    LATE = "late"


@dataclass(frozen=True)
class Occasion:
    """A day of a line. `is_repeated` when it comes from a rule. A `preliminary` day may still change."""

    register: Register
    line: RegisterLine
    dated: Dated
    day: date
    is_done: bool
    is_repeated: bool = False

    @property
    def is_preliminary(self) -> bool:
        return bool(self.line.content.get(self.dated.preliminary))

    @property
    def remind_from(self) -> date:
        """The first day on which it is told ahead."""
        days = self.line.content.get(REMIND_DAYS.name)
        return self.day - timedelta(days=DEFAULT_REMIND_DAYS if days is None else int(days))

    def mark(self, stage: Stage) -> tuple[int, str, str, str]:
        """What a delivery keeps of it, to know that it was told."""
        return (self.line.id, self.dated.column, self.day.isoformat(), stage.value)


def occasions(
    session: Session, first: date, last: date, zone: ZoneInfo, registers: Iterable[Register] = DATED
) -> list[Occasion]:  # fmt: skip
    """What is due from `first` to `last`, in the order of the days. Lines that were ended are not in it; a day that
    comes back counts from the day on which its line came."""
    due = [
        occasion
        for register in registers
        for line in (lines_of(session, register.name, with_ended=False) if register.dates else ())
        for occasion in occasions_of(line, first, last, zone)
    ]
    return sorted(due, key=lambda each: (each.day, each.register.name, each.line.id))


def occasions_of(line: RegisterLine, first: date, last: date, zone: ZoneInfo) -> Iterator[Occasion]:
    """The same of one line."""
    register = BY_NAME[line.register]
    for dated in register.dates:
        written = line.content.get(dated.column)
        on = date.fromisoformat(str(written)) if written else None
        done = line.content.get(dated.done)
        if on is not None and first <= on <= last:
            yield Occasion(register, line, dated, on, done is not None)
        since = max(first, line.created_at.astimezone(zone).date())
        days = _days_of_rule(line, dated, since.year - 1, last.year + 1)
        for day in days:
            if since <= day <= last and day != on:
                yield Occasion(register, line, dated, day, _was_done(day, days, done), is_repeated=True)


def _days_of_rule(line: RegisterLine, dated: Dated, first: int, last: int) -> list[date]:
    words = line.content.get(dated.rule)
    days_in = read_yearly(str(words)) if words else None
    return [day for year in range(first, last + 1) for day in days_in(year)] if days_in else []


def _was_done(day: date, days: list[date], done: object) -> bool:
    """What was done counts for the day of the rule that it is nearest to, and for those before."""
    if not done:
        return False
    done_on = date.fromisoformat(str(done))
    return day <= min(days, key=lambda each: abs(each - done_on))


def missed(session: Session, today: date, zone: ZoneInfo, registers: Iterable[Register] = DATED) -> list[Occasion]:
    """What has passed and is not marked as done, the newest first; of what comes back only the last time."""
    passed = occasions(session, _BEGINNING, today - timedelta(days=1), zone, registers)
    last = {(each.line.id, each.dated.column, each.is_repeated): each for each in passed}
    return sorted((each for each in last.values() if not each.is_done), key=lambda each: each.day, reverse=True)


def coming(session: Session, today: date, zone: ZoneInfo, registers: Iterable[Register] = DATED) -> list[Occasion]:
    """What is due from today on within a year and is not done; of what comes back only the next time."""
    ahead = occasions(session, today, today + timedelta(days=365), zone, registers)
    first: dict[tuple[int, str], Occasion] = {}
    for each in ahead:
        if not each.is_done:
            first.setdefault((each.line.id, each.dated.column), each)
    return list(first.values())


def without_a_day(line: RegisterLine) -> str:
    """The words that stand for a day and say none, such as `våren 2026`; "" when there is a day or nothing."""
    for dated in BY_NAME[line.register].dates:
        words = line.content.get(dated.rule)
        if words and not line.content.get(dated.column) and read_yearly(str(words)) is None:
            return str(words)
    return ""


def to_tell(session: Session, today: date, zone: ZoneInfo) -> dict[tuple[int, str, str, str], tuple[Stage, Occasion]]:
    """What a coordinator ought to have been told by this local day, by its mark: what is coming soon, and what has
    passed within a year."""
    late = [each for each in missed(session, today, zone) if each.day >= today - _TOLD_WITHIN]
    soon = [each for each in coming(session, today, zone) if each.remind_from <= today]
    told = [*((Stage.AHEAD, each) for each in soon), *((Stage.LATE, each) for each in reversed(late))]
    return {each.mark(stage): (stage, each) for stage, each in told}


_FAILED = (DeliveryState.FAILED, DeliveryState.CANCELLED)


def told_before(session: Session, person_id: int, now: datetime) -> set[tuple[int, str, str, str]]:
    """The marks of what a person was told, or is about to be."""
    query = select(Delivery.payload).where(
        Delivery.person_id == person_id, Delivery.kind == DeliveryKind.DATES, Delivery.state.not_in(_FAILED),
        Delivery.created_at > now - 2 * _TOLD_WITHIN,
    )  # fmt: skip
    return {marks_of(mark) for payload in session.scalars(query) for mark in (payload or {}).get("about", ())}


def marks_of(mark: Iterable[object]) -> tuple[int, str, str, str]:
    """A mark as it comes out of a delivery's payload."""
    line_id, column, day, stage = mark
    return (int(str(line_id)), str(column), str(day), str(stage))
