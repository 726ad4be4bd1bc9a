"""Who is asked instead of somebody who is away: their deputy, the unit's, else another owner of it. Never commits."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from handlers.context import Options
from messages.ladder import is_away
from models.answers.queries import current_answers
from models.operations.audit import record
from models.people.directory import Directory, PersonView, PlanView, RowView, load_directory, raise_revision
from models.people.handover import Handover
from models.rounds.progress import asked_rows
from models.rounds.tables import Round
from models.vocabulary import HandoverReason, Role

Moves = list[tuple[PersonView, PersonView, RowView]]


def moves_for_leave(session: Session, found: Round, plan: PlanView, now: datetime, options: Options) -> Moves:
    """Who is away, who is to be asked instead, and about which row without an answer. Changes nothing."""
    directory = load_directory(session)
    away = [directory.by_id[person] for person in directory.leave if person in directory.by_id]
    away = [person for person in away if is_away(directory, person, now, options)]
    moves = [
        (person, instead, row)
        for person in away
        for row in directory.asked_rows(person, plan, found.id)
        if (instead := _stand_in(directory, found, person, row, now, options))
    ]
    if not moves:
        return []
    answers = current_answers(session, found.id, plan.id)
    unanswered = tuple(row for row in plan.rows if row.placement_id not in answers)
    left = {row.placement_id for row in asked_rows(session, found, unanswered)}
    return [move for move in moves if move[2].placement_id in left]


def _stand_in(
    directory: Directory, found: Round, person: PersonView, row: RowView, now: datetime, options: Options
) -> PersonView | None:
    """None when nobody can be asked instead, or somebody who is there is asked about the row already."""

    def is_there(other: PersonView | None) -> bool:
        return other is not None and other.id != person.id and not is_away(directory, other, now, options)

    asked = [directory.by_id.get(each) for each in directory.asked(row, found.id)]
    deputy = next(filter(is_there, directory.deputies(person, row)), None)
    if deputy is not None:
        return None if deputy in asked else deputy
    if any(is_there(other) for other in asked):
        return None
    units = {unit.id for unit in row.units}
    others = [p for p in directory.people if Role.OWNER in p.roles and p.units & units and is_there(p)]
    return others[0] if others else None


def stand_in(session: Session, found: Round, plan: PlanView, now: datetime, options: Options) -> set[int]:
    """Asks others instead of those who are away. Returns the ids of all whose rows have changed."""
    return hand_over(session, found, moves_for_leave(session, found, plan, now, options), HandoverReason.AWAY, now)


def take_back(
    session: Session, found: Round, plan: PlanView, person: PersonView, now: datetime
) -> set[int]:  # fmt: skip
    """The person is not away after all: they are asked themselves again. Returns whose rows have changed."""
    directory = load_directory(session)
    moves = [
        (directory.by_id[other], person, row)
        for row in plan.rows
        for other, line in directory.asked(row, found.id).items()
        if line and line.from_id == person.id and line.reason is HandoverReason.AWAY
    ]
    return hand_over(session, found, moves, HandoverReason.BACK, now)


def hand_over(
    session: Session, found: Round, moves: Iterable[tuple[PersonView, PersonView | None, RowView]],
    reason: HandoverReason, now: datetime, person_id: int | None = None, note: str = "",
) -> set[int]:  # fmt: skip
    """Stores who is asked instead of whom, with a line of audit for each pair. `note` is why, in the giver's words."""
    pairs: dict[tuple[int, int | None], list[RowView]] = {}
    for person, to, row in moves:
        pairs.setdefault((person.id, to.id if to else None), []).append(row)
        session.add(Handover(round_id=found.id, placement_id=row.placement_id, from_id=person.id,
                             to_id=to.id if to else None, reason=reason, at=now, note=note or None))  # fmt: skip
    for (from_id, to_id), rows in pairs.items():
        record(session, now, "row.handed_over", found.name, person_id, reason=reason.value, rows=[r.row for r in rows],
               before=from_id, after=to_id)  # fmt: skip
    if pairs:
        raise_revision(session, "people")
        session.flush()
    return {each for pair in pairs for each in pair if each is not None}
