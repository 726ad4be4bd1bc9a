"""The registers: a file of 10,000 lines imported by the command line, a search over 100,000 lines, and `status 14` with
what hangs on the row against the same without."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bench.history import ZONE, fill
from bench.processes import SAMPLES
from bench.table import Line, Run
from handlers.context import Actor, Context
from handlers.standing.status import status
from models.learning.searching import fitting
from models.learning.tables import SearchEntry
from models.options import Options
from models.people.directory_cache import load_directory
from models.plan.tables import Placement
from models.registers.all import REGISTERS
from models.registers.queries import found_lines
from models.registers.tables import RegisterLine, RegisterLink
from models.rules.words.stems import searchable
from models.storage.database import Database
from models.storage.schema import upgrade
from models.vocabulary.people import Membership

IMPORTED, SEARCHED = 10_000, 100_000
_COMMENT = "Upphandlingen är försenad, och rekryteringen drar ut på tiden."
_NOW = datetime(2032, 1, 1, tzinfo=UTC)


def _import_seconds(folder: Path) -> float:
    """The whole process of `malvakten register lessons import`, on the real plan."""
    env = {"DATABASE_URL": f"sqlite:///{folder}/import.db"}
    rows = [
        {"key": f"L{n}", "text": f"Lärdom nummer {n} om upphandling och samverkan", "links": [f"row:{n % 80 + 1}"]}
        for n in range(IMPORTED)
    ]  # fmt: skip
    path = folder / "lessons.json"
    path.write_text(json.dumps(rows), "utf-8")

    def malvakten(*words: str) -> None:
        subprocess.run([sys.executable, "-m", "bot.cli.main", *words], env=env, check=True, stdout=subprocess.DEVNULL)

    malvakten("db", "upgrade")
    malvakten("plan", "import", str(SAMPLES / "activities.json"), "--year", "2022")
    start = time.perf_counter()
    malvakten("register", "lessons", "import", str(path))
    return time.perf_counter() - start


def _fill(session: Session) -> None:
    """A hundred thousand lessons, and a line of every register that may hang on row 14."""
    fill(session, 2)
    words = ("upphandling", "samverkan", "rekrytering", "finansiering", "digitalisering")
    session.execute(insert(RegisterLine), [
        {"register": "lessons", "key": f"L{n}", "folded_key": f"l{n}", "content": {"text": words[n % 5]},
         "searchable": f"l{n} lardom nummer {n} om {words[n % 5]} i lanet", "created_at": _NOW, "changed_at": _NOW}
        for n in range(SEARCHED)
    ])  # fmt: skip
    lines = session.execute(select(RegisterLine.id, RegisterLine.searchable).order_by(RegisterLine.id))
    entries = [{"line_id": id_, "stems": searchable(words)} for id_, words in lines]
    session.execute(insert(SearchEntry), entries)
    placement = session.scalars(select(Placement.id).where(Placement.row == 14)).one()
    for register in REGISTERS:
        if "row" in register.links:
            line = RegisterLine(register=register.name, key="ROW14", folded_key="row14", content={}, searchable="",
                                created_at=_NOW, changed_at=_NOW)  # fmt: skip
            session.add(line)
            session.flush()
            session.add(RegisterLink(line_id=line.id, placement_id=placement))


def _medians(database: Database, repeats: int, asked: dict[str, Callable[[Context], object]]) -> dict[str, float]:
    """The median of each question in milliseconds, asked in turn."""
    options, times = Options(zone=ZONE), dict[str, list[float]]()
    for _ in range(repeats):
        for name, ask in asked.items():
            start = time.perf_counter()
            with database.read() as session:
                actor = Actor("slack", "U0BENCH", None, Membership.FULL)
                ask(Context(session, actor, _NOW, options.translator(), options, load_directory(session)))
            times.setdefault(name, []).append(time.perf_counter() - start)
    return {name: statistics.median(each) * 1000 for name, each in times.items()}


def lines(run: Run) -> list[Line]:
    seconds = _import_seconds(run.folder)
    database = Database(f"sqlite:///{run.folder}/search.db")
    upgrade(database)
    with database.write() as session:
        _fill(session)
    found = _medians(database, 20 * run.rounds, {
        "search": lambda ctx: found_lines(ctx.session, "lessons", "rekrytering 77"),
        "like": lambda ctx: fitting(ctx.session, _COMMENT, 0),
        "bare": lambda ctx: status(ctx, "15"),
        "hung": lambda ctx: status(ctx, "14"),
    })  # fmt: skip
    database.close()
    ratio = found["hung"] / found["bare"]
    return [
        Line("register import of 10,000 lines", f"{seconds:.1f} s", "≤ 20 s", seconds <= 20, "whole process, SQLite"),
        Line("search over 100,000 lines", f"{found['search']:.0f} ms", "≤ 100 ms", found["search"] <= 100, "p50"),
        Line("lessons like a comment, of 100,000", f"{found['like']:.0f} ms", "≤ 100 ms", found["like"] <= 100, "p50"),
        Line("status 14 with all registers", f"{ratio:.2f}×", "≤ 2×", ratio <= 2,
             f"{found['hung']:.2f} ms; without lines {found['bare']:.2f} ms"),
    ]  # fmt: skip
