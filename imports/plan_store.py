"""Storing a checked plan: rows are matched by number, nothing is removed, and the same rows twice change nothing."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from imports.faults import Fault
from imports.plan import PlanRow, repeated_orders
from imports.registers import Goals, Units
from imports.sharing import share
from imports.stored_plan import earlier_rows, newest_wordings, unit_ids
from models.operations.audit import record
from models.people.registers import raise_revision
from models.tables import Activity, ActivityWording, Placement, PlacementUnit, Plan


@dataclass(frozen=True)
class PlanResult:
    """What an import did, by row numbers. `missing` are active rows that the file lacks, `deactivated` those of them
    that were made inactive. With `faults` nothing was changed."""

    year: int
    added: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()
    unchanged: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()
    deactivated: tuple[int, ...] = ()
    faults: tuple[Fault, ...] = ()

    def counts(self) -> dict[str, int]:
        """The number of rows of each kind, by its name."""
        return {name: len(rows) for name, rows in asdict(self).items() if name not in {"year", "faults"}}


def apply_plan(
    session: Session, rows: Sequence[PlanRow], year: int, now: datetime, deactivate_missing: bool = False
) -> PlanResult:
    """Stores the rows of `read_plan` as the year's plan, in the caller's transaction; `now` dates new wordings.

    `deactivate_missing` makes rows inactive that the file lacks. Writes one audit event, and raises the revision `plan`
    when something changed.
    """
    faults = tuple(repeated_orders(rows)) or (() if rows else (Fault(None, None, "the file has no rows"),))
    if faults:
        return PlanResult(year, faults=faults)
    with session.no_autoflush:  # a new row is incomplete until its goal is known
        result = _PlanImport(session, year, now).apply(sorted(rows, key=lambda row: row.order), deactivate_missing)
    if result.added or result.changed or result.deactivated:
        raise_revision(session, "plan")
    record(session, now, "plan.imported", f"plan {year}", **result.counts())
    session.flush()
    return result


class _PlanImport:
    """One import, with the stored plan of the year loaded once."""

    def __init__(self, session: Session, year: int, now: datetime) -> None:
        self._session, self._year, self._now = session, year, now
        plan = session.scalar(select(Plan).where(Plan.year == year))
        if plan is None:
            plan = Plan(year=year)
            session.add(plan)
            session.flush()
        self._plan = plan
        self._units, self._goals = Units(session), Goals(session)
        self._placements = {p.row: p for p in session.scalars(select(Placement).where(Placement.plan_id == plan.id))}
        self._wordings = newest_wordings(session, plan)
        self._unit_ids = unit_ids(session, plan)
        self._earlier = earlier_rows(session, year)

    def apply(self, rows: Sequence[PlanRow], deactivate_missing: bool) -> PlanResult:
        """Stores the rows, which have distinct numbers."""
        stored = set(self._placements)
        activity_of = {row: placement.activity_id for row, placement in self._placements.items()}
        texts = {activity: wording.text for activity, wording in self._wordings.items()}
        old = {row: texts[activity] for row, activity in activity_of.items()}
        wanted = old | {row.order: row.activity for row in rows}
        carriers = self._store_wordings(share(wanted, activity_of, texts))
        changed = {row.order for row in rows if self._store_row(row, carriers[row.activity])}
        self._session.flush()  # once for all rows: it gives the new ones their ids
        changed |= {row.order for row in rows if self._store_units(row)}
        changed |= {row.order for row in rows if old.get(row.order, row.activity) != row.activity}
        orders = {row.order for row in rows}
        missing = tuple(r for r in sorted(stored - orders) if self._placements[r].active)
        for row in missing if deactivate_missing else ():
            self._placements[row].active = False
        return PlanResult(
            self._year,
            added=tuple(sorted(orders - stored)),
            changed=tuple(sorted(changed & stored)),
            unchanged=tuple(sorted((orders & stored) - changed)),
            missing=missing,
            deactivated=missing if deactivate_missing else (),
        )

    def _store_wordings(self, carriers: dict[str, int | None]) -> dict[str, int]:
        """Makes every text the newest wording of its activity, creating activities where it is None. Returns the
        activity id of each text."""
        new = {text: Activity(plan_id=self._plan.id) for text, activity in carriers.items() if activity is None}
        self._session.add_all(new.values())
        self._session.flush()
        ids = {text: new[text].id if activity is None else activity for text, activity in carriers.items()}
        for text, activity in ids.items():
            newest = self._wordings.get(activity)
            if newest is None or newest.text != text:
                version = newest.version + 1 if newest else 1
                self._session.add(ActivityWording(activity_id=activity, version=version, text=text, since=self._now))
        return ids

    def _store_row(self, row: PlanRow, activity_id: int) -> bool:
        """Stores one row without its units. Returns whether it differs from what was stored."""
        goal = self._goals.find_or_create(row.goal_kind, row.goal)
        placement = self._placements.get(row.order)
        if placement is None:
            placement = Placement(plan_id=self._plan.id, row=row.order)
            self._placements[row.order] = placement
            self._session.add(placement)
        wanted = {
            "goal_id": goal.id,
            "activity_id": activity_id,
            "active": True,
            "previous_comment": row.comment,
            "previous_status": row.status,
        }
        differs = any(getattr(placement, name) != value for name, value in wanted.items())
        for name, value in wanted.items():
            setattr(placement, name, value)
        if placement.continues_id is None:
            placement.continues_id = self._continued(goal.id, row)
        return differs

    def _continued(self, goal_id: int, row: PlanRow) -> int | None:
        """The placement that this row continues: the same goal and text in the newest earlier plan, preferably with the
        same number."""
        same = self._earlier.get((goal_id, row.activity), {})
        return same.get(row.order) or next((same[number] for number in sorted(same)), None)

    def _store_units(self, row: PlanRow) -> bool:
        """Stores which units answer for the row. Returns whether that differs from what was stored."""
        placement = self._placements[row.order]
        units = list(dict.fromkeys(self._units.find_or_create(name).id for name in row.units))
        stored = self._unit_ids.get(placement.id, [])
        if units == stored:
            return False
        if stored:
            self._session.execute(delete(PlacementUnit).where(PlacementUnit.placement_id == placement.id))
        self._session.add_all(
            PlacementUnit(placement_id=placement.id, unit_id=unit, position=position)
            for position, unit in enumerate(units, start=1)
        )
        self._unit_ids[placement.id] = units
        return True
