"""When people are away: set, ended, removed, by themselves or for them. Never commits."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.answers.asking import reconcile_round
from actions.coordinators.telling import platform_of
from models.operations.audit import record
from models.options import Options
from models.outbox import keys
from models.outbox.destinations import to_person
from models.outbox.homes import redraw_homes
from models.outbox.queue import queue
from models.people.absence import end_leave, remove_leave, set_leave
from models.people.directory_cache import raise_revision
from models.people.views import PersonView
from models.rounds.tables import Round
from models.rules.absence import Leave
from models.rules.courtesy import Receiver, sending_time
from models.vocabulary.outbox import DeliveryKind
from models.vocabulary.rounds import RoundState


@dataclass(frozen=True)
class Whose:
    """Whose absence is changed, and by whom; `today` is the person's local day."""

    person: PersonView
    by: PersonView
    today: date

    @property
    def is_own(self) -> bool:
        return self.person.id == self.by.id


def set_absence(session: Session, whose: Whose, leave: Leave, now: datetime, options: Options) -> list[Leave]:
    """Returns the leave that it replaces."""
    replaced = set_leave(session, whose.person.id, leave)
    _changed(session, "absence.set", whose, [leave], now, options)
    return replaced


def end_absence(session: Session, whose: Whose, now: datetime, options: Options) -> list[Leave]:
    """Ends the leave that is on. Returns it; empty when the person is not away."""
    ended = end_leave(session, whose.person.id, whose.today)
    if ended:
        _changed(session, "absence.ended", whose, ended, now, options)
    return ended


def remove_absence(session: Session, whose: Whose, days: Leave, now: datetime, options: Options) -> list[Leave]:
    """Removes the leave that is within these days. Returns it; empty when there is none."""
    removed = remove_leave(session, whose.person.id, days, whose.today)
    if removed:
        _changed(session, "absence.removed", whose, removed, now, options)
    return removed


def _changed(session: Session, what: str, whose: Whose, leaves: list[Leave], now: datetime, options: Options) -> None:
    """The audit, the message to the person when somebody else did it, and who is asked in every open round; the
    scheduler would ask them the next time it looks."""
    raise_revision(session, "people")
    session.flush()
    for leave in leaves:
        days = {"first": leave.first.isoformat(), "last": leave.last.isoformat()}
        before, after = (None, days) if what == "absence.set" else (days, None)
        record(session, now, what, "", whose.by.id, about_id=whose.person.id, before=before, after=after)
    if not whose.is_own:
        _tell(session, what, whose, leaves, now, options)
    redraw_homes(session, {whose.person.id, whose.by.id}, now)
    for round_ in session.scalars(select(Round).where(Round.state == RoundState.OPEN)).all():
        reconcile_round(session, round_, now, options)


def _tell(session: Session, what: str, whose: Whose, leaves: list[Leave], now: datetime, options: Options) -> None:
    """At a time when the person may be written to; that they are away does not hold it back, since it is about that."""
    person = whose.person
    at = sending_time(now, Receiver(options.zone_of(person)), replace(options.courtesy, silent=()))
    days = [[leave.first.isoformat(), leave.last.isoformat()] for leave in leaves]
    key = keys.absence(person.id, f"{what}:{leaves[0].first}", now)
    queue(session, key, DeliveryKind.ABSENCE, platform_of(person, options), to_person(person.id), now,
          due_at=at or now, person_id=person.id,
          payload={"what": what, "by": whose.by.id, "days": days})  # fmt: skip
