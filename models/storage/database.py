"""Engines and transactions for SQLite and PostgreSQL."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVarTuple

from sqlalchemy import Connection, CursorResult, Engine, Select, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session

from models.storage.patience import PATIENCE_SECONDS, WRITING

# Longer statements are cancelled. Migrations set their own limit.
_STATEMENT_SECONDS = 30
_POSTGRESQL: dict[str, Any] = {
    "connect_timeout": 2, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}  # fmt: skip


Columns = TypeVarTuple("Columns")


class Database:
    """Opens transactions on SQLite or PostgreSQL.

    There are two kinds because of SQLite. `read` never waits for a writer. `write` takes the write lock when it begins:
    a transaction that reads first and writes later fails at once with "database is locked" if another one has written
    in between."""

    def __init__(self, url: str) -> None:
        self.url = parse_url(url)
        # What every session has in its `info` from the beginning.
        self.info: dict[str, Any] = {}
        self.engine = _make_engine(self.url)
        # SQLite's transactions are so by themselves; PostgreSQL's statements would each see a newer state.
        self._reading = (
            self.engine if self.is_sqlite else self.engine.execution_options(isolation_level="REPEATABLE READ")
        )
        self._watch: sqlite3.Connection | None = None
        self._is_closed = False
        event.listen(self.engine, "checkin", self._close_when_over)

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction for reading, rolled back at the end. All of it sees the database as at its first statement."""
        with Session(self._reading, expire_on_commit=False, info=self.info) as session:
            yield session

    @contextmanager
    def write(self, patience: float = PATIENCE_SECONDS) -> Iterator[Session]:
        """A transaction that is committed when the block ends, and rolled back when it raises. Waits for SQLite's write
        lock for at most `patience` seconds, then raises OperationalError."""
        with (
            self.connect_to_write(patience) as connection,
            Session(connection, expire_on_commit=False, info=self.info) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def connect_to_write(self, patience: float = PATIENCE_SECONDS) -> Iterator[Connection]:
        """A connection whose next transaction is one like those of `write`."""
        with self.engine.connect() as connection:
            info = connection.info
            info[WRITING] = patience
            try:
                yield connection
            finally:
                # The connection goes back to the pool, and may not have been used.
                info.pop(WRITING, None)

    def version(self) -> int | None:
        """A number that changes when any process commits a change; None on PostgreSQL, which has no such number.

        SQLite's number excludes changes by the same connection, so it is read on a connection that never writes
        (sqlite.org/pragma.html#pragma_data_version).
        """
        if not self.is_sqlite:
            return None
        if self._watch is None:
            self._watch = sqlite3.connect(self.url.database or "", check_same_thread=False)
        version: int = self._watch.execute("PRAGMA data_version").fetchone()[0]
        return version

    def close(self) -> None:
        """Closes the pooled connections, and those in use when they come back."""
        self._is_closed = True
        if self._watch is not None:
            self._watch.close()
        self.engine.dispose()

    def _close_when_over(self, _connection: Any, record: Any) -> None:
        # A pool that was disposed of takes back what was in use, and would never close it.
        if self._is_closed:
            record.invalidate()


def fetch(session: Session, query: Select[*Columns], values: Mapping[str, Any] | None = None) -> CursorResult[*Columns]:
    """Executes a query of columns, bypassing the ORM, whose work per row is half of a small query's time. Flushes the
    session first."""
    session.flush()
    return session.connection().execute(query, values)


def dialect_of(session: Session) -> str:
    """`sqlite` or `postgresql`."""
    return session.get_bind().dialect.name


def insert_for(dialect: str, table: Any) -> Any:
    """An INSERT statement of the dialect, with `.on_conflict_do_nothing()` and `.on_conflict_do_update()`."""
    # Imported here because each dialect takes some megabytes, and a process needs one of them.
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table)


def parse_url(text: str) -> URL:
    """A database URL. `postgres://` and `postgresql://` both select psycopg 3 (contract)."""
    url = make_url(text)
    if url.drivername in {"postgres", "postgresql"}:
        return url.set(drivername="postgresql+psycopg")
    return url


_TAKES = "takes sqlite:///FILE or postgresql://USER@HOST/NAME"
_DRIVERS = {"sqlite": {"sqlite", "sqlite+pysqlite"}, "postgresql": {"postgresql+psycopg"}}


def url_fault(text: str) -> str:
    """Why the text is no URL of a database that this program can use; "" when it is one. Never holds a password."""
    try:
        url = parse_url(text)
    except (ArgumentError, ValueError):
        return _TAKES
    backend, _, driver = url.drivername.partition("+")
    if backend not in _DRIVERS:
        return _TAKES
    if url.drivername not in _DRIVERS[backend]:
        return f"{_TAKES}; take +{driver} away: the program has its own driver"
    if backend == "postgresql":
        return f"{_TAKES}; in a password, write @ as %40 and / as %2F" if "@" in (url.host or "") else ""
    if url.host:
        return f"{_TAKES}; with three slashes before a file's name, four before a whole path"
    if not url.database or ":memory:" in url.database or url.query.get("mode") == "memory":
        return f"{_TAKES}; a database in memory would be empty at every start"
    if url.query and not url.database.startswith("file:"):
        return f"{_TAKES}; take ? and what follows it away, which changes nothing"
    return ""


# Parameters contain comments and names, which must not reach the log in an error's text. The connection used last is
# used next (LIFO), because its pages are in memory and its statements prepared.
_ENGINE_OPTIONS: dict[str, Any] = {"hide_parameters": True, "pool_use_lifo": True}


def _make_engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        engine = create_engine(
            url,
            pool_size=10,
            max_overflow=10,
            pool_pre_ping=True,
            pool_timeout=2,
            connect_args=_POSTGRESQL,
            **_ENGINE_OPTIONS,
        )
        event.listen(engine, "connect", _set_up_postgresql)
        return engine
    # Imported here because each dialect takes some megabytes, and a process needs one of them.
    from models.storage.sqlite import make_engine

    return make_engine(url, **_ENGINE_OPTIONS)


def _set_up_postgresql(connection: Any, _record: Any) -> None:
    before, connection.autocommit = connection.autocommit, True
    connection.execute(f"SET statement_timeout = '{_STATEMENT_SECONDS}s'")
    connection.autocommit = before
