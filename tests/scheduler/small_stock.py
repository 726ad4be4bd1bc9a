"""A plan of four rows with three owners and a coordinator: enough for everything that can happen, and quick."""

import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from imports.people.file import PersonRow
from imports.people.store import apply_people
from imports.plan.file import PlanRow
from imports.plan.store import apply_plan
from models.storage.database import Database
from models.storage.schema import upgrade
from models.vocabulary.people import Role
from models.vocabulary.plan import GoalKind

OWNERS = ("UANNA01", "UBO01", "UCILLA01")


def small_plan() -> list[PlanRow]:
    units = (("Folkhälsa",), ("Kultur",), ("Folkhälsa", "Hållbarhet"), ("Hållbarhet",))
    return [
        PlanRow(position=n, order=n, activity=f"Aktivitet {n}", goal_kind=GoalKind.VISION, goal="Ett mål", units=unit)
        for n, unit in enumerate(units, start=1)
    ]


def small_people() -> list[PersonRow]:
    units = ("Folkhälsa", "Kultur", "Hållbarhet")
    people = [
        PersonRow(n, f"agare{n}@example.se", f"Ägare {n}", (unit,), (Role.OWNER,), account)
        for n, (unit, account) in enumerate(zip(units, OWNERS, strict=True), start=1)
    ]
    return [*people, PersonRow(9, "samordnare@example.se", "Samordnare", (), (Role.COORDINATOR,), "USAMORD01")]


@cache
def small_stock() -> bytes:
    """The bytes of an SQLite database."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "small.db"
        database = Database(f"sqlite:///{path}")
        upgrade(database)
        with database.write() as session:
            now = datetime(2022, 1, 10, 8, 0, tzinfo=UTC)
            faults = (
                *apply_plan(session, small_plan(), 2022, now).faults,
                *apply_people(session, small_people(), now).faults,
            )
            assert faults == ()
        database.close()
        return path.read_bytes()
