"""Handing rows over: somebody else is asked about them for the rest of the round. Never commits."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from models.operations.audit import person, record
from models.people.directory import Directory
from models.people.directory_cache import load_directory, raise_revision
from models.people.handover import Handover, handed_back_by
from models.people.views import PersonView
from models.plan.views import RowView
from models.rounds.tables import Round
from models.vocabulary.people import HandoverReason


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


def replaced_by(directory: Directory, round_: Round, row: RowView, to: PersonView) -> list[PersonView]:
    """Who is not asked about the row any more when it is given to somebody: the person who handed it back, and then
    those who are still asked go on being asked; else everybody who is asked."""
    back = handed_back_by(
        each for each in directory.handovers.get(round_.id, ()) if each.placement_id == row.placement_id
    )
    ids = [back] if back is not None else list(directory.asked(row, round_.id))
    return [directory.by_id[id_] for id_ in ids if id_ != to.id and id_ in directory.by_id]


def give_row(
    session: Session, round_: Round, row: RowView, to: PersonView, giver: PersonView | None, note: str, now: datetime
) -> None:
    """A coordinator gives the row to somebody for the rest of the round. The clock asks them. A row that nobody was
    asked about comes from its receiver: whose it was before is nobody."""
    before = replaced_by(load_directory(session), round_, row, to) or [to]
    moves = [(each, to, row) for each in before]
    hand_over(session, round_, moves, HandoverReason.GIVEN, now, giver.id if giver else None, note)
