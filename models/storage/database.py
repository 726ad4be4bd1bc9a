"""Engines and transactions for SQLite and PostgreSQL."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVarTuple

from sqlalchemy import Connection, CursorResult, Engine, Select, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

# How long SQLite's write lock is waited for: by a command, and while a person waits, who is told to try again within
# the three seconds that Slack allows.
PATIENCE_SECONDS = 15.0
ANSWER_SECONDS = 2.0
# A statement that takes longer waits for something that will not come; migrations may take their time.
_STATEMENT_SECONDS = 30
_POSTGRESQL: dict[str, Any] = {
    "connect_timeout": 2, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}  # fmt: skip


Columns = TypeVarTuple("Columns")


class Database:
    """Opens transactions. `read` never waits for a writer on SQLite; `write` takes the write lock at once.

    A transaction that reads first and writes later would fail on SQLite with "database is locked" as soon as another
    had written between the two, without waiting for the busy timeout; hence two kinds.
    """

    def __init__(self, url: str) -> None:
        self.url = parse_url(url)
        self.engine = _make_engine(self.url)
        self._watch: sqlite3.Connection | None = None

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that reads; what it changes by mistake is rolled back."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self, patience: float = PATIENCE_SECONDS) -> Iterator[Session]:
        """A transaction that commits when the block is left, and rolls back when it raises. SQLite's write lock is
        waited for as long as `patience` says, in seconds."""
        engine = self.engine.execution_options(write=patience)
        with Session(engine, expire_on_commit=False) as session, session.begin():
            yield session

    def version(self) -> int | None:
        """A number that changes whenever anybody has changed the database; None on PostgreSQL, which does not tell.

        SQLite tells it on a connection that never writes itself (sqlite.org/pragma.html#pragma_data_version).
        """
        if not self.is_sqlite:
            return None
        if self._watch is None:
            self._watch = sqlite3.connect(self.url.database or "", check_same_thread=False)
        version: int = self._watch.execute("PRAGMA data_version").fetchone()[0]
        return version

    def close(self) -> None:
        """Closes all connections."""
        if self._watch is not None:
            self._watch.close()
        self.engine.dispose()


def fetch(session: Session, query: Select[*Columns], values: Mapping[str, Any] | None = None) -> CursorResult[*Columns]:
    """Asks for columns, no objects: without the ORM's work on each row, which is half of a small query's time."""
    session.flush()
    return session.connection().execute(query, values)


def dialect_of(session: Session) -> str:
    """`sqlite` or `postgresql`."""
    return session.get_bind().dialect.name


def insert_for(dialect: str, table: Any) -> Any:
    """An INSERT that can be told `.on_conflict_do_nothing()` and `.on_conflict_do_update()`, which both databases know
    under one spelling."""
    # Each database's part of SQLAlchemy takes some megabytes, of which one is needed.
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table)


def parse_url(text: str) -> URL:
    """The contract takes `postgres://` and `postgresql://`; both mean psycopg 3."""
    url = make_url(text)
    if url.drivername in {"postgres", "postgresql"}:
        return url.set(drivername="postgresql+psycopg")
    return url


# Parameters hold comments and names, which an error's text would carry into the log: they are hidden. The connection
# used last is used next: it has pages in memory and statements prepared.
_EVERY: dict[str, Any] = {"hide_parameters": True, "pool_use_lifo": True}


def _make_engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        engine = create_engine(
            url, pool_size=10, max_overflow=10, pool_pre_ping=True, pool_timeout=2, connect_args=_POSTGRESQL, **_EVERY
        )
        event.listen(engine, "connect", _set_up_postgresql)
        return engine
    engine = create_engine(url, connect_args={"timeout": ANSWER_SECONDS, "check_same_thread": False}, **_EVERY)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_postgresql(connection: Any, _record: Any) -> None:
    before, connection.autocommit = connection.autocommit, True
    connection.execute(f"SET statement_timeout = '{_STATEMENT_SECONDS}s'")
    connection.autocommit = before


def _set_up_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The sqlite3 module would begin transactions at moments of its own; SQLAlchemy's `begin` event does it instead.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _begin_sqlite(connection: Connection) -> None:
    patience = connection.get_execution_options().get("write")
    milliseconds = int((ANSWER_SECONDS if patience is None else patience) * 1000)
    raw: Any = connection.connection.dbapi_connection
    raw.execute(f"PRAGMA busy_timeout = {milliseconds}")
    connection.exec_driver_sql("BEGIN" if patience is None else "BEGIN IMMEDIATE")
