"""A full disk: a real SQLITE_FULL, which is a database that takes nothing for a while."""

import contextlib
import sqlite3
from collections.abc import Iterator

from sqlalchemy import Connection, Pool, event

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


# The pages that a database may have, by its engine's pool; none when there is room.
_limits: dict[Pool, int] = {}
_NO_LIMIT = 1_000_000_000


def can_be_full(database: Database) -> None:
    """To be called before the program's threads begin: a listener that is added while they work would end the
    transaction that is being begun."""
    if database.is_sqlite:
        event.listen(database.engine, "begin", _limit)


def _limit(connection: Connection) -> None:
    connection.exec_driver_sql(f"PRAGMA max_page_count = {_limits.get(connection.engine.pool, _NO_LIMIT)}")


@contextlib.contextmanager
def disk_full(database: Database) -> Iterator[None]:
    """The database file may not grow by a page."""
    assert event.contains(database.engine, "begin", _limit)
    _limits[database.engine.pool] = fill_up(database.url.database or "")
    try:
        yield
    finally:
        del _limits[database.engine.pool]
