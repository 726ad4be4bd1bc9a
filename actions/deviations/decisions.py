"""Answering the decisions that are asked of management: the first answer holds, and the owners are told. Never
commits."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.coordinators.telling import platform_of
from actions.deviations.questions import Reader, RowOfRound, polite_time
from models.deviations.decisions import DecisionView, stored_decision
from models.deviations.tables import Decision
from models.operations.audit import record
from models.options import Options
from models.outbox import keys
from models.outbox.destinations import to_person
from models.outbox.queue import queue_all, row_of
from models.outbox.tables import Delivery
from models.people.directory_cache import load_directory
from models.storage.database import dialect_of, insert_for
from models.vocabulary.deviations import DecisionAnswer
from models.vocabulary.outbox import DeliveryKind, DeliveryState


@dataclass(frozen=True)
class GivenDecision:
    """What is answered. `until` goes with LATER alone."""

    answer: DecisionAnswer
    until: date | None = None
    words: str = ""


def answer_decision(
    session: Session, asked: DecisionView, given: GivenDecision, about: RowOfRound, by: Reader, now: datetime,
    options: Options,
) -> bool:  # fmt: skip
    """Stores the answer and tells the owners. False when somebody has answered already, also at the same moment: theirs
    holds."""
    values = {
        "round_id": asked.round_id, "placement_id": asked.placement_id, "mark": asked.mark, "asked_of": asked.asked_of,
        "asked_at": asked.asked_at, "answered_at": now, "person_id": by.person_id, "platform": by.platform,
        "account": None if by.person else by.account, **vars(given),
    }  # fmt: skip
    statement = insert_for(dialect_of(session), Decision).on_conflict_do_nothing(
        index_elements=["round_id", "placement_id", "mark"]
    )
    number = session.connection().execute(statement.returning(Decision.id), values).scalar_one_or_none()
    if number is None:
        return False
    _tell_owners(session, number, about, now, options)
    record(session, now, "decision.answered", about.subject, by.person_id, round_id=about.round.id,
           placement_id=about.row.placement_id, before=None, after=_said(given))  # fmt: skip
    return True


def change_decision(
    session: Session, seen: DecisionView, given: GivenDecision, about: RowOfRound, by: Reader, now: datetime,
    options: Options,
) -> bool:  # fmt: skip
    """Changes an answer that was `seen` as it is, and tells those again who have been told. False when it has been
    changed since."""
    decision = stored_decision(session, seen, lock=True)
    if decision is None or decision.changed_at != seen.changed_at:
        return False
    before = GivenDecision(decision.answer, decision.until, decision.words)
    decision.answer, decision.until, decision.words, decision.changed_at = given.answer, given.until, given.words, now
    decision.person_id, decision.platform = by.person_id, by.platform
    decision.account = None if by.person else by.account
    session.flush()
    _tell_owners(session, decision.id, about, now, options, changed_at=now)
    record(session, now, "decision.changed", about.subject, by.person_id, round_id=about.round.id,
           placement_id=about.row.placement_id, before=_said(before), after=_said(given))  # fmt: skip
    return True


def _tell_owners(
    session: Session, decision_id: int, about: RowOfRound, now: datetime, options: Options,
    changed_at: datetime | None = None,
) -> None:  # fmt: skip
    """Queues the message to those who are asked about the row. It says what the answer is when it is sent, so
    somebody who still waits for theirs is not told twice of a change."""
    directory = load_directory(session)
    people = [directory.by_id[id_] for id_ in sorted(directory.asked(about.row, about.round.id))]
    waiting = _still_waiting(session, decision_id, [person.id for person in people]) if changed_at else set()
    queue_all(session, [
        row_of(keys.decision(decision_id, person.id, changed_at), DeliveryKind.DECISION, platform_of(person, options),
               to_person(person.id), now, due_at=polite_time(directory, about.round, person, now, options),
               round_id=about.round.id, person_id=person.id, placement_id=about.row.placement_id,
               payload={"decision": decision_id, "changed": changed_at is not None})
        for person in people if person.id not in waiting
    ])  # fmt: skip


def _still_waiting(session: Session, decision_id: int, person_ids: list[int]) -> set[int]:
    """Those whose message has not been begun. The lock keeps it so until the change is stored."""
    told = {keys.decision(decision_id, person_id): person_id for person_id in person_ids}
    query = select(Delivery.key).where(Delivery.key.in_(told), Delivery.state == DeliveryState.PENDING)
    return {told[key] for key in session.scalars(query.with_for_update())}


def _said(given: GivenDecision) -> dict[str, Any]:
    """For the audit, which holds nobody's words."""
    return {"answer": given.answer.value, "until": given.until.isoformat() if given.until else None}
