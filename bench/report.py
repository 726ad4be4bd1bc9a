"""The half-year report: the whole command, with its time, its CPU and the memory of its greatest process, beside the
library alone on the same rows."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.table import Line, Run
from tests.reports.formats.records import record_of

EXAMPLE = Path(__file__).parent.parent / "docs" / "examples" / "halvar-2022.snapshot.json"
FORMS = ("html", "json", "xlsx", "docx", "pdf")
# Form, rows, and the most seconds and megabytes that it may take.
_LIMITS = (("html", 2000, 2.0, None), ("pdf", 2000, 3.0, 400), ("docx", 10_000, 20.0, 500), ("xlsx", 10_000, 20.0, 500))
_ALONE = ("pdf", "docx", "xlsx")


@dataclass(frozen=True)
class Took:
    seconds: float
    cpu: float
    megabytes: float

    def __str__(self) -> str:
        return f"{self.seconds:.2f} s ({self.cpu:.2f} s CPU), {self.megabytes:.0f} MB"


def lines(run: Run) -> list[Line]:
    """Each figure is the best of the rounds: what else the machine does only adds to it."""
    found = [_line(run, form, EXAMPLE, 80, 3.0, None) for form in FORMS]
    for form, rows, seconds, megabytes in _LIMITS:
        record = run.folder / f"{rows}.json"
        record.write_bytes(record_of(rows))
        found.append(_line(run, form, record, rows, seconds, megabytes))
    record = run.folder / "10000.json"
    split = _best(run, _report("pdf", record, run.folder))
    found.append(Line("10,000 rows as pdf, split by goal", str(split), "", True, "five files and more"))
    return found


def _line(run: Run, form: str, record: Path, rows: int, seconds: float, megabytes: int | None) -> Line:
    took = _best(run, _report(form, record, run.folder))
    alone = _best(run, [sys.executable, "-m", "bench.report_alone", form, str(rows)]) if form in _ALONE else None
    run.say(f"report: {form}, {rows} rows: {took}")
    met = took.seconds <= seconds and (megabytes is None or took.megabytes <= megabytes)
    limit = f"≤ {seconds:.0f} s" + (f", {megabytes} MB" if megabytes else "")
    return Line(f"{rows:,} rows as {form}", str(took), limit, met, f"the library alone: {alone}" if alone else "")


def _report(form: str, record: Path, folder: Path) -> list[str]:
    out = folder / f"report.{form}"
    return [sys.executable, "-m", "bot.cli.main", "report", "--from-snapshot", str(record), "--out", str(out)]


def _best(run: Run, command: Sequence[str]) -> Took:
    took = [_measured(command) for _ in range(min(run.rounds, 3))]
    return Took(
        min(each.seconds for each in took), min(each.cpu for each in took), max(each.megabytes for each in took)
    )


def _measured(command: Sequence[str]) -> Took:
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    return Took(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
