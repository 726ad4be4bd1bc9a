"""A full disk: a real SQLITE_FULL, which is a database that takes nothing for a while."""

import contextlib
import sqlite3
from collections.abc import Iterator

from sqlalchemy import Connection, event

from models.storage.database import Database


def fill_up(path: str) -> int:
    """Uses up the file's free pages, and returns how many pages it has."""
    other = sqlite3.connect(path, isolation_level=None, timeout=30)
    other.execute("CREATE TABLE IF NOT EXISTS filler (words TEXT)")
    pages: int = other.execute("PRAGMA page_count").fetchone()[0]
    other.execute(f"PRAGMA max_page_count = {pages}")
    with contextlib.suppress(sqlite3.OperationalError):
        while True:
            other.execute("INSERT INTO filler VALUES (?)", ("x" * 3000,))
    other.close()
    return pages


@contextlib.contextmanager
def disk_full(database: Database) -> Iterator[None]:
    """The database file may not grow by a page."""
    engine = database.engine
    pages = fill_up(database.url.database or "")

    def limit(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    event.listen(engine, "begin", limit)
    try:
        yield
    finally:
        event.remove(engine, "begin", limit)
        event.listen(engine, "begin", _without_limit)


def _without_limit(connection: Connection) -> None:
    connection.exec_driver_sql("PRAGMA max_page_count = 1000000000")
