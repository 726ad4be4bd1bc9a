"""From a notice with ids (`actions.coordinators`) to its words, as things stand when it is sent."""

from typing import Any, assert_never

from sqlalchemy import select
from sqlalchemy.orm import Session

from messages.coordinators.closed import closed_words
from messages.coordinators.failures import failure_words
from messages.coordinators.handed_over import handed_over_words
from messages.coordinators.troubles import renamed_words, trouble_words
from messages.coordinators.uncovered import away_words, departure_words, ownerless_words
from messages.parts import Message
from messages.setting import Setting, setting_of
from models.answers.uncovered import rows_alone, rows_left_by
from models.operations.trouble import Trouble
from models.options import Options
from models.outbox.tables import Delivery
from models.people.registers import load_directory
from models.vocabulary import CoordinatorNotice, DeliveryState

_OF_A_ROUND = {
    CoordinatorNotice.CLOSED, CoordinatorNotice.OWNERLESS, CoordinatorNotice.AWAY, CoordinatorNotice.DEPARTED,
    CoordinatorNotice.HANDED_OVER,
}  # fmt: skip


def coordinator_message(session: Session, delivery: Delivery, options: Options) -> Message | None:
    """None when there is nothing left to say: what was amiss has been put right meanwhile."""
    payload = delivery.payload or {"notice": CoordinatorNotice.CLOSED}
    notice = CoordinatorNotice(payload["notice"])
    if notice in _OF_A_ROUND:
        return _of_round(setting_of(session, delivery, options), notice, payload)
    directory = load_directory(session)
    t = options.translator(directory.by_id.get(delivery.person_id or 0))
    if notice is CoordinatorNotice.RENAMED:
        return renamed_words(t, payload["name"])
    if notice is CoordinatorNotice.TROUBLE:
        trouble = session.get_one(Trouble, payload["about"][0])
        is_stale = payload["stage"] == "begun" and trouble.over_at is not None
        return None if is_stale else trouble_words(session, trouble, t)
    query = select(Delivery).where(Delivery.id.in_(payload["about"]), Delivery.state == DeliveryState.FAILED)
    failed = session.scalars(query.order_by(Delivery.id)).all()
    return failure_words(t, directory, failed) if failed else None


def _of_round(s: Setting, notice: CoordinatorNotice, payload: dict[str, Any]) -> Message | None:
    about: list[int] = payload.get("about", [])
    people = [s.directory.by_id[each] for each in about if each in s.directory.by_id]
    match notice:
        case CoordinatorNotice.CLOSED:
            return closed_words(s.session, s.t, s.round, s.plan)
        case CoordinatorNotice.OWNERLESS:
            rows = [row for row in s.rows_by_id(about) if not s.directory.owners(row)]
            return ownerless_words(s.t, s.round.name, rows) if rows else None
        case CoordinatorNotice.AWAY:
            alone = {each: rows for each in people if (rows := rows_alone(s.directory, s.round, s.plan, each))}
            return away_words(s.t, s.round.name, alone) if alone else None
        case CoordinatorNotice.DEPARTED:
            if not people:
                return None
            rows = rows_left_by(s.session, s.directory, s.round, s.plan, people[0])
            return departure_words(s.t, s.round.name, people[0], rows)
        case CoordinatorNotice.HANDED_OVER:
            giver, to = s.directory.by_id.get(payload["giver"]), s.directory.by_id.get(payload["to"] or 0)
            rows = s.rows_by_id(about)
            return handed_over_words(s.t, s.round.name, giver, to, rows, payload["note"]) if giver else None
        case CoordinatorNotice.FAILED | CoordinatorNotice.TROUBLE | CoordinatorNotice.RENAMED:
            raise ValueError(f"{notice} is not about a round")
    assert_never(notice)
