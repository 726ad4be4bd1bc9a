"""Engines and transactions for SQLite and PostgreSQL."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from models.json_text import from_json, to_json
from models.prepared import Prepared, Values, begin, faults_of, has_to_begin, run_all

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


class Database:
    """Opens transactions. `read` never waits for a writer on SQLite; `write` takes the write lock at once.

    A transaction that reads first and writes later would fail on SQLite with "database is locked" as soon as another
    had written between the two, without waiting for the busy timeout; hence two kinds.
    """

    def __init__(self, url: str) -> None:
        self.url = parse_url(url)
        self.engine = _make_engine(self.url)
        self._writers: dict[float, Engine] = {}
        self._hasty = self.engine if self.is_sqlite else _make_engine(self.url, is_hasty=True)

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that reads; what it changes by mistake is rolled back."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self, patience: float = PATIENCE_SECONDS, hasty: bool = False) -> Iterator[Session]:
        """A transaction that commits when the block is left, and rolls back when it raises. SQLite's write lock is
        waited for as long as `patience` says, in seconds. `hasty` is for whoever tries again when the connection turns
        out to be gone: PostgreSQL's is not asked whether it is there, which takes as long as a statement."""
        with Session(self._writer(patience, hasty), expire_on_commit=False) as session, session.begin():
            yield session

    def _writer(self, patience: float, hasty: bool) -> Engine:
        if hasty and not self.is_sqlite:
            return self._hasty
        engine = self._writers.get(patience)
        if engine is None:
            engine = self._writers[patience] = self.engine.execution_options(write=patience)
        return engine

    def forget_connections(self) -> None:
        """One of those of a hasty `write` was gone, and so are the others."""
        self._hasty.dispose()

    def close(self) -> None:
        self.engine.dispose()
        self._hasty.dispose()


def connection_of(session: Session) -> Connection:
    """The session's connection; asking the session itself costs as much as a small statement."""
    kept: Connection | None = session.info.get("connection")
    if kept is None or not kept.in_transaction():
        kept = session.info["connection"] = session.connection()
    return kept


Deferred = Callable[[Session, list[Any]], None]
Check = Callable[[int], None]
_Sent = tuple[Prepared, Sequence[Values], Check | None]


def at_commit(session: Session, work: Deferred, item: Any) -> None:
    """Leaves an item for `work`, which is run once with all its items just before the transaction commits: sixteen
    answers in one commit write their audit in one statement."""
    session.info.setdefault("at_commit", {}).setdefault(work, []).append(item)


def deferred(session: Session, work: Deferred) -> list[Any]:
    """What waits for `work` in this transaction."""
    found: list[Any] = session.info.get("at_commit", {}).get(work, [])
    return found


def expect_units(session: Session, many: int) -> None:
    """Tells a transaction how many requests share it, and that each is run again alone when it fails."""
    session.info["units"] = many


def expected_units(session: Session) -> int:
    """0 for a transaction that is not run again."""
    found: int = session.info.get("units", 0)
    return found


def send(session: Session, statement: Prepared, rows: Sequence[Values], check: Check | None = None) -> None:
    """Runs a statement for each row; from within `at_commit`'s work with all the others of the transaction, of which
    none can then see what it did. `check` is told the number of rows changed."""
    sent: list[_Sent] | None = session.info.get("sent")
    if sent is not None:
        sent.append((statement, rows, check))
        return
    changed = statement.many(connection_of(session), rows)
    if check is not None:
        check(changed)


def end_notes(session: Session) -> dict[str, Any] | None:
    """A place for what is found out once for all that a transaction left for its end; None before the end."""
    notes: dict[str, Any] | None = session.info.get("end_notes")
    return notes


def run_deferred(session: Session) -> None:
    """Does at once what `at_commit` was left with; called before every commit."""
    if "at_commit" not in session.info:
        return
    sent: list[_Sent] = session.info.setdefault("sent", [])
    session.info["end_notes"] = {}
    try:
        # What is done may leave more.
        while waiting := session.info.pop("at_commit", None):
            for work, items in waiting.items():
                work(session, items)
    finally:
        del session.info["sent"], session.info["end_notes"]
    session.flush()
    # Whoever looks at the numbers may still take it all back.
    is_last = all(check is None for _, _, check in sent) and not session.in_nested_transaction()
    changed = run_all(connection_of(session), [(statement, rows) for statement, rows, _ in sent], is_last)
    for (_, _, check), count in zip(sent, changed, strict=True):
        if check is not None:
            check(count)


event.listen(Session, "before_commit", run_deferred)


def parse_url(text: str) -> URL:
    """The contract takes `postgres://` and `postgresql://`; both mean psycopg 3."""
    url = make_url(text)
    if url.drivername in {"postgres", "postgresql"}:
        return url.set(drivername="postgresql+psycopg")
    return url


# Parameters hold comments and names, which an error's text would carry into the log: they are hidden. The connection
# used last is used next: it has pages in memory and statements prepared.
_EVERY: dict[str, Any] = {
    "hide_parameters": True, "json_serializer": to_json, "json_deserializer": from_json, "pool_use_lifo": True,
}  # fmt: skip


def _make_engine(url: URL, is_hasty: bool = False) -> Engine:
    if url.get_backend_name() != "sqlite":
        engine = create_engine(
            url, pool_size=10, max_overflow=10, pool_pre_ping=not is_hasty, pool_timeout=2, connect_args=_POSTGRESQL,
            **_EVERY,
        )  # fmt: skip
        event.listen(engine, "connect", _set_up_postgresql)
        if is_hasty:
            event.listen(engine, "connect", _leave_beginning)
            event.listen(engine, "before_cursor_execute", _begin_hasty)
        return engine
    engine = create_engine(url, connect_args={"timeout": ANSWER_SECONDS, "check_same_thread": False}, **_EVERY)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_postgresql(connection: Any, _record: Any) -> None:
    before, connection.autocommit = connection.autocommit, True
    connection.execute(f"SET statement_timeout = '{_STATEMENT_SECONDS}s'")
    connection.autocommit = before


def _leave_beginning(connection: Any, _record: Any) -> None:
    """psycopg begins no transaction by itself: `models.prepared` sends the BEGIN with what is asked first."""
    connection.autocommit = True


def _begin_hasty(connection: Connection, *_: Any) -> None:
    """For what goes through SQLAlchemy."""
    if has_to_begin(connection):
        with faults_of(connection, "BEGIN"):
            begin(connection)


def _set_up_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The sqlite3 module would begin transactions at moments of its own; SQLAlchemy's `begin` event does it instead.
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _begin_sqlite(connection: Connection) -> None:
    # On the driver's own connection: it is done for every request.
    patience = connection.get_execution_options().get("write")
    begin = "BEGIN" if patience is None else "BEGIN IMMEDIATE"
    milliseconds = int((ANSWER_SECONDS if patience is None else patience) * 1000)
    raw: Any = connection.connection.dbapi_connection
    with faults_of(connection, begin):
        if connection.info.get("busy_timeout") != milliseconds:
            raw.execute(f"PRAGMA busy_timeout = {milliseconds}")
            connection.info["busy_timeout"] = milliseconds
        raw.execute(begin)
