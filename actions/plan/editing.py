"""What every change of the plan begins and ends with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from actions.faults import Fault
from actions.plan.telling import tell_plan_change
from i18n import N_
from models.operations.audit import record
from models.people.directory import Directory
from models.people.directory_cache import load_directory, raise_revision
from models.plan.views import PlanView, RowView
from models.planning.concerned import asked_about
from models.rounds.tables import Round
from models.tables import Placement, PlacementUnit, Plan
from models.vocabulary.plan import PlanChange

# Which field each kind of change has before and after.
_FIELDS = {
    "plan.added": "activity", "plan.reworded": "activity", "plan.merged": "activity", "plan.moved": "units",
    "plan.goals": "goals", "plan.dated": "days", "plan.copied": "year", "unit.renamed": "name",
}  # fmt: skip


class PlanFault(Fault):
    """A change of the plan that cannot be made."""


@dataclass(frozen=True)
class Editor:
    """Who changes a plan, and when; `person_id` is None for an operator on the server."""

    session: Session
    now: datetime
    person_id: int | None = None

    def begin(self, plan_id: int) -> PlanView:
        """The plan as it is, which nobody else changes until the end of this transaction."""
        raise_revision(self.session, "plan")
        return self.directory.plan(plan_id)

    @property
    def directory(self) -> Directory:
        return load_directory(self.session)

    def asked_about(self, plan: PlanView, rows: Iterable[RowView]) -> list[tuple[Round, list[int]]]:
        """The rounds that are open on the plan, each with the ids of those who are asked about one of the rows now."""
        return [(round_, [each.id for each in people])
                for round_, people in asked_about(self.session, self.directory, plan, list(rows))]  # fmt: skip

    def tell(self, asked: Sequence[tuple[Round, list[int]]], what: PlanChange, **about: Any) -> None:
        """Has them told, except the person who makes the change."""
        for round_, people in asked:
            to = [each for each in people if each != self.person_id]
            tell_plan_change(self.session, round_, to, {"what": what.value, **about}, self.now)

    def finish(self, what: str, year: int, row: int | None, **details: Any) -> None:
        """Writes the audit, and has the plan read anew. `before` and `after` are the values of the field that `what`
        changes."""
        subject = f"plan {year}" if row is None else f"plan {year} / {row}"
        self.session.flush()
        place = select(Placement.id).join(Plan, Plan.id == Placement.plan_id)
        place_id = self.session.scalar(place.where(Plan.year == year, Placement.row == row)) if row else None
        changed = {name: {_FIELDS[what]: details.pop(name)} for name in ("before", "after") if name in details}
        record(self.session, self.now, what, subject, self.person_id, placement_id=place_id,
               before=changed.get("before"), after={**changed.get("after", {}), **details})  # fmt: skip
        raise_revision(self.session, "plan")


def row_of(plan: PlanView, placement_id: int) -> RowView:
    """The row in its current state. Raises PlanFault when it has left the plan."""
    row = plan.by_placement.get(placement_id)
    if row is not None:
        return row
    ended = plan.ended_by_placement.get(placement_id)
    if ended is None:
        raise PlanFault(N_("That row is not in the plan."))
    raise PlanFault(N_("Row {row} is not in the plan any more."), row=ended.row.row)


def store_units(session: Session, placement_id: int, unit_ids: Sequence[int]) -> None:
    """Makes these the units that answer for a row, in this order."""
    session.execute(delete(PlacementUnit).where(PlacementUnit.placement_id == placement_id))
    session.add_all(
        PlacementUnit(placement_id=placement_id, unit_id=unit, position=position)
        for position, unit in enumerate(unit_ids, start=1)
    )


def placement(session: Session, row: RowView) -> Placement:
    """The stored row."""
    return session.get_one(Placement, row.placement_id, populate_existing=True)
