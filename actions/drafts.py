"""Keeping and dropping what somebody has written on a row without it being an answer yet."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from models.answers.answerable import AnswerableRow
from models.answers.tables import Draft
from models.outbox.homes import redraw_homes
from models.storage.database import dialect_of, insert_for


def write_draft(
    session: Session, place: AnswerableRow, person_id: int, values: Mapping[str, str], now: datetime
) -> None:
    """Keeps the fields of a form, in the place of what the person had written on the row before."""
    key = {"round_id": place.round.id, "placement_id": place.row.placement_id, "person_id": person_id}
    new = {"values": dict(values), "saved_at": now}
    statement = insert_for(dialect_of(session), Draft).values(**key, **new)
    session.execute(statement.on_conflict_do_update(index_elements=list(key), set_=new))
    redraw_homes(session, [person_id], now)


def drop_draft(session: Session, place: AnswerableRow, person_id: int, now: datetime) -> None:
    """Forgets what the person has written on the row."""
    session.execute(
        delete(Draft).where(
            Draft.round_id == place.round.id,
            Draft.placement_id == place.row.placement_id,
            Draft.person_id == person_id,
        )
    )
    redraw_homes(session, [person_id], now)
