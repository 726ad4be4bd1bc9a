"""SQLite's connections and transactions, which are begun here and not by the sqlite3 module.

This is a dialect and no listener to the engine's event "begin", because an engine that has a listener looks for others
at every statement: that takes a quarter of a small statement's time.
"""

import sqlite3
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from models.storage.patience import ANSWER_SECONDS, WRITING

NAME = "malvakten"


class Dialect(SQLiteDialect_pysqlite):
    """A transaction takes the write lock when it begins, if the connection's `info` says so."""

    supports_statement_cache = True

    def do_begin(self, dbapi_connection: Any) -> None:
        patience = dbapi_connection.info.pop(WRITING, None)
        connection: sqlite3.Connection = dbapi_connection.dbapi_connection
        milliseconds = int((ANSWER_SECONDS if patience is None else patience) * 1000)
        connection.execute(f"PRAGMA busy_timeout = {milliseconds}")
        connection.execute("BEGIN" if patience is None else "BEGIN IMMEDIATE")


registry.register(f"sqlite.{NAME}", __name__, Dialect.__name__)


def make_engine(url: URL, **options: Any) -> Engine:
    """An engine of this dialect. `options` are those of `create_engine`."""
    connect_args = {"timeout": ANSWER_SECONDS, "check_same_thread": False}
    engine = create_engine(url.set(drivername=f"sqlite+{NAME}"), connect_args=connect_args, **options)
    event.listen(engine, "connect", _set_up)
    return engine


def _set_up(connection: sqlite3.Connection, _record: Any) -> None:
    # The sqlite3 module would begin transactions implicitly.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    # Each of some five connections would keep 2 MB of pages until another one commits; the system keeps the same pages.
    connection.execute("PRAGMA cache_size=-256")
