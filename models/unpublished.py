"""The rounds that have not been published, which every answer asks for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from models.database import connection_of
from models.prepared import Prepared
from models.questions import Rows
from models.round import Round
from models.snapshots import Snapshot
from models.vocabulary import RoundState


@dataclass(frozen=True)
class Unpublished:
    """By deadline. They belong to no session and are not to be changed. `first_deadline` is that of the first round
    ever; None when it was not asked for, since every round is published."""

    rounds: tuple[Round, ...]
    first_deadline: datetime | None


_columns = list(Round.__table__.columns)
_first = select(func.min(Round.deadline)).scalar_subquery()
_rows = Prepared(
    lambda _dialect: (
        select(*_columns, _first.label("first"))
        .where(Round.state != RoundState.PUBLISHED)
        .order_by(Round.deadline, Round.id)
    )
)
_first_deadline = Prepared(lambda _dialect: select(_first.label("first")))


def _make(_session: Session, rows: Rows) -> Unpublished:
    names = [column.name for column in _columns]
    rounds = tuple(Round(**dict(zip(names, row[:-1], strict=True))) for row in rows)
    return Unpublished(rounds, rows[0][-1] if rows else None)


unpublished = Snapshot(_rows, _make)


def _forget(session: Session, _context: Any) -> None:
    if any(isinstance(each, Round) for each in (*session.new, *session.dirty, *session.deleted)):
        unpublished.forget(session)


event.listen(Session, "after_flush", _forget)


def has_earlier_round(session: Session, deadline: datetime) -> bool:
    """Whether there is any round with an earlier deadline."""
    seen = unpublished.seen(session)
    first = seen.first_deadline if seen else None
    if first is None:
        ((first,),) = _first_deadline.rows(connection_of(session), {})
    return first is not None and first < deadline
