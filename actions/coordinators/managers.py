"""What a manager leaves to the coordinators about a row without an answer. Never commits."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from actions.coordinators.telling import tell_coordinators
from models.operations.audit import record
from models.options import Options
from models.people.views import PersonView
from models.plan.views import RowView
from models.rounds.tables import Round
from models.vocabulary.outbox import CoordinatorNotice, RequestKind

_LINES = {RequestKind.ANSWER: "row.answer_left", RequestKind.EXCUSE: "row.excuse_proposed"}


def leave_to_coordinators(
    session: Session, round_: Round, row: RowView, manager: PersonView, kind: RequestKind, words: str, now: datetime,
    options: Options,
) -> None:  # fmt: skip
    """Tells the coordinators what the manager asks for, with the manager's words. The same words are told once."""
    mark = sha256(words.encode()).hexdigest()[:16]
    subject = f"manager:{kind.value}:{round_.id}:{row.placement_id}:{manager.id}:{mark}"
    # Messages that wait to be sent have the kind under `wish`.
    tell_coordinators(session, CoordinatorNotice.MANAGER_ASKS, subject, now, options, round_.id,
                      about=[row.placement_id], by=manager.id, wish=kind.value, words=words)  # fmt: skip
    record(session, now, _LINES[kind], f"{round_.name} / {row.row}", manager.id, round_id=round_.id,
           placement_id=row.placement_id, characters=len(words))  # fmt: skip
