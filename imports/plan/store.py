"""Importing a checked plan: every answer stays with its activity, nothing is removed, and the same rows twice change
nothing. `plan_compare` finds which row is which, `plan_rows` stores them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from imports.faults import Fault, in_order
from imports.plan.checks import PlanChoices, doubt_faults, open_round_faults
from imports.plan.compare import compare
from imports.plan.file import PlanRow, repeated
from imports.plan.new_names import new_names
from imports.plan.renumbering import Moved, renumber_owners
from imports.plan.rows import PlanStoring
from imports.plan.stored import EarlierRows, load_plan
from imports.registers import Goals, Units
from models.operations.audit import record
from models.people.directory_cache import load_directory, raise_revision
from models.people.import_changes import record_people_changes, record_plan_changes
from models.rounds.queries import open_rounds_on
from models.tables import Plan

_ROWS = ("added", "changed", "unchanged", "moved", "ended", "missing", "deactivated")


@dataclass(frozen=True)
class PlanResult:
    """What an import did, by row numbers after it.

    `moved` are rows with another number, which also are `changed` if the file has them. `ended` were replaced by
    another activity, and are kept under another number. `missing` are active rows that the file lacks, `deactivated`
    those of them that were made inactive. `new_units` and `new_goals` were created, `owners` are the addresses of
    people whose `activities` followed rows that moved. With `faults` nothing was changed.
    """

    year: int
    added: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()
    unchanged: tuple[int, ...] = ()
    moved: tuple[Moved, ...] = ()
    ended: tuple[Moved, ...] = ()
    missing: tuple[int, ...] = ()
    deactivated: tuple[int, ...] = ()
    new_units: tuple[str, ...] = ()
    new_goals: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()

    def counts(self) -> dict[str, int]:
        """The number of rows of each kind, by its name."""
        return {name: len(getattr(self, name)) for name in _ROWS}


def apply_plan(
    session: Session, rows: Sequence[PlanRow], year: int, now: datetime, choices: PlanChoices | None = None
) -> PlanResult:
    """Stores the rows of `read_plan` as the year's plan, in the caller's transaction; `now` dates new wordings.

    Writes one audit event, and raises the revision `plan` when something changed.
    """
    faults = tuple(repeated(rows)) or (() if rows else (Fault(None, None, "the file has no rows"),))
    if faults:
        return PlanResult(year, faults=faults)
    before = load_directory(session)
    with session.no_autoflush:  # a new row is incomplete until its units are known
        result = _compare_and_store(session, rows, year, now, choices or PlanChoices())
    if result.faults:
        return result
    if result.added or result.changed or result.moved or result.deactivated:
        raise_revision(session, "plan")
        record_plan_changes(session, before, year, now)
        record_people_changes(session, before, now)
    details: dict[str, Any] = result.counts()
    if result.moved:
        details["renumbered"] = [[each.old, each.new] for each in result.moved]
    record(session, now, "plan.imported", f"plan {year}", after=details)
    session.flush()
    return result


def _compare_and_store(
    session: Session, rows: Sequence[PlanRow], year: int, now: datetime, choices: PlanChoices
) -> PlanResult:
    stored, units, goals = load_plan(session, year), Units(session), Goals(session)
    compared = compare(stored, rows, units, goals, choices)
    names = new_names(list(compared.rows.values()), units, goals)
    rounds = open_rounds_on(session, stored.plan.id) if stored.plan else []
    faults = [*doubt_faults(compared.matches, compared.rows, choices, rounds)]
    # What moves is known when nothing is in doubt.
    faults += [] if faults else open_round_faults(compared.matches, compared.rows, compared.moved, choices, rounds)
    faults += [] if choices.new_units else names.faults
    if faults:
        return PlanResult(year, faults=in_order(faults))
    plan = stored.plan or _new_plan(session, year)
    storing = PlanStoring(session, plan, stored, compared, EarlierRows(session, year), units, goals, now)
    changed = storing.store(choices.deactivate_missing)
    numbers = sorted(compared.matches.found)
    missing = tuple(sorted(placement.row for placement in compared.missing))
    return PlanResult(
        year,
        added=tuple(number for number in compared.rows if number not in compared.matches.found),
        changed=tuple(number for number in numbers if number in changed),
        unchanged=tuple(number for number in numbers if number not in changed),
        moved=compared.moved,
        ended=compared.ended,
        missing=missing,
        deactivated=missing if choices.deactivate_missing else (),
        new_units=names.units,
        new_goals=names.goals,
        owners=renumber_owners(session, plan.id, compared.moved),
    )


def _new_plan(session: Session, year: int) -> Plan:
    plan = Plan(year=year)
    session.add(plan)
    session.flush()
    return plan
