"""A year's plan as plain values, in the form that the import takes ("malvakten plan export")."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.tables import ActivityWording, Goal, Placement, Plan
from reports.content.exports.placements import select_placements, unit_names

# What stands between several names in one cell of CSV or Excel.
SEPARATORS = {"units": "/"}
_COLUMNS: dict[str, Any] = {
    "key": Placement.key,
    "order": Placement.row,
    "goal_kind": Goal.kind,
    "goal": Goal.name,
    "activity": ActivityWording.text,
    "units": Placement.id,  # put in from another table
    "comment": Placement.previous_comment,
    "status": Placement.previous_status,
}
FIELDS = tuple(_COLUMNS)


def plan_years(session: Session) -> list[int]:
    """The years that have a plan, the earliest first."""
    return list(session.scalars(select(Plan.year).order_by(Plan.year)))


def plan_rows(session: Session, year: int) -> list[dict[str, Any]]:
    """One object per active row of the year's plan, by its number. Empty without such a plan."""
    query = (
        select_placements(*_COLUMNS.values())
        .join(Plan, Plan.id == Placement.plan_id)
        .where(Plan.year == year, Placement.active)
        .order_by(Placement.row)
    )
    units = unit_names(session)
    rows = []
    for placement_id, *values in session.execute(query):
        row = dict(zip(FIELDS, values, strict=True))
        row["goal_kind"] = row["goal_kind"].value
        row["units"] = units.get(placement_id, [])
        row["status"] = row["status"] and row["status"].value
        rows.append(row)
    return rows
