"""Disposal (gallring): what a decision names is deleted, and a line says so. Never commits."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, false, func, or_, select, update
from sqlalchemy.orm import Session

from actions.rounds.life_cycle import RoundFault, require_state
from actions.rounds.reopening import reason
from i18n import N_
from models.operations.audit import record
from models.options import Options
from models.outbox.homes import redraw_all_homes
from models.people.directory_cache import raise_revision
from models.rounds.exceptions import unit_deadlines
from models.rounds.ladder import is_short
from models.rounds.queries import OVER
from models.rounds.tables import Round
from models.rules.text import clean
from models.storage.base import Base
from models.tables import Answer, AuditEvent, Delivery, Snapshot
from models.vocabulary.rounds import RoundState

LONGEST_REFERENCE = 150
DISPOSED = "records.disposed"


@dataclass(frozen=True)
class Disposed:
    """What was deleted of each round: the number of rows by table. `without_record` are rounds of which nothing is
    left but their name and times, since they were never locked."""

    rounds: dict[str, dict[str, int]]
    without_record: tuple[str, ...]


def dispose(session: Session, before: date, decision: str, now: datetime, options: Options) -> Disposed:
    """Deletes what was recorded in the rounds that ended before this local day: answers, reviews, decisions, drafts,
    messages, handovers, excuses, and the lines of the audit about them. Their names, times and frozen records stay.
    Raises RoundFault without a reference, when none ended so early, and when one has not been closed, or is open again
    for a unit."""
    decision = clean(decision)
    if not decision or len(decision) > LONGEST_REFERENCE:
        raise RoundFault(N_("Name the decision with 1 to {most} characters."), most=LONGEST_REFERENCE)
    rounds = [each for each in _rounds(session) if each.ended_at.astimezone(options.zone).date() < before]
    for each in rounds:
        _require_over(session, each, now)
    # What has been disposed of already has nothing but the line that says so.
    counts = {each: counted for each in rounds if (counted := _count(session, each.id))}
    if not counts:
        raise RoundFault(N_("No round that ended before {day} has anything to dispose of."), day=before)
    _delete(session, [each.id for each in counts])
    for each, counted in counts.items():
        each.excused = {}
        record(session, now, DISPOSED, each.name, round_id=each.id, before=counted,
               after={"decision": decision, "ended_before": before.isoformat()})  # fmt: skip
    raise_revision(session, "people")  # the handovers are part of it
    redraw_all_homes(session, now)
    return Disposed(
        {each.name: counted for each, counted in counts.items()},
        tuple(each.name for each in counts if each.state is RoundState.CLOSED),
    )


def check_removable(round_: Round) -> None:
    """Raises RoundFault for a round that has been opened and is no rehearsal."""
    if round_.state is not RoundState.PLANNED and not is_short(round_):
        raise RoundFault(
            N_("{name} is no rehearsal, so it stays. A round is removed before it opens, or when it is a rehearsal."),
            name=round_.name,
        )


def remove_round(session: Session, round_: Round, why: str, now: datetime, person_id: int | None = None) -> None:
    """Deletes a round that was made by mistake or to rehearse: one that has not been opened, or a rehearsal that is not
    locked, with everything that was recorded in it. Raises RoundFault for any other, and without a reason."""
    require_state(session, round_, RoundState.PLANNED, RoundState.OPEN, RoundState.CLOSED, whole=True)
    check_removable(round_)
    name, told, counted = round_.name, reason(why), _count(session, round_.id)
    _delete(session, [round_.id])
    session.delete(round_)
    session.flush()
    record(session, now, "round.removed", name, person_id, before=counted, after={"why": told})
    raise_revision(session, "people")
    redraw_all_homes(session, now)


def _require_over(session: Session, round_: Round, now: datetime) -> None:
    require_state(session, round_, *OVER, whole=True)
    if until := max((at for at in unit_deadlines(round_).values() if at > now), default=None):
        raise RoundFault(N_("{name} is open for a unit until {until}."), name=round_.name, until=until)


def _rounds(session: Session) -> Sequence[Round]:
    return session.scalars(select(Round).order_by(Round.deadline, Round.id)).all()


def _count(session: Session, round_id: int) -> dict[str, int]:
    """How many rows would be deleted, by table, without those that are none."""
    counts: dict[str, int] = {}
    for table in Base.metadata.sorted_tables:
        query = select(func.count()).select_from(table).where(_concerned(table, [round_id]))
        if number := session.scalar(query):
            counts[table.name] = number
    return counts


def _delete(session: Session, ids: Collection[int]) -> None:
    answers = select(Answer.id).where(Answer.round_id.in_(ids))
    referring = update(Answer).where(Answer.reference_answer_id.in_(answers), Answer.round_id.not_in(ids))
    session.execute(referring.values(reference_answer_id=None), execution_options={"synchronize_session": False})
    for table in reversed(Base.metadata.sorted_tables):
        if _refers(table):
            session.execute(delete(table).where(_concerned(table, ids)))
    session.expire_all()


def _refers(table: Table) -> bool:
    """Whether the table holds what was recorded in a round, or belongs to that. The round and its frozen record are
    what remains of it."""
    targets = [target for _, target in _references(table)]
    return table is not Snapshot.__table__ and any(each is Round.__table__ or _refers(each) for each in targets)


def _concerned(table: Table, ids: Collection[int]) -> ColumnElement[bool]:
    """That a row was recorded in these rounds, or belongs to what was."""
    if not _refers(table):
        return false()
    wanted: list[ColumnElement[bool]] = []
    for column, target in _references(table):
        if target is Round.__table__:
            wanted.append(column.in_(ids))
        elif _refers(target):
            wanted.append(column.in_(select(target.c.id).where(_concerned(target, ids))))
    if table is AuditEvent.__table__:
        return or_(*wanted) & (AuditEvent.what != DISPOSED)
    return _with_threads(or_(*wanted)) if table is Delivery.__table__ else or_(*wanted)


def _with_threads(first: ColumnElement[bool]) -> ColumnElement[bool]:
    """Messages, what was posted in their threads, and what rewrites them."""
    messages = select(Delivery.id).where(first).cte("messages", recursive=True)
    after = or_(Delivery.parent_id == messages.c.id, Delivery.target_id == messages.c.id)
    return Delivery.id.in_(select(messages.union(select(Delivery.id).where(after)).c.id))


def _references(table: Table) -> list[tuple[Any, Table]]:
    """The columns that refer to other tables, and to which."""
    references = [(column, key.column.table) for column in table.columns for key in column.foreign_keys]
    return [(column, target) for column, target in references if target is not table]
