"""The peers' command: the newest answer of each activity of a goal area, as lines of text.

It runs in the peers' own virtual environments, so it imports only the standard library.
"""

import os
import sqlite3
import threading
from pathlib import Path

AREAS, ACTIVITIES, ANSWERS = 50, 20, 5
_QUERY = """
SELECT a.name, r.status, r.comment FROM activity a
LEFT JOIN answer r ON r.id = (SELECT id FROM answer WHERE activity_id = a.id ORDER BY at DESC, id DESC LIMIT 1)
WHERE a.area = ? ORDER BY a.id
"""
_local = threading.local()


def make(path: Path) -> None:
    """Makes a database of a thousand activities in fifty areas, with five answers each."""
    base = sqlite3.connect(path)
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("CREATE TABLE activity (id INTEGER PRIMARY KEY, area TEXT, name TEXT)")
    base.execute("CREATE TABLE answer (id INTEGER PRIMARY KEY, activity_id INT, at INT, status TEXT, comment TEXT)")
    base.execute("CREATE INDEX ix_area ON activity (area)")
    base.execute("CREATE INDEX ix_answer ON answer (activity_id, at DESC, id DESC)")
    count = AREAS * ACTIVITIES
    base.executemany("INSERT INTO activity VALUES (?, ?, ?)",
                     ((n, f"area-{n % AREAS}", f"Aktivitet {n}") for n in range(count)))  # fmt: skip
    base.executemany(
        "INSERT INTO answer (activity_id, at, status, comment) VALUES (?, ?, ?, ?)",
        ((n % count, n, ("green", "yellow", "red")[n % 3], f"Arbetet går enligt plan, {n}.")
         for n in range(count * ANSWERS)),
    )  # fmt: skip
    base.commit()
    base.close()


def reply(area: str) -> str:
    """The text of the reply, from the database that BENCH_DATABASE names."""
    base = getattr(_local, "base", None)
    if base is None:
        base = _local.base = sqlite3.connect(os.environ["BENCH_DATABASE"])
    rows = base.execute(_QUERY, (area,)).fetchall()
    return f"{area}: {len(rows)} aktiviteter\n" + "\n".join(f"{name} – {status}: {text}" for name, status, text in rows)
