"""`status` in a database with one round and in one with ten years of two rounds a year, interleaved in one process."""

import statistics
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bench.processes import SAMPLES
from bench.table import Line, Run
from handlers.context import Actor, Context
from handlers.standing.status import status
from imports.plan.file import read_plan
from imports.plan.store import apply_plan
from models.answers.tables import Answer
from models.options import Options
from models.people.registers import load_directory
from models.rounds.tables import Round
from models.rules.text import fold
from models.storage.database import Database
from models.storage.schema import upgrade
from models.vocabulary import Membership, RoundState, Source, Status

ZONE = ZoneInfo("Europe/Stockholm")
STATUSES = [Status.GREEN, Status.GREEN, Status.YELLOW, Status.RED, Status.GREEN]


def fill(session: Session, rounds: int, answers_per_row: int = 2) -> None:
    """The real plan with this many rounds and their answers."""
    now = datetime(2022, 1, 1, tzinfo=UTC)
    apply_plan(session, read_plan(SAMPLES / "activities.json").rows, 2022, now)
    session.flush()
    [plan] = load_directory(session).plans
    for number in range(rounds):
        at = now + timedelta(days=182 * number)
        name = f"Omgång {number}"
        state = RoundState.CLOSED if number < rounds - 1 else RoundState.OPEN
        round_ = Round(
            name=name, key=fold(name), plan_id=plan.id, period_from=date(2022, 1, 1), period_to=date(2022, 6, 30),
            opens_at=at, deadline=at + timedelta(days=30), planned_deadline=at + timedelta(days=30), reminders=[],
            state=state, created_at=at, opened_late_seconds=0, closed_late_seconds=0,
        )  # fmt: skip
        session.add(round_)
        session.flush()
        session.execute(
            insert(Answer),
            [
                {
                    "round_id": round_.id, "placement_id": row.placement_id, "version": version + 1,
                    "status": STATUSES[(row.row + version) % 5], "comment": "Arbetet pågår enligt plan.",
                    "submitted_at": at + timedelta(minutes=version), "late": False, "source": Source.SLACK,
                }
                for row in plan.rows
                for version in range(answers_per_row)
            ],
        )  # fmt: skip


def _once(database: Database, now: datetime) -> float:
    options = Options(zone=ZONE)
    start = time.perf_counter()
    with database.read() as session:
        actor = Actor("slack", "U0BENCH", None, Membership.FULL)
        status(Context(session, actor, now, options.translator(), options, load_directory(session)), "tillgängligt")
    return time.perf_counter() - start


def history_ratio(repeats: int = 400) -> tuple[float, str]:
    """The median time with twenty rounds over the median with one, and the figures in words."""
    with tempfile.TemporaryDirectory() as folder:
        databases = []
        for rounds in (1, 20):
            database = Database(f"sqlite:///{Path(folder)}/{rounds}.db")
            upgrade(database)
            with database.write() as session:
                fill(session, rounds)
            databases.append(database)
        times: list[list[float]] = [[], []]
        now = datetime(2032, 1, 1, tzinfo=UTC)
        for number in range(repeats + 20):
            for index, database in enumerate(databases):
                took = _once(database, now)
                if number >= 20:
                    times[index].append(took)
        for database in databases:
            database.close()
    one, many = (statistics.median(series) * 1e6 for series in times)
    return many / one, f"{one:.0f} µs with one round, {many:.0f} µs with twenty"


def lines(run: Run) -> list[Line]:
    ratio, figures = history_ratio(80 * run.rounds)
    return [Line("status with ten years of rounds", f"{ratio:.2f}×", "≤ 1.2×", ratio <= 1.2, figures)]
