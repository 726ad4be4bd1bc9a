"""When an unsolicited message may be sent to its receiver. Decided just before the sending, so that it is right after
an outage too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from models.answers.missing import escalated_about
from models.options import Options
from models.outbox.tables import Delivery
from models.people.directory import Directory
from models.people.directory_cache import load_directory
from models.people.views import PersonView
from models.rounds.away import is_away
from models.rounds.ladder import is_short, ladder_of, step_of
from models.rounds.queries import plan_of_round
from models.rounds.tables import Round
from models.rules.courtesy import Receiver, asking_time, sending_time
from models.rules.ladder import NOTICE, Rung, climbing_time, pointless_at
from models.vocabulary.outbox import UNSETTLED, DeliveryKind, DeliveryState

_ASKING = (DeliveryKind.PROMPT, DeliveryKind.REMINDER, DeliveryKind.ESCALATION, DeliveryKind.DEADLINE,
           DeliveryKind.OVERDUE, DeliveryKind.NEED)  # fmt: skip
# What somebody follows is asked for, and waits for working hours alone: not for another message of the day, nor does
# another one wait for it.
_FOLLOWED = (DeliveryKind.FOLLOWED, DeliveryKind.WEEKLY)
# A coordinator's reminder is sent at once, a manager's by the courtesy of the clock's own.
HELD = (*_ASKING, *_FOLLOWED, DeliveryKind.NUDGE, DeliveryKind.ROUND_NEWS, DeliveryKind.DATES)
# What makes a day one on which the person has had a message. Answers, and what goes in a thread, do not.
_COUNTED = (*_ASKING, DeliveryKind.NUDGE)
_HAD = (DeliveryState.SENT, DeliveryState.SENDING, DeliveryState.UNCERTAIN)
# Rounds whose deadline is older have nothing under way.
_RECENT = timedelta(days=120)
_LONG = timedelta(days=366)
# Two instants of one local day are never further apart.
_A_DAY = timedelta(hours=50)


@dataclass
class SendingTimes:
    """Decides when rows may be sent, in one transaction and at one instant. `look_at` must be called before `of`."""

    session: Session
    options: Options
    now: datetime
    _rounds: dict[int, Round] = field(default_factory=dict)
    # By person: the delivery and when it was sent, or first tried.
    _messages: Mapping[int, list[tuple[int, datetime]]] = field(default_factory=dict)

    def look_at(self, rows: Sequence[Delivery]) -> None:
        """Reads what `of` needs about these rows, in one query however many they are."""
        held = [row for row in rows if row.round_id and row.kind in HELD and not is_short(self._round(row))]
        persons = {row.person_id for row in held if row.person_id is not None}
        self._messages = self._read_messages(persons) if persons else {}

    def of(self, row: Delivery) -> datetime | None:
        """When the row may be sent: now, or at a later instant; None when it never needs to be."""
        if row.kind in _FOLLOWED and row.round_id is not None:
            return self._of_follower(row)
        if row.kind is DeliveryKind.DATES:
            return self._of_coordinator(row)
        if row.kind not in HELD or row.person_id is None or row.round_id is None:
            return self.now
        round_, directory = self._round(row), load_directory(self.session)
        person = directory.by_id.get(row.person_id)
        if person is None or is_short(round_):
            return self.now
        to = self._receiver(directory, person, row)
        match row.kind:
            case DeliveryKind.ROUND_NEWS:
                # A coordinator is not asked for anything: only hours and leave count, and it says nothing any more when
                # the round is over.
                to, courtesy = replace(to, messaged=()), replace(self.options.courtesy, silent=())
                return sending_time(self.now, to, courtesy, until=round_.ended_at)
            case DeliveryKind.PROMPT:
                # It is also sent when the round is over (contract, *Time*).
                until = round_.ended_at if self.now < round_.ended_at else self.now + _LONG
                return asking_time(self.now, to, self.options.courtesy, until=until)
            case DeliveryKind.DEADLINE:
                # Not at night, nor to somebody on leave; but on the day of another message, since it may not wait.
                until = round_.deadline if self.now < round_.deadline else self.now + _LONG
                return asking_time(self.now, replace(to, messaged=()), self.options.courtesy, until=until)
            case DeliveryKind.NUDGE if "by" not in (row.payload or {}):
                return self.now
            case DeliveryKind.NUDGE:
                ahead = round_.ended_at if self.now < round_.ended_at else None
                return sending_time(self.now, to, self.options.courtesy, until=ahead)
            case DeliveryKind.OVERDUE | DeliveryKind.NEED:
                return sending_time(self.now, to, self.options.courtesy)
            case DeliveryKind.ESCALATION:
                return self._climbing(directory, round_, row, to)
        step, instant = step_of(row)
        pointless = pointless_at(ladder_of(round_, self.options), Rung(step, instant), round_.ended_at)
        return sending_time(self.now, to, self.options.courtesy, until=pointless)

    def _of_follower(self, row: Delivery) -> datetime:
        """On a working day, outside quiet hours and leave. `from` is what the message waits for in any case, so that
        more can be added to it."""
        planned = (row.payload or {}).get("from")
        at = max(self.now, datetime.fromisoformat(planned)) if planned else self.now
        directory = load_directory(self.session)
        person = directory.by_id.get(row.person_id or 0)
        leave = directory.leave.get(person.id, ()) if person else ()
        to = Receiver(self.options.zone_of(person), leave)
        courtesy = replace(self.options.courtesy, silent=())
        return sending_time(at, to, courtesy, rehearsal=is_short(self._round(row))) or at

    def _of_coordinator(self, row: Delivery) -> datetime:
        """On a working day, outside quiet hours and leave; it is about no round."""
        directory = load_directory(self.session)
        person = directory.by_id.get(row.person_id or 0)
        to = Receiver(self.options.zone_of(person), directory.leave.get(row.person_id or 0, ()))
        return sending_time(self.now, to, replace(self.options.courtesy, silent=())) or self.now

    def _climbing(self, directory: Directory, round_: Round, row: Delivery, to: Receiver) -> datetime | None:
        """An escalation is sent a day after everybody it is about has been told that it will be."""
        plan = plan_of_round(directory, round_)
        about = escalated_about(self.session, directory, round_, plan, row, self.options) if plan else {}
        step, at = step_of(row)
        rung = Rung(step, max(at, self.now))
        announcements = [self._announced_at(directory, round_, person) for person in about]
        announced = max(announcements, default=round_.ended_at)
        return climbing_time(rung, announced, to, self.options.courtesy)

    def _announced_at(self, directory: Directory, round_: Round, person: PersonView) -> datetime:
        """When the first message that names the later steps was sent to a person, or will be at the earliest. People
        who are away or cannot be reached are not waited for."""
        if is_away(directory, person, self.now, self.options):
            return round_.ended_at
        query = select(Delivery.state, Delivery.sent_at, Delivery.due_at).where(
            Delivery.round_id == round_.id, Delivery.person_id == person.id, Delivery.kind == DeliveryKind.REMINDER
        )
        rows = self.session.execute(query).all()
        sent = [sent_at for _, sent_at, _ in rows if sent_at is not None]
        waiting = [max(due, self.now) for state, _, due in rows if state in UNSETTLED]
        return min(sent or waiting, default=round_.ended_at - NOTICE)

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
        messages: dict[int, list[tuple[int, datetime]]] = {}
        for number, person, sent_at in self.session.execute(query):
            messages.setdefault(person or 0, []).append((number, sent_at))
        return messages


def held_too_long(session: Session, now: datetime, options: Options) -> dict[int, datetime]:
    """Held messages that may now be sent earlier than planned, by id, with the new instant: e.g. after a leave was
    ended early or a deadline was moved."""
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
    """Moves the rows of `held_too_long` to their earlier instants. Returns how many there were."""
    for row_id, at in earlier.items():
        still_held = (Delivery.id == row_id, Delivery.state == DeliveryState.PENDING, Delivery.due_at > at)
        session.execute(update(Delivery).where(*still_held).values(due_at=at))
    return len(earlier)
