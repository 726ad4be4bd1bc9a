"""Could a task engine replace our outbox? procrastinate 3.10 against it, on the same PostgreSQL in the same run.
`python -m bench.engine` installs procrastinate into a temporary folder; nothing else here needs it.

It must queue in the row's transaction, take over a killed worker's jobs within lease + settle, and retry a postponed
message (`Retry-After: 0.5`) in time. Its cost is jobs per second and CPU per job.
"""

import argparse
import asyncio
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from bench.engine_worker import PAYLOAD, engine, fill, now, outbox, own_cpu
from bench.processes import ROOT
from bot.telemetry.logs import set_up_logs
from bot.transactions import Transactions
from models.outbox.queue import queue_all, row_of
from models.storage.database import Database
from models.storage.schema import upgrade
from models.vocabulary.outbox import DeliveryKind
from tests.postgres import postgresql

VERSION = "procrastinate==3.10.0"
# How a killed worker is noticed: seconds between heartbeats, without a heartbeat until its jobs are requeued, and until
# the benchmark gives up.
KILLED = (
    ("as it comes", 10.0, 0.0, 45.0),
    ("with a sweep and its own default times", 10.0, 30.0, 90.0),
    ("with a sweep, heartbeat 1 s, lost after 5 s", 1.0, 5.0, 60.0),
)


class Bench:
    """The measurements, each on one database."""

    def __init__(self, database: Database, folder: str, count: int) -> None:
        self.database, self.count = database, count
        self.url = database.url.render_as_string(hide_password=False)
        self.environment = {**os.environ, "PYTHONPATH": os.pathsep.join([folder, str(ROOT)])}
        self.app = engine(self.url)
        self.app.open()
        self.app.schema_manager.apply_schema()
        with database.write() as session:
            session.execute(text("CREATE TABLE noted (id integer, at timestamptz)"))

    def command(self, concurrency: int, wait: bool, polling: float, heartbeat: float, sweep: float) -> list[str]:
        numbers = [str(value) for value in (polling, heartbeat, sweep)]
        return [sys.executable, "-m", "bench.engine_worker", self.url, str(concurrency),
                "wait" if wait else "empty", *numbers]  # fmt: skip

    @contextmanager
    def worker(self, **options: float) -> Iterator[subprocess.Popen[bytes]]:
        """A worker process that waits for jobs; killed at the end of the block."""
        command = self.command(
            10, True, options.get("polling", 5), options.get("heartbeat", 10), options.get("sweep", 0)
        )
        process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stderr=subprocess.DEVNULL)
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def read(self, statement: str, **values: Any) -> Any:
        with self.database.read() as session:
            return session.execute(text(statement), values).scalar()

    def wait_for(self, statement: str, seconds: float = 60, **values: Any) -> Any:
        ends = time.perf_counter() + seconds
        while not (value := self.read(statement, **values)):
            if time.perf_counter() > ends:
                return None
            time.sleep(0.02)
        return value

    # -- what is measured

    def rate_of_outbox(self, round_: int) -> tuple[float, float]:
        fill(self.database, self.count, f"own{round_}-")
        transactions = Transactions(self.database)
        began, cpu = time.perf_counter(), own_cpu()
        asyncio.run(outbox(transactions, self.count))
        return self._figures(time.perf_counter() - began, own_cpu() - cpu)

    def rate_of_engine(self, round_: int, task: str, concurrency: int) -> tuple[float, float]:
        """The engine's worker, without the time that it takes to start."""
        ids = fill(self.database, self.count, f"{task}{concurrency}-{round_}-")
        self.app.tasks[task].batch_defer(*({"row_id": row_id} for row_id in ids))
        done = subprocess.run(
            self.command(concurrency, False, 5, 10, 0), cwd=ROOT, env=self.environment, check=True,
            capture_output=True, text=True,
        )  # fmt: skip
        seconds, cpu = map(float, done.stdout.split())
        left = self.read("SELECT count(*) FROM procrastinate_jobs WHERE status <> 'succeeded'")
        assert left == 0, f"{left} jobs were not done"
        with self.database.write() as session:
            session.execute(text("DELETE FROM delivery WHERE state = 'pending'"))
        return self._figures(seconds, cpu)

    def _figures(self, seconds: float, cpu: float) -> tuple[float, float]:
        return self.count / seconds, cpu / self.count * 1e6

    def queueing(self) -> tuple[float, float]:
        """Median microseconds per message: our row alone; our row and a job in the same transaction."""
        alone: list[float] = []
        both: list[float] = []
        for number in range(300):
            for times, defer in ((alone, False), (both, True)):
                began = time.perf_counter()
                with self.database.write() as session:
                    self._queue(session, f"q{number}-{defer}", defer)
                times.append(time.perf_counter() - began)
        self._forget()
        return statistics.median(alone) * 1e6, statistics.median(both) * 1e6

    def _queue(self, session: Session, key: str, defer: bool) -> None:
        queue_all(session, [row_of(key, DeliveryKind.REPLY, "slack", "channel:C1", now(), payload=PAYLOAD)])
        if defer:
            raw = session.connection().connection.driver_connection
            self.app.tasks["nothing"].configure(connection=raw).defer(row_id=1)

    def one_transaction(self) -> dict[str, tuple[int, int]]:
        """The numbers of rows and jobs after a rollback and after a commit."""
        numbers = {}
        counted = "SELECT count(*) FROM {} WHERE {}"
        for end in ("rollback", "commit"):
            with Session(self.database.engine) as session:
                self._queue(session, f"together-{end}", defer=True)
                getattr(session, end)()
            rows = self.read(counted.format("delivery", "key LIKE 'together-%'"))
            numbers[end] = (rows, self.read(counted.format("procrastinate_jobs", "status = 'todo'")))
        self._forget()
        return numbers

    def _forget(self) -> None:
        with self.database.write() as session:
            session.execute(text("DELETE FROM procrastinate_jobs"))
            session.execute(text("DELETE FROM delivery WHERE state = 'pending'"))

    def taken_over(self, heartbeat: float, sweep: float, patience: float) -> float | None:
        """Seconds from kill -9 until another worker has begun the job; None when none did within `patience` seconds."""
        job = self.app.tasks["slow"].defer(row_id=1)
        begun = "SELECT count(*) FROM procrastinate_events WHERE job_id = :job AND type = 'started'"
        with self.worker(heartbeat=heartbeat, sweep=sweep) as first:
            assert self.wait_for(f"{begun} HAVING count(*) > 0", job=job)
            with self.worker(heartbeat=heartbeat, sweep=sweep):
                self.wait_for("SELECT count(*) FROM procrastinate_workers HAVING count(*) > 1")
                time.sleep(1)
                first.send_signal(signal.SIGKILL)
                killed = time.perf_counter()
                again = self.wait_for(f"{begun} HAVING count(*) > 1", patience, job=job)
                seconds = time.perf_counter() - killed
        with self.database.write() as session:
            session.execute(text("DELETE FROM procrastinate_jobs"))
            session.execute(text("DELETE FROM procrastinate_workers"))
        return seconds if again else None

    def latency(self, polling: float, delay: float, times: int = 10) -> float:
        """Median seconds from when a job is due until it has run, in an idle worker; the job is due after `delay`."""
        with self.worker(polling=polling):
            self.app.tasks["note"].defer(row_id=0)
            assert self.wait_for("SELECT count(*) FROM noted")
            late = []
            for number in range(1, times + 1):
                due = now() + timedelta(seconds=delay)
                self.app.tasks["note"].configure(schedule_at=due if delay else None).defer(row_id=number)
                at = self.wait_for("SELECT at FROM noted WHERE id = :id", id=number)
                late.append((at - due).total_seconds())
                time.sleep(0.3)
        with self.database.write() as session:
            session.execute(text("DELETE FROM noted"))
        return float(statistics.median(late))


def price_of_import(folder: str) -> tuple[float, float]:
    """Milliseconds and megabytes that importing the engine adds to a process that has SQLAlchemy and psycopg."""
    code = (
        "import time, psycopg, sqlalchemy.orm, asyncio, resource\n"
        "def mb(): return int(open('/proc/self/statm').read().split()[1]) * resource.getpagesize() / 1e6\n"
        "a, m = time.perf_counter(), mb()\nimport procrastinate\nprocrastinate.PsycopgConnector\n"
        "print((time.perf_counter() - a) * 1000, mb() - m)"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": folder}, check=True,
                       capture_output=True, text=True).stdout.split()
        for _ in range(5)
    ]  # fmt: skip
    return statistics.median(float(run[0]) for run in runs), statistics.median(float(run[1]) for run in runs)


def report(bench: Bench, folder: str, rounds: int) -> None:
    rates(bench, rounds)
    alone, both = bench.queueing()
    print(f"queueing one message: row alone {alone:.0f} µs, row and job {both:.0f} µs")
    print(f"rows and jobs after rollback and after commit: {bench.one_transaction()}")
    for words, heartbeat, sweep, patience in KILLED:
        seconds = bench.taken_over(heartbeat, sweep, patience)
        ending = f"begun anew after {seconds:.1f} s" if seconds else f"still `doing` after {patience:.0f} s"
        print(f"a killed worker's job, {words}: {ending}")
    print(f"a new job begins after {bench.latency(5, 0) * 1000:.0f} ms (NOTIFY)")
    for polling in (5.0, 0.5):
        late = bench.latency(polling, 0.5)
        print(f"a job put off by 0.5 s begins {late:.2f} s late when the worker polls every {polling:g} s")
    milliseconds, megabytes = price_of_import(folder)
    print(f"importing it: {milliseconds:.0f} ms, {megabytes:.1f} MB")


def rates(bench: Bench, rounds: int) -> None:
    """Prints the rates. Rounds are interleaved, so that other load on the machine affects all contenders alike."""
    kinds = {
        "a task that does nothing, 1 at a time": ("nothing", 1),
        "a task that does nothing, 10 at a time": ("nothing", 10),
        "our state machine for the job's row, 10 at a time": ("send", 10),
    }
    measured: dict[str, list[tuple[float, float]]] = {"our outbox, 64 at a time, words and all": []}
    for round_ in range(rounds):
        measured["our outbox, 64 at a time, words and all"].append(bench.rate_of_outbox(round_))
        for words, kind in kinds.items():
            measured.setdefault(f"procrastinate, {words}", []).append(bench.rate_of_engine(round_, *kind))
    print(f"{bench.count} messages, {rounds} interleaved rounds, medians; a platform that takes everything at once")
    for words, figures in measured.items():
        speeds, cpus = zip(*figures, strict=True)
        spread = f"({min(speeds):.0f}..{max(speeds):.0f})"
        print(f"  {words:66} {statistics.median(speeds):6.0f}/s {spread:14} {statistics.median(cpus):6.0f} µs CPU")


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.engine", description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--engine", type=Path, help="a folder that holds procrastinate already")
    options = parser.parse_args()
    set_up_logs("error")
    with tempfile.TemporaryDirectory() as temporary, postgresql().database(template="template1") as url:
        folder = str(options.engine or temporary)
        if not options.engine:
            command = [sys.executable, "-m", "pip", "install", "-q", "--target", folder, VERSION, "psycopg_pool"]
            subprocess.run(command, check=True)
        sys.path.insert(0, folder)
        database = Database(url)
        upgrade(database)
        report(Bench(database, folder, options.count), folder, options.rounds)
        database.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
