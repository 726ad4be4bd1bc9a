"""When people are away, in whole days. The reason is never asked for and never stored."""

from datetime import date

from sqlalchemy import ForeignKey, Select, and_, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.rules.absence import Leave
from models.storage.base import Base


class Absence(Base):
    """A leave of one person, from the `first` to the `last` local day, both included."""

    __tablename__ = "absence"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    first: Mapped[date]
    last: Mapped[date]


_ALL = select(Absence).order_by(Absence.first, Absence.id)


def all_leave(session: Session) -> dict[int, tuple[Leave, ...]]:
    """Everybody's leave by person id, earliest first."""
    by_person: dict[int, list[Leave]] = {}
    for row in session.scalars(_ALL, execution_options={"populate_existing": True}):
        by_person.setdefault(row.person_id, []).append(Leave(row.first, row.last))
    return {person: tuple(leave) for person, leave in by_person.items()}


def set_leave(session: Session, person_id: int, leave: Leave) -> list[Leave]:
    """Stores a leave, replacing the person's leaves that it overlaps. Returns those of them that had other days,
    earliest first."""
    overlapping = (Absence.person_id == person_id, Absence.first <= leave.last, Absence.last >= leave.first)
    rows = session.scalars(select(Absence).where(*overlapping).order_by(Absence.first).with_for_update()).all()
    replaced = [Leave(row.first, row.last) for row in rows]
    session.execute(delete(Absence).where(*overlapping))
    session.add(Absence(person_id=person_id, first=leave.first, last=leave.last))
    session.flush()
    return [each for each in replaced if each != leave]


def end_leave(session: Session, person_id: int, today: date) -> list[Leave]:
    """Ends the leave that is on: its last day is yesterday, or it is deleted when it began today. Planned leave stays.
    Returns what was ended, as it was."""
    current = and_(Absence.first <= today, Absence.last >= today)
    return _end(session, select(Absence).where(Absence.person_id == person_id, current), today)


def remove_leave(session: Session, person_id: int, days: Leave, today: date) -> list[Leave]:
    """Deletes the leave that is within these days; of one that is on, what is left of it. Returns it as it was."""
    within = and_(Absence.first >= days.first, Absence.last <= days.last, Absence.last >= today)
    return _end(session, select(Absence).where(Absence.person_id == person_id, within), today)


def _end(session: Session, query: Select[Absence], today: date) -> list[Leave]:
    rows = session.scalars(query.order_by(Absence.first).with_for_update()).all()
    before = [Leave(row.first, row.last) for row in rows]
    for row in rows:
        if row.first < today:
            row.last = date.fromordinal(today.toordinal() - 1)
        else:
            session.delete(row)
    session.flush()
    return before
