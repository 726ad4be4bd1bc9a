"""The lock of a round with ten thousand rows, and the next answer to review against `status`; each with ten years of
rounds against two: with one there is nothing before it."""

import contextlib
import statistics
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from actions.rounds.locking import lock_round
from bench.digest import cpu_seconds
from bench.history import ZONE, fill
from bench.processes import SAMPLES
from bench.rounds import add_round
from bench.table import Line, Run
from handlers.context import Actor, Context
from handlers.review.reviewing import review
from handlers.standing.status import status
from imports.people.file import read_people
from imports.people.store import apply_people
from imports.plan.file import PlanRow
from imports.plan.store import apply_plan
from models.answers.tables import Answer
from models.options import Options
from models.people.directory_cache import load_directory
from models.rounds.tables import Round
from models.storage.database import Database
from models.storage.schema import upgrade
from models.vocabulary.answers import Source, Status
from models.vocabulary.people import Membership
from models.vocabulary.plan import GoalKind

ROWS, FEW_ROUNDS, MANY_ROUNDS = 10_000, 2, 20
BEGAN = datetime(2012, 1, 1, tzinfo=UTC)
NOW = datetime(2032, 1, 1, tzinfo=UTC)
OPTIONS = Options(zone=ZONE)


def _status(row: int, age: int) -> Status:
    """`age` is 1 for the newest round."""
    deviates = row % 5 < 2 and (age <= 2 or (row + age) % 10 == 0)
    return [Status.YELLOW, Status.RED][(row + age) % 2] if deviates else Status.GREEN


def _large(session: Session, rounds: int) -> None:
    """A plan of ten thousand rows, all answered in each of the rounds, which are closed. Two fifths deviate in the two
    newest rounds, and each in its turn in one of ten before."""
    rows = [PlanRow(n, n, GoalKind.AREA, f"Mål {n % 10}", f"Aktivitet {n}", ("Folkhälsa",)) for n in range(1, ROWS + 1)]
    apply_plan(session, rows, 2012, BEGAN)
    session.flush()
    [plan] = load_directory(session).plans
    for number in range(rounds):
        round_ = add_round(session, plan, number, BEGAN)
        session.execute(insert(Answer), [
            {"round_id": round_.id, "placement_id": row.placement_id, "version": 1, "late": False,
             "status": _status(row.row, rounds - number), "comment": "Arbetet pågår enligt plan.",
             "submitted_at": round_.opens_at, "source": Source.SLACK}
            for row in plan.rows
        ])  # fmt: skip


class _TakenBackError(Exception):
    """So that the next lock finds the round as it was."""


def _lock(database: Database) -> float:
    began = time.process_time()
    with contextlib.suppress(_TakenBackError), database.write() as session:
        round_ = session.scalars(select(Round).order_by(Round.deadline.desc()).limit(1)).one()
        lock_round(session, round_, NOW, OPTIONS, why="Prövning.")
        raise _TakenBackError
    return time.process_time() - began


Measure = Callable[[Database], float]


def _asked(ask: Callable[[Context, str], object], words: str, account: str) -> Measure:
    def work(session: Session) -> None:
        directory = load_directory(session)
        person = directory.by_account("slack", account)
        actor = Actor("slack", account, person, Membership.FULL)
        ask(Context(session, actor, NOW, OPTIONS.translator(), OPTIONS, directory), words)

    return lambda database: cpu_seconds(database, work)


def _seconds(run: Run, name: str, fill_it: Callable[[Session], None], *measures: Measure) -> list[float]:
    """The median CPU seconds of each, in a database of its own."""
    with closing(Database(f"sqlite:///{run.folder}/{name}.db")) as database:
        upgrade(database)
        with database.write() as session:
            fill_it(session)
        return [statistics.median(measure(database) for _ in range(3 * run.rounds)) for measure in measures]


def _staffed(session: Session, rounds: int) -> None:
    fill(session, rounds)
    apply_people(session, read_people(SAMPLES / "people.csv").rows, BEGAN)


def lines(run: Run) -> list[Line]:
    [lock_once] = _seconds(run, "lock-2", lambda session: _large(session, FEW_ROUNDS), _lock)
    [lock_late] = _seconds(run, "lock-20", lambda session: _large(session, MANY_ROUNDS), _lock)
    reads = (_asked(review, "", "USAMORD01"), _asked(status, "tillgängligt", "USAMORD01"))
    next_once, _ = _seconds(run, "review-2", lambda session: _staffed(session, FEW_ROUNDS), *reads)
    next_late, standing = _seconds(run, "review-20", lambda session: _staffed(session, MANY_ROUNDS), *reads)
    return [
        Line("lock of 10,000 rows, CPU", f"{lock_once:.2f} s", "< 5 s", lock_once < 5, "two rounds"),
        _growth("lock of 10,000 rows", lock_once, lock_late),
        Line("next answer to review against status", f"{next_late / standing:.2f}×", "≤ 2×", next_late <= 2 * standing,
             f"{next_late * 1e6:.0f} and {standing * 1e6:.0f} µs"),
        _growth("next answer to review", next_once, next_late),
    ]  # fmt: skip


def _growth(what: str, few: float, many: float) -> Line:
    return Line(f"{what} with ten years of rounds", f"{many / few:.2f}×", "≤ 1.3×", many / few <= 1.3,
                f"{few * 1e3:.1f} and {many * 1e3:.1f} ms")  # fmt: skip
