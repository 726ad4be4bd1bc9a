"""`malvakten audit` over a million lines: what it reads and writes for one row of one round, for a person's month, and
for a row of all rounds, against the same lines fetched by their ids with the driver alone."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import make_url, select, text
from sqlalchemy.orm import Session

from bench.answers import databases
from bench.bulk import FIRST, Size, analyse, fill
from bench.table import Line, Run, Sample, against, at_most, in_words, interleaved
from models.operations.tables import AuditEvent
from models.people.directory_cache import load_directory
from models.rounds.tables import Round
from models.storage.database import Database
from reports.content.exports.audit import Wanted, audit_rows
from reports.formats.tables import json_parts

SIZE = Size(rounds=20, versions=8)
PEOPLE, LINES, MOST_MS, MANY = 200, 1_000_000, 300, 5000
# Every line is about one of the answers; a new one each five minutes.
_FILL = """
INSERT INTO audit_event (at, channel, person_id, what, subject, round_id, placement_id, before, after)
SELECT {at}, 'chat', 1 + n % :people, 'answer.stored', r.name || ' / ' || p.row, r.id, p.id, 'null', {after}
FROM (WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n < :lines - 1) SELECT n FROM s) l
JOIN round r ON r.id = 1 + n * 20 / :lines
JOIN placement p ON p.row = 1 + n % 80
JOIN (SELECT round_id, placement_id, min(id) AS id FROM answer GROUP BY round_id, placement_id) a
     ON a.round_id = r.id AND a.placement_id = p.id
"""
_AFTER = "'{\"answer\"\\: ' || a.id || '}'"
_VALUES = {
    True: {"at": "datetime('2022-01-01', (n * 5) || ' minutes') || '.000000'", "after": _AFTER},
    False: {"at": "timestamptz '2022-01-01Z' + n * interval '5 min'", "after": f"CAST({_AFTER} AS json)"},
}


@dataclass(frozen=True)
class _Search:
    """One search, and the ids of what it finds, for the floor."""

    database: Database
    wanted: Wanted
    ids: list[int]

    def ours(self) -> Sample:
        with self.database.read() as session:
            session.connection()
            start = time.perf_counter()
            found = sum(map(len, json_parts(audit_rows(session, self.wanted))))
            took = (time.perf_counter() - start) * 1e3
        return Sample(took, errors=int(found < 100 * len(self.ids)))

    def floor(self) -> Sample:
        with self.database.read() as session:
            raw = session.connection().connection.cursor()
            listed = ",".join(map(str, self.ids))
            start = time.perf_counter()
            raw.execute(f"SELECT at, person_id, what, subject, after FROM audit_event WHERE id IN ({listed})")  # noqa: S608
            json.dumps([list(map(str, row)) for row in raw.fetchall()])
            return Sample((time.perf_counter() - start) * 1e3)


def lines(run: Run) -> list[Line]:
    table = []
    for name, server in databases(run):
        database = Database(_url(run, server))
        run.say(f"audit, {name}: {LINES} lines are being made")
        _make(database)
        for what, wanted in _searches(database).items():
            search = _Search(database, wanted, _ids(database, wanted))
            series = interleaved(run, f"audit, {name}, {what}", {"ours": search.ours, "floor": search.floor})
            table.append(_line(f"audit of {what} over a million lines, {name}", search, series, run.rounds))
        database.close()
    return table


def _line(what: str, search: _Search, series: Mapping[str, list[Sample]], rounds: int) -> Line:
    """A search that finds thousands of lines is compared with the driver alone, which has to read them too."""
    ours, floor = series["ours"], series["floor"]
    if len(search.ids) > MANY:
        return against(what, ours, floor, at_most(5), " ms")
    median = sorted(sample.figure for sample in ours)[rounds // 2]
    figures = f"{len(search.ids)} lines; {in_words(ours, ' ms')}; floor {in_words(floor, ' ms')}"
    kept = median <= MOST_MS and not any(sample.errors for sample in ours)
    return Line(what, f"{median:.0f} ms", f"≤ {MOST_MS} ms", kept, figures)


def _url(run: Run, server: str) -> str:
    if not server:
        return f"sqlite:///{run.folder}/audit.db"
    database = Database(server)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("CREATE DATABASE bench_audit")
    database.close()
    return make_url(server).set(database="bench_audit").render_as_string(hide_password=False)


def _make(database: Database) -> None:
    fill(database, SIZE)
    with database.write() as session:
        if not database.is_sqlite:
            session.execute(text("SET LOCAL statement_timeout = 0"))
        for number in range(PEOPLE):
            session.execute(
                text("INSERT INTO person (id, email, name, roles) VALUES (:id, :email, :name, '[]')"),
                {"id": number + 1, "email": f"{number}@example.se", "name": f"Roll {number}"},
            )
        statement = text(_FILL.format_map(_VALUES[database.is_sqlite]))
        session.execute(statement, {"people": PEOPLE, "lines": LINES})
    analyse(database)


def _searches(database: Database) -> Mapping[str, Wanted]:
    with database.read() as session:
        round_id = _last_round(session)
        [plan] = load_directory(session).plans
        row = plan.rows[13].placement_id
    month = FIRST + timedelta(days=3000)
    return {
        "a row in a round": Wanted(round_id, [row]),
        "a person's month": Wanted(person_id=14, since=month, until=month + timedelta(days=30)),
        "a row in all rounds": Wanted(placements=[row]),
    }


def _last_round(session: Session) -> int:
    round_id = session.scalar(select(Round.id).order_by(Round.deadline.desc()).limit(1))
    assert round_id
    return round_id


def _ids(database: Database, wanted: Wanted) -> list[int]:
    conditions = []
    if wanted.round_id:
        conditions.append(AuditEvent.round_id == wanted.round_id)
    if wanted.placements:
        conditions.append(AuditEvent.placement_id.in_(wanted.placements))
    if wanted.person_id and wanted.since:
        conditions += [AuditEvent.person_id == wanted.person_id, AuditEvent.at >= wanted.since,
                       AuditEvent.at < wanted.until]  # fmt: skip
    with database.read() as session:
        return list(session.scalars(select(AuditEvent.id).where(*conditions)))
