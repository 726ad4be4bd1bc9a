"""The half-year report as a whole process, from a frozen record to the file, beside the libraries alone on the same
rows."""

import json
import os
import statistics
import sys
import time
from dataclasses import dataclass
from typing import Any

from bench.bulk import COMMENT
from bench.processes import SAMPLES
from bench.table import Line, Run

_STATUSES = ("green", "green", "yellow", "red", "cannot_assess", None)
_GOALS = 10


@dataclass(frozen=True)
class Wanted:
    """A report, and what it may take."""

    form: str
    rows: int
    seconds: float
    megabytes: float | None = None


WANTED = (
    *(Wanted(form, 80, 3) for form in ("docx", "pdf", "html", "xlsx", "json")),
    Wanted("pdf", 2000, 3, 400),
    Wanted("html", 2000, 2),
    Wanted("docx", 10_000, 20, 500),
    Wanted("xlsx", 10_000, 20, 500),
)


@dataclass(frozen=True)
class Taken:
    """What a process took; `cpu` is its CPU time in seconds."""

    seconds: float
    megabytes: float
    cpu: float


def lines(run: Run) -> list[Line]:
    """Each report in turn, and the library alone where there is one."""
    found = []
    for wanted in WANTED:
        record = run.folder / f"{wanted.rows}.json"
        if not record.exists():
            record.write_text(json.dumps(_record(wanted.rows)), encoding="utf-8")
        ours, bare = list[Taken](), list[Taken]()
        out = run.folder / f"out.{wanted.form}"
        for number in range(run.rounds):
            words = ["report", "--from-snapshot", str(record), "--format", wanted.form, "--out", str(out)]
            ours.append(_taken(["-m", "bot.cli.main", *words]))
            if wanted.form != "json":
                bare.append(_taken(["-m", "bench.report_floor", wanted.form, str(record), str(run.folder / "floor")]))
            run.say(f"report, {wanted.rows} rows as {wanted.form}: {number + 1} of {run.rounds}")
        found.append(_line(wanted, ours, bare))
    return found


def _line(wanted: Wanted, ours: list[Taken], bare: list[Taken]) -> Line:
    mine = _middle(ours)
    limit = f"< {wanted.seconds:g} s" + (f", < {wanted.megabytes:g} MB" if wanted.megabytes else "")
    kept = mine.seconds < wanted.seconds and (wanted.megabytes is None or mine.megabytes < wanted.megabytes)
    figures = f"{min(each.seconds for each in ours):.1f}..{max(each.seconds for each in ours):.1f} s"
    if bare:
        figures += f"; the library alone {_in_words(_middle(bare))}"
    return Line(f"report, {wanted.rows} rows, {wanted.form}", _in_words(mine), limit, kept, figures)


def _in_words(taken: Taken) -> str:
    return f"{taken.seconds:.1f} s ({taken.cpu:.1f} s CPU), {taken.megabytes:.0f} MB"


def _middle(taken: list[Taken]) -> Taken:
    middle = statistics.median
    return Taken(middle(t.seconds for t in taken), middle(t.megabytes for t in taken), middle(t.cpu for t in taken))


def _taken(arguments: list[str]) -> Taken:
    """Runs a Python process to its end. Its peak of resident memory is what the kernel counted."""
    began = time.perf_counter()
    process = os.posix_spawn(sys.executable, [sys.executable, *arguments], {**os.environ, "PYTHONPATH": os.getcwd()})
    _, status, used = os.wait4(process, 0)
    if status:
        raise RuntimeError(f"{' '.join(arguments)} ended with {os.waitstatus_to_exitcode(status)}")
    return Taken(time.perf_counter() - began, used.ru_maxrss / 1024, used.ru_utime + used.ru_stime)


def _record(rows: int) -> dict[str, Any]:
    """A frozen record: the real plan, or ten goals with so many rows."""
    listed = [_row(number, each) for number, each in enumerate(_plan(rows), start=1)]
    by_goal: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in listed:
        by_goal.setdefault((row["goal_kind"], row["goal"]), []).append(row)
    goals = [{"kind": kind, "name": name, "counts": _counts(of_goal), "rows": of_goal}
             for (kind, name), of_goal in by_goal.items()]  # fmt: skip
    deviations = [_deviation(row) for row in listed if row["status"] in {"yellow", "red"}]
    return {
        "schema": "malvakten-snapshot/1", "round": "Halvår 2022", "period": {"from": "2022-01-01", "to": "2022-06-30"},
        "locked_at": "2022-07-07T14:00:00Z", "signed": [], "totals": _counts(listed), "goals": goals,
        "deviations": deviations[:200],
    }  # fmt: skip


def _plan(rows: int) -> list[dict[str, Any]]:
    plan: list[dict[str, Any]] = json.loads((SAMPLES / "activities.json").read_bytes())
    if rows == len(plan):
        return plan
    size = -(-rows // _GOALS)
    return [
        {**plan[n % len(plan)], "goal_kind": "målområde", "goal": f"Målområde {n // size + 1}"} for n in range(rows)
    ]


def _row(number: int, planned: dict[str, Any]) -> dict[str, Any]:
    status = _STATUSES[number % len(_STATUSES)]
    answered = {"comment": COMMENT, "submitted_at": "2022-07-01T08:00:00Z", "version": 1, "source": "slack"}
    deviates = status in {"yellow", "red"}
    return {
        "row": number, "goal_kind": planned["goal_kind"], "goal": planned["goal"], "activity": planned["activity"],
        "units": planned["units"], "status": status, "comment": None, "cause": "Vakans." if deviates else None,
        "action": "Rekrytering pågår." if deviates else None, "action_owner": None, "action_due": None,
        "on_behalf_of": None, "submitted_at": None, "late": False, "version": None, "source": None,
        **(answered if status else {}),
    }  # fmt: skip


def _counts(rows: list[dict[str, Any]]) -> dict[str, int]:
    names = {"green": "green", "yellow": "yellow", "red": "red", "cannot_assess": "cannot_assess", "not_reported": None}
    return {"total": len(rows), **{name: sum(row["status"] == value for row in rows) for name, value in names.items()}}


def _deviation(row: dict[str, Any]) -> dict[str, Any]:
    nothing = dict.fromkeys(("decision_by", "decision_asked_at", "decision_answered_at", "decision_answer"))
    copied = {name: row[name] for name in ("row", "goal", "activity", "units", "status", "action", "action_owner",
                                           "action_due")}  # fmt: skip
    return {**copied, "reported": True, "opened_in": "Halvår 2022", "rounds": 1, "trend": "new",
            "action_state": "planned", **nothing}  # fmt: skip
