"""What an import changed in the plan and in the people file, a line of audit for each row and person: the directory
compared with what it was before."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models.operations.audit import differences, person, record
from models.people.directory import Directory
from models.people.directory_cache import load_directory
from models.people.views import PersonView
from models.plan.views import RowView
from models.rules.text import fold


def record_people_changes(session: Session, before: Directory, now: datetime) -> None:
    """The people, and the deputies of units. Their addresses are recorded when they are changed. To be called when the
    revision has been raised."""
    after = load_directory(session)
    known = {each.id: each for each in before.people}
    for each in after.people:
        old = known.get(each.id)
        was, is_ = differences(_person(before, old) if old else {}, _person(after, each))
        if old is None:
            record(session, now, "person.added", "", about_id=each.id, after=is_)
        elif is_:
            record(session, now, "person.changed", "", about_id=each.id, before=was, after=is_)
    deputies = {unit.id: unit.deputy_email for unit in before.units}
    for unit in after.units:
        if (deputy := deputies.get(unit.id)) != unit.deputy_email:
            record(session, now, "deputy.set", unit.name, before={"deputy_email": _address(before, deputy)},
                   after={"deputy_email": _address(after, unit.deputy_email)})  # fmt: skip


def record_plan_changes(session: Session, before: Directory, year: int, now: datetime) -> None:
    """The rows of a year's plan. To be called when the revision has been raised."""
    after = load_directory(session)
    was, is_ = _rows(before, year), _rows(after, year)
    for id_, row in is_.items():
        subject = f"plan {year} / {row['order']}"
        if id_ not in was:
            record(session, now, "plan.row_added", subject, placement_id=id_, after=row)
            continue
        old, new = differences(was[id_], row)
        if new:
            record(session, now, "plan.row_changed", subject, placement_id=id_, before=old, after=new)
    for id_ in was.keys() - is_.keys():
        subject = f"plan {year} / {was[id_]['order']}"
        record(session, now, "plan.row_ended", subject, placement_id=id_, before=was[id_])


def _person(directory: Directory, of: PersonView) -> dict[str, Any]:
    """By the names of the people file's columns."""
    return {
        "name": of.name,
        "unit": sorted((unit.name for unit in directory.units if unit.id in of.units), key=fold),
        "roles": sorted(role.value for role in of.roles),
        "activities": None if of.activities is None else sorted(of.activities),
        "slack_user_id": of.slack_user_id,
        "teams_aad_object_id": of.teams_aad_object_id,
        "language": of.language,
        "timezone": of.timezone,
        "deputy_email": _address(directory, of.deputy_email),
        "manager_email": _address(directory, of.manager_email),
    }


def _address(directory: Directory, email: str | None) -> dict[str, int] | None:
    """The person with this address. Of an address that is nobody's, nothing is kept."""
    of = directory.by_email.get(email or "")
    return person(of.id) if of else None


def _rows(directory: Directory, year: int) -> Mapping[int, dict[str, Any]]:
    return {row.placement_id: _row(row) for plan in directory.plans if plan.year == year for row in plan.rows}


def _row(row: RowView) -> dict[str, Any]:
    """By the names of the plan file's columns. Of the previous period's comment only how long it is: the text is where
    it can be corrected."""
    return {
        "key": row.key,
        "order": row.row,
        "goal_kind": row.goal.kind.value,
        "goal": row.goal.name,
        "activity": row.activity,
        "units": [unit.name for unit in row.units],
        "status": row.previous_status.value if row.previous_status else None,
        "comment_characters": len(row.previous_comment or ""),
    }
