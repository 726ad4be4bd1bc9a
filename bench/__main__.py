"""`make bench`: prints a table, one line per benchmark, each against its floor or its limit."""

import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench.history import history_ratio
from bench.load import Measured, command, load
from bench.processes import (
    cpu_seconds,
    free_port,
    malvakten_env,
    prepare,
    resident_mb,
    server,
)  # fmt: skip

ROUNDS = 5
OWNER = "UAGFOLK01"


@dataclass(frozen=True)
class Line:
    """One benchmark: what, what was measured in words, the ratio or figure, the limit, whether it is kept."""

    what: str
    figures: str
    value: str
    limit: str
    kept: bool


def _status(count: int) -> list[bytes]:
    goals = ["hållbar utveckling", "digital", "välmående", "tillgängligt", "nyskapande"]
    return [command(i, "/malstatus", goals[i % 5], OWNER) for i in range(count)]


def _answers(count: int) -> list[bytes]:
    rows = [12, 13, 14, 16, 17, 25, 28, 29, 30]
    return [command(i, "/rapportera", f"{rows[i % 9]} grön Arbetet går enligt plan, steg {i}.", OWNER)
            for i in range(count)]  # fmt: skip


def _against_floor(folder: Path, concurrency: int = 16) -> list[Line]:
    """Status and answer, signed, through the real server, interleaved with the bare hello-world."""
    floor_port, port, stub_port = free_port(), free_port(), free_port()
    env = malvakten_env(folder, port, stub_port)
    prepare(env)
    results: dict[str, list[tuple[Measured, float]]] = {"floor": [], "status": [], "answer": []}
    with (
        server(["-m", "bench.stub", str(stub_port)], stub_port, core=1),
        server(["-m", "bench.floor", str(floor_port)], floor_port) as floor,
        server(["-m", "bot.cli", "run"], port, env, path="/readyz") as ours,
    ):
        time.sleep(2)
        plan = (("floor", floor, floor_port, _status, 2000), ("status", ours, port, _status, 1500),
                ("answer", ours, port, _answers, 800))  # fmt: skip
        for number in range(ROUNDS + 1):
            for name, process, at, requests, count in plan:
                built = requests(count)
                before = cpu_seconds(process.pid)
                measured = load(at, built, concurrency)
                spent = (cpu_seconds(process.pid) - before) / count * 1e6
                if number:
                    results[name].append((measured, spent))
    return [_ratio(name, results, least) for name, least in (("status", 0.5), ("answer", 0.25))]


def _ratio(name: str, results: dict[str, list[tuple[Measured, float]]], least: float) -> Line:
    rates = [mine.rate / floor.rate for (mine, _), (floor, _) in zip(results[name], results["floor"], strict=True)]
    ratio = statistics.median(rates)
    mine, floor = (sorted(results[key], key=lambda r: r[0].rate)[len(rates) // 2] for key in (name, "floor"))
    errors = sum(m.errors for m, _ in results[name])
    figures = (
        f"{mine[0].rate:.0f}/s p50 {mine[0].p50:.1f} ms p99 {mine[0].p99:.0f} ms {mine[1]:.0f} µs CPU; "
        f"floor {floor[0].rate:.0f}/s p50 {floor[0].p50:.1f} ms {floor[1]:.0f} µs; errors {errors}"
    )
    return Line(f"{name}, 16 at a time, SQLite FULL", figures, f"{ratio:.2f}×", f"≥ {least}×",
                ratio >= least and errors == 0)  # fmt: skip


def _start_and_memory(folder: Path) -> list[Line]:
    """Seconds until ready, and memory after a thousand commands."""
    port, stub_port = free_port(), free_port()
    env = malvakten_env(folder, port, stub_port)
    prepare(env)
    with server(["-m", "bench.stub", str(stub_port)], stub_port, core=1):
        start = time.perf_counter()
        with server(["-m", "bot.cli", "run"], port, env, core=None, path="/readyz") as ours:
            seconds = time.perf_counter() - start
            load(port, _status(500) + _answers(500), 16)
            memory = resident_mb(ours.pid)
    return [
        Line("ready after start", "malvakten run, migrated SQLite", f"{seconds:.1f} s", "≤ 3 s", seconds <= 3),
        Line("resident after 1,000 commands", "malvakten run", f"{memory:.0f} MB", "≤ 120 MB", memory <= 120),
    ]


def main() -> int:
    lines: list[Line] = []
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        lines += _against_floor(Path(first))
        lines += _start_and_memory(Path(second))
    ratio, figures = history_ratio()
    lines.append(Line("status with 10 years of history", figures, f"{ratio:.2f}×", "≤ 1.2×", ratio <= 1.2))
    for line in lines:
        print(f"{'kept  ' if line.kept else 'MISSED'}  {line.what:40} {line.value:>8}  {line.limit:8}  {line.figures}")
    return 0 if all(line.kept for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
