"""Handing rows over: somebody else is asked about them for the rest of the round. Never commits."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from models.operations.audit import person, record
from models.people.handover import Handover
from models.people.registers import raise_revision
from models.people.views import PersonView
from models.plan.views import RowView
from models.rounds.tables import Round
from models.vocabulary import HandoverReason


def hand_over(
    session: Session, round_: Round, moves: Iterable[tuple[PersonView, PersonView | None, RowView]],
    reason: HandoverReason, now: datetime, person_id: int | None = None, note: str = "",
) -> None:  # fmt: skip
    """Stores for each (from, to, row) that `to` is asked from now on, or nobody when it is None. `note` is the giver's
    reason; `person_id` is who did it, None for the schedule."""
    moved = False
    for giver, to, row in moves:
        moved = True
        session.add(Handover(round_id=round_.id, placement_id=row.placement_id, from_id=giver.id,
                             to_id=to.id if to else None, reason=reason, at=now, note=note or None))  # fmt: skip
        record(session, now, "row.handed_over", f"{round_.name} / {row.row}", person_id, round_id=round_.id,
               placement_id=row.placement_id, about_id=giver.id, before={"asked": person(giver.id)},
               after={"asked": person(to.id if to else None), "reason": reason.value})  # fmt: skip
    if moved:
        raise_revision(session, "people")
        session.flush()
