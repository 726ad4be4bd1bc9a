"""The digest of 500 deviations and its picture: CPU time, and with ten years of rounds against one."""

import statistics
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bench.history import ZONE
from bench.rounds import add_round
from bench.table import Line, Run
from imports.plan.file import PlanRow
from imports.plan.store import apply_plan
from messages.management.chart import chart_file
from messages.management.digest import summary
from models.answers.tables import Answer
from models.options import Options
from models.people.directory_cache import load_directory
from models.rounds.tables import Round
from models.storage.database import Database
from models.storage.schema import upgrade
from models.vocabulary.answers import Source, Status
from models.vocabulary.plan import GoalKind

ROWS, DEVIATIONS = 600, 500
BEGAN = datetime(2012, 1, 1, tzinfo=UTC)
OPTIONS = Options(zone=ZONE)


def _fill(session: Session, rounds: int) -> None:
    """A plan of 600 rows. 500 deviate in the two newest rounds, and each in its turn in one of ten before."""
    rows = [PlanRow(n, n, GoalKind.AREA, f"Mål {n % 10}", f"Aktivitet {n}", ("Folkhälsa",)) for n in range(1, ROWS + 1)]
    apply_plan(session, rows, 2012, BEGAN)
    session.flush()
    [plan] = load_directory(session).plans
    for number in range(rounds):
        round_ = add_round(session, plan, number, BEGAN)
        session.execute(
            insert(Answer), [_answer(round_, row.placement_id, row.row, rounds - number) for row in plan.rows]
        )


def _answer(round_: Round, placement_id: int, row: int, age: int) -> dict[str, Any]:
    """`age` is 1 for the newest round."""
    deviates = row <= DEVIATIONS and (age <= 2 or (row + age) % 10 == 0)
    status = [Status.YELLOW, Status.RED][(row + age) % 2] if deviates else Status.GREEN
    return {
        "round_id": round_.id, "placement_id": placement_id, "version": 1, "status": status, "late": False,
        "comment": "Lång kommentar. " * (1250 if row == 1 else 40), "action": f"Åtgärd {row}", "action_owner": "Chefen",
        "action_due": date(2012, 3, 1), "decision_by": "Regiondirektören" if row % 10 == 0 else None,
        "submitted_at": round_.opens_at, "source": Source.SLACK,
    }  # fmt: skip


def _newest(session: Session) -> Round:
    return session.scalars(select(Round).order_by(Round.deadline.desc()).limit(1)).one()


def _digest(session: Session) -> None:
    round_ = _newest(session)
    [plan] = load_directory(session).plans
    summary(session, OPTIONS.translator(), OPTIONS, round_, plan)


def _picture(session: Session) -> None:
    chart_file(session, {"round": _newest(session).id}, OPTIONS)


def cpu_seconds(database: Database, work: Callable[[Session], None]) -> float:
    with database.read() as session:
        began = time.process_time()
        work(session)
        return time.process_time() - began


def lines(run: Run) -> list[Line]:
    """The two figures in seconds of CPU, and two ratios of ten years (twenty rounds) to one (two rounds)."""
    databases = []
    for rounds in (2, 20):
        database = Database(f"sqlite:///{run.folder}/{rounds}.db")
        upgrade(database)
        with database.write() as session:
            _fill(session, rounds)
        databases.append(database)
    with closing(databases[0]), closing(databases[1]):
        works = {"digest of 500 deviations": _digest, "its picture": _picture}
        return [line for what, work in works.items() for line in _measured(run, databases, what, work)]


def _measured(run: Run, databases: list[Database], what: str, work: Callable[[Session], None]) -> list[Line]:
    times: list[list[float]] = [[], []]
    for number in range(2 * run.rounds + 1):
        for index, database in enumerate(databases):
            took = cpu_seconds(database, work)
            if number:
                times[index].append(took)
        run.say(f"{what}: {number or 'warm-up'} of {2 * run.rounds}")
    one, ten = (statistics.median(series) for series in times)
    figures = f"{one * 1000:.0f} ms with two rounds, {ten * 1000:.0f} ms with twenty"
    return [
        Line(f"{what}, CPU", f"{ten:.2f} s", "< 1 s", ten < 1, figures),
        Line(f"{what}, ten years of rounds", f"{ten / one:.2f}×", "≤ 1.3×", ten / one <= 1.3, figures),
    ]
