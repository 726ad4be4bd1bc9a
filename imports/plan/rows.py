"""Storing the rows of a plan file that has been compared with what is stored and has no faults."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from imports.plan.compare import Comparison
from imports.plan.file import PlanRow
from imports.plan.renumbering import store_numbers
from imports.plan.sharing import share
from imports.plan.stored import EarlierRows, StoredPlan
from imports.registers import Goals, Units
from models.plan.past import keep_past, was_not_there
from models.tables import Activity, ActivityWording, Placement, PlacementUnit, Plan

_KEPT = ("active", "goal_id", "activity_id")


@dataclass(frozen=True)
class PlanStoring:
    """One import. `now` dates new wordings; `earlier` are the rows of the plan before."""

    session: Session
    plan: Plan
    stored: StoredPlan
    compared: Comparison
    earlier: EarlierRows
    units: Units
    goals: Goals
    now: datetime

    def store(self, deactivate_missing: bool) -> set[int]:
        """Returns the numbers in the file of rows that differ from what was stored."""
        carriers = self._store_wordings(self._carriers())
        changed = self._changed_texts_numbers_and_keys()
        self._store_numbers()
        placements = {number: self._placement(row) for number, row in self.compared.rows.items()}
        for number, row in self.compared.rows.items():
            if self._store_row(row, placements[number], carriers[row.activity]):
                changed.add(number)
        self.session.flush()  # once for all rows: it gives the new ones their ids
        for number in placements.keys() - self.compared.matches.found.keys() if self.stored.plan else ():
            was_not_there(self.session, placements[number], self.now)
        changed |= {n for n, row in self.compared.rows.items() if self._store_units(row, placements[n])}
        ended = [self.stored.placements[old.id] for old in self.compared.matches.ended if old.id is not None]
        for placement in (*ended, *(self.compared.missing if deactivate_missing else ())):
            if placement.active:
                keep_past(self.session, placement, self.now)
                placement.active, placement.ended_at = False, self.now
        return changed

    def _carriers(self) -> dict[str, int | None]:
        """For every text that a row is to have, the activity that carries it; None asks for a new one."""
        rows, numbers = self.compared.rows, self.compared.numbers
        in_file = {old.id for old in self.compared.matches.found.values()}
        # A row that has left the plan has no say: another activity may have its wording by now.
        activity_of = {
            numbers[each.id]: each.activity_id
            for each in self.stored.placements.values()
            if each.active or each.id in in_file
        }
        texts = {activity: wording.text for activity, wording in self.stored.wordings.items()}
        kept = {number: texts[activity] for number, activity in activity_of.items()}
        return share(kept | {number: row.activity for number, row in rows.items()}, activity_of, texts)

    def _store_wordings(self, carriers: dict[str, int | None]) -> dict[str, int]:
        """Makes every text the newest wording of its activity, creating activities where it is None. Returns the
        activity id of each text."""
        new = {text: Activity(plan_id=self.plan.id) for text, activity in carriers.items() if activity is None}
        self.session.add_all(new.values())
        self.session.flush()
        ids = {text: new[text].id if activity is None else activity for text, activity in carriers.items()}
        for text, activity in ids.items():
            newest = self.stored.wordings.get(activity)
            if newest is None or newest.text != text:
                version = newest.version + 1 if newest else 1
                self.session.add(ActivityWording(activity_id=activity, version=version, text=text, since=self.now))
        return ids

    def _changed_texts_numbers_and_keys(self) -> set[int]:
        rows = self.compared.rows
        return {
            number
            for number, old in self.compared.matches.found.items()
            if (old.text, old.number, old.key) != (rows[number].activity, number, _key(rows[number], old.key))
        }

    def _store_numbers(self) -> None:
        keys = {each.id: each.key for each in self.stored.placements.values()}
        for number, old in self.compared.matches.found.items():
            if old.id is not None:
                keys[old.id] = _key(self.compared.rows[number], old.key)
        store_numbers(self.session, self.stored.placements.values(), self.compared.numbers, keys)

    def _placement(self, row: PlanRow) -> Placement:
        old = self.compared.matches.found.get(row.order)
        if old is not None and old.id is not None:
            return self.stored.placements[old.id]
        return Placement(plan_id=self.plan.id, row=row.order, key=row.key or None)

    def _store_row(self, row: PlanRow, placement: Placement, activity_id: int) -> bool:
        """Stores one row without its units. Returns whether it differs from what was stored."""
        wanted = {
            "goal_id": self.goals.find_or_create(row.goal_kind, row.goal).id,
            "activity_id": activity_id,
            "active": True,
            "ended_at": None,
            "ended_why": None,
            "replaced_by_id": None,
            "previous_comment": row.comment,
            "previous_status": row.status,
        }
        differs = any(getattr(placement, name) != value for name, value in wanted.items())
        if placement in self.session and any(getattr(placement, name) != wanted[name] for name in _KEPT):
            keep_past(self.session, placement, self.now)
        for name, value in wanted.items():
            setattr(placement, name, value)
        self.session.add(placement)
        if placement.continues_id is None:
            placement.continues_id = self.earlier.continued(placement, row.activity)
        return differs

    def _store_units(self, row: PlanRow, placement: Placement) -> bool:
        """Stores which units answer for the row. Returns whether that differs from what was stored."""
        units = list(dict.fromkeys(self.units.find_or_create(name).id for name in row.units))
        stored = self.stored.units.get(placement.id, [])
        if units == stored:
            return False
        if stored:
            self.session.execute(delete(PlacementUnit).where(PlacementUnit.placement_id == placement.id))
        self.session.add_all(
            PlacementUnit(placement_id=placement.id, unit_id=unit, position=position)
            for position, unit in enumerate(units, start=1)
        )
        return True


def _key(row: PlanRow, stored: str | None) -> str | None:
    """A file without keys leaves those that are stored; one that has the column and no key in it takes it away."""
    return stored if row.key is None else row.key or None
