"""Drafts: what somebody has written in a row's form without submitting it."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from models.answers.answerable import AnswerableRow
from models.answers.tables import Draft
from models.outbox.homes import redraw_homes
from models.storage.database import dialect_of, insert_for


def write_draft(
    session: Session, target: AnswerableRow, person_id: int, values: Mapping[str, str], now: datetime
) -> None:
    """Stores the fields of a form, by name, replacing the person's earlier draft on the row."""
    key = {"round_id": target.round.id, "placement_id": target.row.placement_id, "person_id": person_id}
    new = {"values": dict(values), "saved_at": now}
    statement = insert_for(dialect_of(session), Draft).values(**key, **new)
    session.execute(statement.on_conflict_do_update(index_elements=list(key), set_=new))
    redraw_homes(session, [person_id], now)


def drop_draft(session: Session, target: AnswerableRow, person_id: int, now: datetime) -> None:
    """Deletes the person's draft on the row, if there is one."""
    session.execute(
        delete(Draft).where(
            Draft.round_id == target.round.id,
            Draft.placement_id == target.row.placement_id,
            Draft.person_id == person_id,
        )
    )
    redraw_homes(session, [person_id], now)
