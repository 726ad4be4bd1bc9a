"""When a message that nobody asked for may reach its receiver. Asked just before it is sent, and so of the moment that
it would really come: after an outage too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from models.answers.missing import escalated_about
from models.options import Options
from models.outbox.tables import Delivery
from models.people.directory import Directory
from models.people.registers import load_directory
from models.people.views import PersonView
from models.rounds.away import is_away
from models.rounds.ladder import is_short, ladder_of, step_of
from models.rounds.queries import plan_of_round
from models.rounds.tables import Round
from models.rules.courtesy import Receiver, asking_time, sending_time
from models.rules.ladder import NOTICE, Rung, climbing_time, pointless_at
from models.vocabulary import UNSETTLED, DeliveryKind, DeliveryState

HELD = (DeliveryKind.PROMPT, DeliveryKind.REMINDER, DeliveryKind.ESCALATION)
# What makes a day one on which the person has had a message. Answers, and what goes in a thread, do not.
_COUNTED = (*HELD, DeliveryKind.NUDGE)
_HAD = (DeliveryState.SENT, DeliveryState.SENDING, DeliveryState.UNCERTAIN)
# Rounds whose deadline is older have nothing under way.
_RECENT = timedelta(days=120)
_LONG = timedelta(days=366)
# Two instants of one local day are never further apart.
_A_DAY = timedelta(hours=50)


@dataclass
class SendingTimes:
    """The courtesy towards the receivers of some rows, in one transaction at one instant."""

    session: Session
    options: Options
    now: datetime
    _rounds: dict[int, Round] = field(default_factory=dict)
    # By person: the delivery and when it was sent, or first tried.
    _messages: Mapping[int, list[tuple[int, datetime]]] = field(default_factory=dict)

    def look_at(self, rows: Sequence[Delivery]) -> None:
        """Reads what is needed about these rows, in one question however many they are."""
        held = [row for row in rows if row.round_id and row.kind in HELD and not is_short(self._round(row))]
        persons = {row.person_id for row in held if row.person_id is not None}
        self._messages = self._read_messages(persons) if persons else {}

    def of(self, row: Delivery) -> datetime | None:
        """When the row may be sent: now, or at a later instant; None when it never needs to be."""
        if row.kind not in HELD or row.person_id is None or row.round_id is None:
            return self.now
        found, directory = self._round(row), load_directory(self.session)
        person = directory.by_id.get(row.person_id)
        if person is None or is_short(found):
            return self.now
        to = self._receiver(directory, person, row)
        match row.kind:
            case DeliveryKind.PROMPT:
                # One that is still to come when the round is over is to come all the same (contract, *Time*).
                until = found.deadline if self.now < found.deadline else self.now + _LONG
                return asking_time(self.now, to, self.options.courtesy, until=until)
            case DeliveryKind.ESCALATION:
                return self._climbing(directory, found, row, to)
        step, instant = step_of(row)
        pointless = pointless_at(ladder_of(found, self.options), Rung(step, instant), found.deadline)
        return sending_time(self.now, to, self.options.courtesy, until=pointless)

    def _climbing(self, directory: Directory, found: Round, row: Delivery, to: Receiver) -> datetime | None:
        """A day after the last of those it is about was told that it comes."""
        plan = plan_of_round(directory, found)
        about = escalated_about(self.session, directory, found, plan, row, self.options) if plan else {}
        step, at = step_of(row)
        rung = Rung(step, max(at, self.now))
        told = [self._told(directory, found, person) for person in about]
        announced = max(told, default=found.deadline)
        return climbing_time(rung, announced, to, self.options.courtesy)

    def _told(self, directory: Directory, found: Round, person: PersonView) -> datetime:
        """When the first message that names the steps ahead reached somebody, or can at the earliest. Who is away, or
        cannot be reached, is not waited for."""
        if is_away(directory, person, self.now, self.options):
            return found.deadline
        query = select(Delivery.state, Delivery.sent_at, Delivery.due_at).where(
            Delivery.round_id == found.id, Delivery.person_id == person.id, Delivery.kind == DeliveryKind.REMINDER
        )
        rows = self.session.execute(query).all()
        sent = [sent_at for _, sent_at, _ in rows if sent_at is not None]
        waiting = [max(due, self.now) for state, _, due in rows if state in UNSETTLED]
        return min(sent or waiting, default=found.deadline - NOTICE)

    def _round(self, row: Delivery) -> Round:
        number = row.round_id or 0
        if number not in self._rounds:
            self._rounds[number] = self.session.get_one(Round, number)
        return self._rounds[number]

    def _receiver(self, directory: Directory, person: PersonView, row: Delivery) -> Receiver:
        messaged = tuple(at for number, at in self._messages.get(person.id, ()) if number != row.id)
        return Receiver(self.options.zone_of(person), directory.leave.get(person.id, ()), messaged)

    def _read_messages(self, persons: set[int]) -> dict[int, list[tuple[int, datetime]]]:
        # By round and person, which the index is for.
        rounds = select(Round.id).where(Round.opened_at.is_not(None), Round.deadline > self.now - _RECENT)
        at = func.coalesce(Delivery.sent_at, Delivery.first_tried_at)
        query = select(Delivery.id, Delivery.person_id, at).where(
            Delivery.round_id.in_(rounds), Delivery.person_id.in_(persons), Delivery.kind.in_(_COUNTED),
            Delivery.state.in_(_HAD), at > self.now - _A_DAY,
        )  # fmt: skip
        found: dict[int, list[tuple[int, datetime]]] = {}
        for number, person, sent_at in self.session.execute(query):
            found.setdefault(person or 0, []).append((number, sent_at))
        return found


def held_too_long(session: Session, now: datetime, options: Options) -> dict[int, datetime]:
    """Messages that are held back longer than they need be by now, with when each may be sent: leave has ended early, a
    deadline was moved."""
    held = select(Delivery).where(
        Delivery.state == DeliveryState.PENDING, Delivery.kind.in_(HELD), Delivery.due_at > now,
        # One that was refused waits for another reason.
        Delivery.error.is_(None),
    )  # fmt: skip
    rows = session.scalars(held).all()
    times = SendingTimes(session, options, now)
    times.look_at(rows)
    return {row.id: at for row in rows if (at := times.of(row)) is not None and at < row.due_at}


def release(session: Session, earlier: dict[int, datetime]) -> int:
    """Brings the rows found by `held_too_long` forward. Returns how many."""
    for row_id, at in earlier.items():
        still_held = (Delivery.id == row_id, Delivery.state == DeliveryState.PENDING, Delivery.due_at > at)
        session.execute(update(Delivery).where(*still_held).values(due_at=at))
    return len(earlier)
