"""Databases as they are after years of use: the plan through the real import, then all rounds and answers in one SQL
statement each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from imports.plan.file import PlanRow
from imports.plan.store import apply_plan
from models.people.directory_cache import load_directory
from models.rounds.tables import Round
from models.rules.text import fold
from models.storage.database import Database
from models.storage.schema import upgrade
from models.vocabulary.plan import GoalKind
from models.vocabulary.rounds import RoundState

YEAR = 2022
FIRST = datetime(YEAR, 1, 1, 8, tzinfo=UTC)
COMMENT = "Arbetet går enligt plan. Upphandlingen är klar och två av tre delprojekt har börjat."
# Half of the rows are green; the deviations have an action.
_ANSWERS = """
INSERT INTO answer (round_id, placement_id, version, status, comment, cause, action, action_owner, action_due,
                    submitted_at, late, source)
SELECT r.id, p.id, v.version,
       CASE (p.id + r.id + v.version) % 8 WHEN 0 THEN 'red' WHEN 1 THEN 'yellow' WHEN 2 THEN 'yellow'
            WHEN 3 THEN 'cannot_assess' ELSE 'green' END,
       :comment, NULL, CASE WHEN (p.id + r.id + v.version) % 8 < 3 THEN 'Avtalet sägs upp och görs om.' END,
       NULL, NULL, r.opens_at, false, 'slack'
FROM round r CROSS JOIN placement p
CROSS JOIN (WITH RECURSIVE n(version) AS (SELECT 1 UNION ALL SELECT version + 1 FROM n WHERE version < :versions)
            SELECT version FROM n) v
WHERE p.plan_id = :plan AND r.plan_id = :plan
ORDER BY r.id, v.version, p.id
"""


@dataclass(frozen=True)
class Size:
    """The size of a database: organisations, goals and activities of each, rounds, and versions of every answer."""

    organisations: int = 1
    goals: int = 5
    activities: int = 80
    rounds: int = 20
    versions: int = 1

    @property
    def answers(self) -> int:
        return self.organisations * self.activities * self.rounds * self.versions


def plan_rows(size: Size) -> list[PlanRow]:
    rows = []
    for organisation in range(size.organisations):
        where = f" i {organisation + 1}" if size.organisations > 1 else ""
        for number in range(size.activities):
            order = organisation * size.activities + number + 1
            goal = f"Ett starkare {_letters(number % size.goals)}{where}"
            unit = f"Verksamhet {_letters(number % 8)}{where}"
            rows.append(PlanRow(order, order, GoalKind.AREA, goal, f"Genomföra aktivitet {order}", (unit,)))
    return rows


def _letters(number: int) -> str:
    return "abcdefghijklmnopqrstuvwxyz"[number // 26] + "abcdefghijklmnopqrstuvwxyz"[number % 26] * 3


def fill(database: Database, size: Size) -> None:
    """A migrated database with the plan, its rounds (two a year, the last of them open) and every answer in them."""
    upgrade(database)
    with database.write() as session:
        apply_plan(session, plan_rows(size), YEAR, FIRST)
        session.flush()
        [plan] = load_directory(session).plans
        add_rounds(session, plan.id, size.rounds)
        if database.url.get_backend_name() == "postgresql":
            session.execute(text("SET LOCAL statement_timeout = 0"))
        values = {"comment": COMMENT, "versions": size.versions, "plan": plan.id}
        session.execute(text(_ANSWERS), values)
    analyse(database)


def add_rounds(session: Session, plan_id: int, count: int) -> Sequence[Round]:
    rounds = []
    for number in range(count):
        opens = FIRST + timedelta(days=182 * number)
        name, is_closed = f"Omgång {number + 1}", number < count - 1
        deadline = opens + timedelta(days=30)
        rounds.append(
            Round(
                name=name, key=fold(name), plan_id=plan_id, period_from=date(YEAR, 1, 1), period_to=date(YEAR, 6, 30),
                opens_at=opens, opened_at=opens, deadline=deadline, planned_deadline=deadline, reminders=[],
                state=RoundState.CLOSED if is_closed else RoundState.OPEN, closed_at=deadline if is_closed else None,
                created_at=opens, opened_late_seconds=0, closed_late_seconds=0,
            )
        )  # fmt: skip
    session.add_all(rounds)
    session.flush()
    return rounds


def analyse(database: Database) -> None:
    """Vacuums PostgreSQL, as its autovacuum would have done long before in a database that grew slowly."""
    if database.url.get_backend_name() == "postgresql":
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("SET statement_timeout = 0"))
            connection.execute(text("VACUUM ANALYZE"))


def after(size: Size) -> datetime:
    """An instant in the last round."""
    return FIRST + timedelta(days=182 * (size.rounds - 1) + 7)
