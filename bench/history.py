"""What management reads, in a database with two rounds and in one with ten years of two rounds a year, interleaved in
one process: `status`, `status omgång` and `historik`, the last two also against `status`. With one round there would be
nothing before it to tell.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bench.processes import SAMPLES
from bench.rounds import add_round
from bench.table import Line, Run
from handlers.context import Actor, Context
from handlers.standing.changes.history import history
from handlers.standing.status import status
from imports.plan.file import read_plan
from imports.plan.store import apply_plan
from messages.parts import Message
from models.answers.tables import Answer
from models.options import Options
from models.people.directory_cache import load_directory
from models.storage.database import Database
from models.storage.schema import upgrade
from models.vocabulary.answers import Source, Status
from models.vocabulary.people import Membership
from models.vocabulary.rounds import RoundState

FEW_ROUNDS, MANY_ROUNDS = 2, 20
ZONE = ZoneInfo("Europe/Stockholm")
STATUSES = [Status.GREEN, Status.GREEN, Status.YELLOW, Status.RED, Status.GREEN]


def fill(session: Session, rounds: int, answers_per_row: int = 2) -> None:
    """The real plan with this many rounds and their answers."""
    now = datetime(2022, 1, 1, tzinfo=UTC)
    apply_plan(session, read_plan(SAMPLES / "activities.json").rows, 2022, now)
    session.flush()
    [plan] = load_directory(session).plans
    for number in range(rounds):
        state = RoundState.CLOSED if number < rounds - 1 else RoundState.OPEN
        round_ = add_round(session, plan, number, now, state)
        session.execute(
            insert(Answer),
            [
                {
                    "round_id": round_.id, "placement_id": row.placement_id, "version": version + 1,
                    "status": STATUSES[(row.row + version) % 5], "comment": "Arbetet pågår enligt plan.",
                    "submitted_at": round_.opens_at + timedelta(minutes=version), "late": False, "source": Source.SLACK,
                }
                for row in plan.rows
                for version in range(answers_per_row)
            ],
        )  # fmt: skip


Ask = Callable[[Context], Message]
ASKED: dict[str, Ask] = {
    "status": lambda ctx: status(ctx, "tillgängligt"),
    "status omgång": lambda ctx: status(ctx, "omgång"),
    "historik": lambda ctx: history(ctx, "14"),
}


def _once(database: Database, now: datetime, ask: Ask) -> float:
    options = Options(zone=ZONE)
    start = time.perf_counter()
    with database.read() as session:
        actor = Actor("slack", "U0BENCH", None, Membership.FULL)
        ask(Context(session, actor, now, options.translator(), options, load_directory(session)))
    return time.perf_counter() - start


def medians(repeats: int = 400, sizes: tuple[int, int] = (FEW_ROUNDS, MANY_ROUNDS)) -> dict[str, tuple[float, float]]:
    """The median time of each question in microseconds, with few rounds and with many."""
    with tempfile.TemporaryDirectory() as folder:
        databases = []
        for rounds in sizes:
            database = Database(f"sqlite:///{Path(folder)}/{rounds}.db")
            upgrade(database)
            with database.write() as session:
                fill(session, rounds)
            databases.append(database)
        times: dict[tuple[str, int], list[float]] = {}
        now = datetime(2032, 1, 1, tzinfo=UTC)
        for number in range(repeats + 20):
            for name, ask in ASKED.items():
                for index, database in enumerate(databases):
                    took = _once(database, now, ask)
                    if number >= 20:
                        times.setdefault((name, index), []).append(took)
        for database in databases:
            database.close()
    few, many = ({name: statistics.median(times[name, index]) * 1e6 for name in ASKED} for index in (0, 1))
    return {name: (few[name], many[name]) for name in ASKED}


def lines(run: Run) -> list[Line]:
    found = medians(80 * run.rounds)
    table = []
    for name, (few, many) in found.items():
        limit = 1.2 if name == "status" else 1.3
        figures = f"{few:.0f} µs with {FEW_ROUNDS} rounds, {many:.0f} µs with {MANY_ROUNDS}"
        table.append(Line(f"{name} with ten years of rounds", f"{many / few:.2f}×", f"≤ {limit}×", many / few <= limit,
                          figures))  # fmt: skip
    floor = found["status"][1]
    for name in ("status omgång", "historik"):
        ratio = found[name][1] / floor
        table.append(Line(f"{name} against status", f"{ratio:.2f}×", "≤ 2×", ratio <= 2, "with ten years of rounds"))
    return table
