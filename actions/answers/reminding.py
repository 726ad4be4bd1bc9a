"""The steps of the reminder ladder, and reminders that a coordinator sends. Never commits."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.coordinators.telling import platform_of
from models.answers.missing import people_left
from models.operations.audit import people as people_of
from models.operations.audit import record
from models.options import Options
from models.outbox import keys
from models.outbox.destinations import to_person
from models.outbox.queue import queue, queue_all, row_of
from models.outbox.tables import Delivery
from models.people.directory_cache import load_directory
from models.people.views import PersonView
from models.rounds.ladder import receivers
from models.rounds.queries import plan_of_round
from models.rounds.tables import Round
from models.rules.ladder import Rung, Step
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from models.vocabulary.rounds import RoundState


def remind(session: Session, round_: Round, rung: Rung, now: datetime, options: Options) -> int:
    """Queues one rung of the ladder: a reminder to everybody who was asked before it, or an escalation to those who are
    notified of missing answers. What is missing is looked up when it is sent, so that somebody who has answered
    meanwhile gets nothing; when it may be sent is up to `models.rules.courtesy`. Returns the number of people."""
    payload = {"step": rung.step.value, "at": rung.at.isoformat()}
    if rung.step.is_escalation:
        kind, mark, people = DeliveryKind.ESCALATION, rung.step.value, _escalated_to(session, round_, rung, options)
    else:
        kind, mark, people = DeliveryKind.REMINDER, f"{rung.at:%Y%m%dT%H%M%S}", _asked_before(session, round_, rung.at)
    queue_all(session, [
        row_of(keys.ladder_step(kind.value, round_.id, person.id, mark), kind, platform_of(person, options),
               to_person(person.id), now, round_id=round_.id, person_id=person.id, payload=payload)
        for person in people
    ])  # fmt: skip
    record(session, now, "ladder.step", round_.name, round_id=round_.id, step=rung.step.value, at=rung.at.isoformat(),
           to=people_of(person.id for person in people))  # fmt: skip
    return len(people)


def _escalated_to(session: Session, round_: Round, rung: Rung, options: Options) -> list[PersonView]:
    """Who is notified of the people who have not answered, each once, by id."""
    directory = load_directory(session)
    plan = plan_of_round(directory, round_)
    late_people = people_left(session, directory, round_, plan) if plan else {}
    notified = {to.id: to for person in late_people for to in receivers(directory, rung.step, person, rung.at, options)}
    return [notified[id_] for id_ in sorted(notified)]


def _asked_before(session: Session, round_: Round, at: datetime) -> list[PersonView]:
    query = select(Delivery.person_id).where(
        Delivery.round_id == round_.id, Delivery.kind == DeliveryKind.PROMPT, Delivery.state == DeliveryState.SENT,
        Delivery.sent_at < at,
    )  # fmt: skip
    asked = set(session.scalars(query))
    return [person for person in load_directory(session).people if person.id in asked]


def nudge(
    session: Session, round_: Round, people: Sequence[PersonView], now: datetime, options: Options, mark: str,
    manager: PersonView | None = None,
) -> int:  # fmt: skip
    """Queues reminders on behalf of a coordinator, or of a manager in whose name they are. `mark` identifies the
    request, so that a retry sends nothing twice. Returns how many are new."""
    payload: dict[str, object] = {} if round_.state is RoundState.OPEN else {"step": Step.AFTER.value}
    if manager:
        payload["by"] = manager.id
    reminded = [
        person.id for person in people
        if queue(session, keys.nudge(round_.id, person.id, mark), DeliveryKind.NUDGE, platform_of(person, options),
                 to_person(person.id), now, round_id=round_.id, person_id=person.id, payload=payload or None)
    ]  # fmt: skip
    if reminded:
        record(session, now, "round.nudged", round_.name, manager.id if manager else None, round_id=round_.id,
               to=people_of(reminded))  # fmt: skip
    return len(reminded)
