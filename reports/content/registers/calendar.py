"""The calendar of the registers: what is due, as events of a day. Only registers that are public are in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from i18n import Translator
from models.registers.occasions import DATED, Occasion, occasions, without_a_day
from models.registers.queries import lines_of
from models.rules.answers.personal_data import masked
from reports.content.registers.dates import occasion_facts, occasion_name

_PUBLIC = tuple(register for register in DATED if register.public)
# Calendars ask again and again, so what is further ahead comes in time.
_BEFORE, _AHEAD = timedelta(days=400), timedelta(days=800)


@dataclass(frozen=True)
class CalendarEvent:
    """An event of a whole day. `uid` is the same for the same event, also when its day was moved. `about` is the
    register that it comes from."""

    uid: str
    day: date
    title: str
    description: str
    about: str
    changed_at: datetime
    is_preliminary: bool


@dataclass(frozen=True)
class CalendarContent:
    """The events in order of their days, and how many lines have their time in words only, so that they are not in
    it."""

    title: str
    events: tuple[CalendarEvent, ...]
    without_day: int


def calendar_content(session: Session, t: Translator, today: date, zone: ZoneInfo) -> CalendarContent:
    """A year back and two ahead."""
    due = occasions(session, today - _BEFORE, today + _AHEAD, zone, _PUBLIC)
    lines = (line for register in _PUBLIC for line in lines_of(session, register.name, with_ended=False))
    return CalendarContent(t("The yearly wheel"), _events(t, due), sum(bool(without_a_day(line)) for line in lines))


def _events(t: Translator, due: Sequence[Occasion]) -> tuple[CalendarEvent, ...]:
    return tuple(
        CalendarEvent(_uid(each), each.day, _title(t, each), _description(t, each), t(each.register.title),
                      each.line.changed_at, each.is_preliminary)
        for each in due
    )  # fmt: skip


def _uid(occasion: Occasion) -> str:
    day = occasion.day.isoformat() if occasion.is_repeated else ""
    name = "/".join((occasion.register.name, occasion.line.folded_key, occasion.dated.column, day))
    return f"{sha256(name.encode()).hexdigest()[:32]}@malvakten"


def _title(t: Translator, occasion: Occasion) -> str:
    name = occasion_name(t, occasion)
    return masked(t("{what} (done)", what=name) if occasion.is_done else name)


def _description(t: Translator, occasion: Occasion) -> str:
    basis = occasion.line.content.get("basis") or occasion.line.content.get("source")
    facts = occasion_facts(t, occasion)
    return masked("\n".join([*facts, t("Basis: {basis}", basis=basis)] if basis else facts))
