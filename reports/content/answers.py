"""The answers of a round as plain values, in the contract's fields and order ("malvakten answers export")."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, Select, and_, select
from sqlalchemy.orm import Session, aliased

from models.answers.personal import TEXTS, masked_for_all
from models.people.registers import load_directory
from models.rounds.queries import plan_of_round
from models.tables import ActivityWording, Answer, Goal, Placement, Round
from models.vocabulary import Personal
from reports.content.placements import select_placements, unit_names

FIELDS = (
    "row", "goal_kind", "goal", "activity", "units", "status", "comment", "cause", "action", "action_owner",
    "action_due", "author_email", "on_behalf_of", "submitted_at", "late", "version", "source",
)  # fmt: skip
_ANSWERED = [getattr(Answer, name) for name in FIELDS[5:]]


def current_rows(session: Session, round_: Round) -> list[dict[str, Any]]:
    """One object per row of the round's plan, in order, with the newest answer of the round or nulls.

    The rows are those that `status` counts: one that has left the plan is in the rounds that were over by then. Empty
    without any plan.
    """
    plan = plan_of_round(load_directory(session), round_)
    if plan is None:
        return []
    other = aliased(Answer)
    newest = (
        select(other.id)
        .where(other.round_id == round_.id, other.placement_id == Placement.id)
        .order_by(other.version.desc())
        .limit(1)
        .correlate(Placement)
        .scalar_subquery()
    )
    query = (
        _rows().outerjoin(Answer, and_(Answer.id == newest)).where(Placement.plan_id == plan.id).order_by(Placement.row)
    )
    return list(_objects(session, (each for each in session.execute(query) if each[0] in plan.by_placement)))


def all_versions(session: Session, round_: Round) -> list[dict[str, Any]]:
    """Every version of every answer in the round, oldest first; rows without an answer are left out."""
    query = (
        _rows()
        .join(Answer, Answer.placement_id == Placement.id)
        .where(Answer.round_id == round_.id)
        .order_by(Answer.submitted_at, Answer.id)
    )
    return list(_objects(session, session.execute(query)))


def _rows() -> Select[*tuple[Any, ...]]:
    """Placements with the columns of `FIELDS`, and whether there are personal data; the caller joins `Answer`."""
    return select_placements(Placement.row, Goal.kind, Goal.name, ActivityWording.text, *_ANSWERED, Answer.personal)


def _objects(session: Session, records: Iterable[Row[*tuple[Any, ...]]]) -> Iterable[dict[str, Any]]:
    """The records of `_rows` as dicts of `FIELDS`, with plain values. Personal data are masked as for everybody."""
    units = unit_names(session)
    for record in records:
        placement_id, row, kind, goal, activity = record[:5]
        values = [row, kind.value, goal, activity, units.get(placement_id, []), *record[5:-1]]
        item = dict(zip(FIELDS, values, strict=True))
        item |= masked_for_all({name: item[name] for name in TEXTS if name in item}, record.personal or Personal.NONE)
        item["status"] = item["status"] and item["status"].value
        item["source"] = item["source"] and item["source"].value
        item["action_due"] = item["action_due"] and item["action_due"].isoformat()
        item["submitted_at"] = item["submitted_at"] and instant(item["submitted_at"])
        item["late"] = bool(item["late"])
        yield item


def instant(value: datetime) -> str:
    """An instant as the export writes it: UTC with Z, whole seconds."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
