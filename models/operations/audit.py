"""Writing the audit: who changed what, when, by which channel, from what to what. Never the text of a comment.

In `before` and `after` stand values by the names of fields. `{"person": ID}` is a person, `{"answer": ID}` and
`{"review": ID}` are rows of those tables: names and texts are read from there (`reports.content.exports.audit`), so
that what is removed there is gone here, too.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from models.operations.changes import CHANGES
from models.operations.tables import AuditEvent
from models.vocabulary.operations import Channel

_ADD = insert(AuditEvent)
# What stays of the lines about somebody who was removed: the rights that they had.
_KEPT = frozenset({"roles", "unit", "activities", "deputy_email", "manager_email", "answers"})


@contextmanager
def coming_by(session: Session, channel: Channel, person_id: int | None = None) -> Iterator[None]:
    """What is recorded in the block was done by this channel, and by this person if nobody else is named. Outside of
    any block the clock did it, or the code that opened the session says so in `session.info["came_by"]`."""
    outer = session.info.get("came_by")
    session.info["came_by"] = (channel, person_id)
    try:
        yield
    finally:
        session.info["came_by"] = outer


def record(
    session: Session, now: datetime, what: str, subject: str, person_id: int | None = None, *,
    round_id: int | None = None, placement_id: int | None = None, about_id: int | None = None,
    before: Mapping[str, Any] | None = None, after: Mapping[str, Any] | None = None, **details: Any,
) -> None:  # fmt: skip
    """Adds a line to the audit, e.g. `record(session, now, "round.closed", round_.name, round_id=round_.id)`.

    `what` is one of `CHANGES`. `subject` is the name of what was changed, "" for the person with the id `about_id`.
    `details` are what belongs to `after`. Raises ValueError for another `what`."""
    if what not in CHANGES:
        raise ValueError(f"{what!r} is not among the kinds of changes in models/operations/changes.py")
    channel, by = session.info.get("came_by") or (Channel.CLOCK, None)
    values = {
        "at": now, "channel": channel, "what": what, "subject": subject, "person_id": person_id or by,
        "round_id": round_id, "placement_id": placement_id, "about_id": about_id,
        "before": dict(before) if before is not None else None,
        "after": {**(after or {}), **details} if after is not None or details else None,
    }  # fmt: skip
    session.connection().execute(_ADD, values)


def person(person_id: int | None) -> dict[str, int] | None:
    """A person in `before` and `after`; None for nobody."""
    return None if person_id is None else {"person": person_id}


def people(ids: Iterable[int]) -> list[dict[str, int]]:
    """Several persons in `before` and `after`."""
    return [{"person": id_} for id_ in ids]


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields that differ, as they were and as they are."""
    names = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in names}, {name: after[name] for name in names}


def forget_values(session: Session, person_id: int) -> None:
    """Takes from the lines about somebody who is removed what is personal in them; that something was changed stays."""
    for event in session.scalars(select(AuditEvent).where(AuditEvent.about_id == person_id)):
        event.before, event.after = _kept(event.before), _kept(event.after)
    session.flush()


def _kept(values: dict[str, Any] | None) -> dict[str, Any] | None:
    return values and {name: value for name, value in values.items() if name in _KEPT}
