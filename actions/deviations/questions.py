"""What management does with the deviations of a round: it reads the digest and asks the owners. Never commits."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from actions.coordinators.telling import platform_of
from models.deviations.questions import QuestionView, add_question, add_reply
from models.deviations.readers import add_reading
from models.operations.audit import people as people_of
from models.operations.audit import record
from models.options import Options
from models.outbox import keys
from models.outbox.destinations import to_account, to_person
from models.outbox.queue import queue, queue_all, row_of
from models.people.directory import Directory
from models.people.directory_cache import load_directory
from models.people.views import PersonView
from models.plan.views import RowView
from models.rounds.away import is_away, stand_in_for
from models.rounds.ladder import is_short
from models.rounds.tables import Round
from models.rules.courtesy import Receiver, sending_time
from models.vocabulary.outbox import DeliveryKind


@dataclass(frozen=True)
class Reader:
    """A member of management: an account, and the person whose it is in the people file."""

    platform: str
    account: str
    person: PersonView | None

    @property
    def person_id(self) -> int | None:
        return self.person.id if self.person else None

    @property
    def key(self) -> str:
        """The same for all accounts of a person."""
        return f"person:{self.person.id}" if self.person else f"{self.platform}:{self.account}"


@dataclass(frozen=True)
class RowOfRound:
    """A row, and the round in which it is meant."""

    round: Round
    row: RowView

    @property
    def subject(self) -> str:
        """What the audit calls it."""
        return f"{self.round.name} / {self.row.row}"


def say_read(session: Session, round_: Round, by: Reader, now: datetime) -> bool:
    """Stores that somebody has read the digest. False when they had said so already."""
    is_new = add_reading(session, {"round_id": round_.id, "reader": by.key, "read_at": now})
    if is_new:
        record(session, now, "digest.read", round_.name, by.person_id, round_id=round_.id)
    return is_new


def polite_time(
    directory: Directory, round_: Round, person: PersonView, now: datetime, options: Options
) -> datetime:  # fmt: skip
    """When somebody may be written to who has not asked for it: not at night, on a day off or on leave, except in a
    rehearsal."""
    to = Receiver(options.zone_of(person), directory.leave.get(person.id, ()))
    courtesy = replace(options.courtesy, silent=())
    return sending_time(now, to, courtesy, rehearsal=is_short(round_)) or now


def ask_owners(
    session: Session, about: RowOfRound, question: str, by: Reader, now: datetime, options: Options
) -> list[PersonView]:  # fmt: skip
    """Stores a question about a row and sends it to those who are responsible: who is asked about the row, or their
    stand-ins. Asked again in the same words, nothing more is sent. Returns whom it goes to, nobody when the row has no
    owner."""
    directory = load_directory(session)
    people = responsible_people(directory, about, now, options)
    question_id = add_question(session, {
        "round_id": about.round.id, "placement_id": about.row.placement_id, "platform": by.platform,
        "account": by.key if by.person else by.account, "person_id": by.person_id, "question": question,
        "asked_at": now, "unreached_at": None if people else now,
    })  # fmt: skip
    if question_id is None:
        return people
    queue_all(session, [
        row_of(keys.question(question_id, person.id), DeliveryKind.QUESTION, platform_of(person, options),
               to_person(person.id), now, due_at=polite_time(directory, about.round, person, now, options),
               round_id=about.round.id, person_id=person.id, placement_id=about.row.placement_id,
               payload={"question": question_id})
        for person in people
    ])  # fmt: skip
    record(session, now, "deviation.asked", about.subject, by.person_id, round_id=about.round.id,
           placement_id=about.row.placement_id, to=people_of(person.id for person in people))  # fmt: skip
    return people


def responsible_people(
    directory: Directory, about: RowOfRound, now: datetime, options: Options
) -> list[PersonView]:  # fmt: skip
    """Who is asked about the row, those who are away replaced by their stand-ins; everybody when nobody is there."""
    asked = [directory.by_id[id_] for id_ in sorted(directory.asked(about.row, about.round.id))]
    present = [person for person in asked if not is_away(directory, person, now, options)]
    stand_ins = [
        stand_in
        for person in asked
        if person not in present
        and (stand_in := stand_in_for(directory, about.round.id, person, about.row, now, options))
    ]
    return list(dict.fromkeys([*present, *stand_ins])) or asked


def reply_to_question(
    session: Session, asked: QuestionView, about: RowOfRound, reply: str, by: PersonView, now: datetime,
    options: Options,
) -> bool:  # fmt: skip
    """Stores a reply and sends it to the person who asked, unless they have left the people file. False when the same
    person has replied the same before."""
    reply_id = add_reply(session, {"question_id": asked.id, "person_id": by.id, "reply": reply, "replied_at": now})
    if reply_id is None:
        return False
    directory = load_directory(session)
    asker = directory.by_id.get(asked.person_id or 0)
    platform, to = asked.platform, to_account(asked.account)
    if asker is not None:
        platform, to = platform_of(asker, options), to_person(asker.id)
    if asker is None or asker in directory.people:
        queue(session, keys.question_reply(reply_id), DeliveryKind.QUESTION_REPLY, platform, to, now,
              round_id=asked.round_id, person_id=asked.person_id, placement_id=asked.placement_id,
              payload={"reply": reply_id})  # fmt: skip
    record(session, now, "deviation.replied", about.subject, by.id, round_id=about.round.id,
           placement_id=about.row.placement_id)  # fmt: skip
    return True
