"""Who is asked about a row instead of whom. Never commits."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from models.operations.audit import record
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
    """Stores that others are asked about these rows from now on (nobody, when it is None), with a line of audit for
    each pair. `note` is why, in the giver's words; `person_id` is who did it, None for the clock."""
    pairs: dict[tuple[int, int | None], list[RowView]] = {}
    for person, to, row in moves:
        pairs.setdefault((person.id, to.id if to else None), []).append(row)
        session.add(Handover(round_id=round_.id, placement_id=row.placement_id, from_id=person.id,
                             to_id=to.id if to else None, reason=reason, at=now, note=note or None))  # fmt: skip
    for (from_id, to_id), rows in pairs.items():
        record(session, now, "row.handed_over", round_.name, person_id, reason=reason.value,
               rows=[row.row for row in rows], before=from_id, after=to_id)  # fmt: skip
    if pairs:
        raise_revision(session, "people")
        session.flush()
