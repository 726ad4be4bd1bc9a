"""An invented region of any size: one unit, one row of the plan and one owner for each prompt."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from imports.people.file import PersonRow
from imports.people.store import apply_people
from imports.plan.file import PlanRow
from imports.plan.store import apply_plan
from models.vocabulary import GoalKind, Role

COORDINATOR = "USAMORDN1"


def account(number: int) -> str:
    """The chat account of the owner of a row."""
    return f"UAGARE{number:05d}"


def plant(session: Session, owners: int) -> None:
    """Stores the plan and the people. Raises RuntimeError."""
    now, numbers = datetime.now(UTC), range(1, owners + 1)
    rows = [PlanRow(n, n, GoalKind.AREA, f"Mål {n % 10}", f"Aktivitet {n}", (f"Verksamhet {n}",)) for n in numbers]
    people = [
        PersonRow(n, f"agare{n}@example.se", f"Ägare {n}", (f"Verksamhet {n}",), (Role.OWNER,), account(n))
        for n in numbers
    ]
    coordinator = PersonRow(owners + 1, "samordnare@example.se", "Samordnare", (), (Role.COORDINATOR,), COORDINATOR)
    faults = (
        *apply_plan(session, rows, now.year, now).faults,
        *apply_people(session, [*people, coordinator], now).faults,
    )
    if faults:
        raise RuntimeError("; ".join(map(str, faults)))
