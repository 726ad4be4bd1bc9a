"""A full disk: a real SQLITE_FULL, which is a database that takes nothing for a while."""

import contextlib
import sqlite3
from collections.abc import Iterator
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Pool, event

from models.storage.database import Database
from tests.until import PATIENCE_SECONDS


def fill_up(path: str) -> int:
    """Uses up the file's free pages, and returns how many pages it has."""
    other = sqlite3.connect(path, isolation_level=None, timeout=PATIENCE_SECONDS)
    other.execute("CREATE TABLE IF NOT EXISTS filler (words TEXT)")
    pages: int = other.execute("PRAGMA page_count").fetchone()[0]
    other.execute(f"PRAGMA max_page_count = {pages}")
    with contextlib.suppress(sqlite3.OperationalError):
        while True:
            other.execute("INSERT INTO filler VALUES (?)", ("x" * 3000,))
    other.close()
    return pages


# The pages that a database may have, by its engine's pool, if it can be full.
_limits: WeakKeyDictionary[Pool, int] = WeakKeyDictionary()
_NO_LIMIT = 1_000_000_000


def can_be_full(database: Database) -> None:
    """To be called before the program's threads begin: a listener that is added while they work could miss one. It
    listens to the pool, since an engine that has a listener looks for others at every statement."""
    if not database.is_sqlite:
        return
    pool = database.engine.pool
    _limits[pool] = _NO_LIMIT

    @event.listens_for(pool, "checkout")
    def limit(connection: sqlite3.Connection, record: Any, _proxy: object) -> None:
        pages = _limits[pool]
        if record.info.get("pages", _NO_LIMIT) != pages:
            connection.execute(f"PRAGMA max_page_count = {pages}")
            record.info["pages"] = pages


@contextlib.contextmanager
def disk_full(database: Database) -> Iterator[None]:
    """The database file may not grow by a page."""
    pool = database.engine.pool
    assert pool in _limits
    _limits[pool] = fill_up(database.url.database or "")
    try:
        yield
    finally:
        _limits[pool] = _NO_LIMIT
