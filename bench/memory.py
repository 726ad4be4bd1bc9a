"""The program's resident memory against a bare AsyncApp's, and how long it takes to be ready."""

import statistics
import time
from pathlib import Path

from bench.answers import ANSWER_PROOF, FLOOR_PROOF, STATUS_PROOF, answer_requests, floor, status_requests
from bench.load import load
from bench.processes import free_port, malvakten_env, prepare, resident_mb, server
from bench.table import Line, Run, Sample, against, at_most

COMMANDS = 1000


def _floor() -> Sample:
    with floor() as (process, port):
        measured = load(port, status_requests(COMMANDS), 16, FLOOR_PROOF)
        return Sample(resident_mb(process.pid), errors=measured.errors)


def _ours(folder: Path) -> tuple[Sample, float]:
    """Resident memory after a thousand commands, and the seconds until the program was ready."""
    folder.mkdir()
    port, stub_port = free_port(), free_port()
    env = malvakten_env(folder, port, stub_port)
    prepare(env)
    with server(["-m", "bench.stub", str(stub_port)], stub_port, core=1):
        start = time.perf_counter()
        with server(["-m", "bot.cli.main", "run"], port, env, core=None, path="/readyz") as process:
            seconds = time.perf_counter() - start
            first = load(port, status_requests(COMMANDS // 2), 16, STATUS_PROOF)
            second = load(port, answer_requests(COMMANDS // 2), 16, ANSWER_PROOF)
            return Sample(resident_mb(process.pid), errors=first.errors + second.errors), seconds


def lines(run: Run) -> list[Line]:
    """Web and worker in one process (`malvakten run`), SQLite. Each start is a round; there is no warm-up."""
    bare, ours, ready = [], [], []
    for number in range(run.rounds):
        bare.append(_floor())
        sample, seconds = _ours(run.folder / str(number))
        ours.append(sample)
        ready.append(seconds)
        run.say(f"memory: {number + 1} of {run.rounds}")
    resident = statistics.median(sample.figure for sample in ours)
    seconds = statistics.median(ready)
    spread = f"malvakten run, migrated SQLite, {min(ready):.1f}..{max(ready):.1f} s"
    return [
        against("resident, web + worker, SQLite", ours, bare, at_most(2.2), " MB"),
        Line("resident after 1,000 commands", f"{resident:.0f} MB", "≤ 120 MB", resident <= 120, "malvakten run"),
        Line("ready after start", f"{seconds:.1f} s", "≤ 3 s", seconds <= 3, spread),
    ]
