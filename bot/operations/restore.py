"""Restoring a backup into an empty database, all or nothing."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from bot.operations.archive import BackupFault, Manifest, Reader, Table
from bot.operations.backup import Progress, columns_of, counted, no_progress, tables_of
from models.storage.base import UtcInstant
from models.storage.database import Database
from models.storage.schema import NEWEST_REVISION, known_revisions, migrating, revision_of, upgrade, upgrade_on

# How the processes are, nothing that anybody said; a program that was started once on the new database has left them.
_SIGNS = ("heartbeat", "pace")
_RUNNING = timedelta(seconds=15)
_BATCH = 1000
Rows = Iterable[list[Any]]


def check(path: Path, progress: Progress = no_progress) -> Manifest:
    """Reads a whole archive. Raises BackupFault when it is not as it was written, or this program cannot restore it."""
    with Reader(path) as archive:
        _must_be_known(archive.manifest)
        for table in archive.manifest.tables:
            for _ in counted(archive.rows(table), table.name, progress):
                pass
        return archive.manifest


def restore(
    database: Database, path: Path, now: datetime, progress: Progress = no_progress, look_first: bool = False
) -> Manifest:
    """Fills an empty database, with or without tables, and brings its schema up to date. Raises BackupFault.

    With `look_first`, messages that were waiting are looked for in the chat before they are sent: they may have been
    sent after the backup was made.
    """
    with Reader(path) as archive:
        manifest = archive.manifest
        _must_be_known(manifest)
        with migrating(database) as connection:
            _make_schema(connection, manifest)
            tables = tables_of(connection)
            _must_fit(tables, manifest)
            _must_be_empty(connection, tables, now)
            held = {table.name: table for table in manifest.tables}
            for table in tables:
                rows = counted(archive.rows(held[table.name]), table.name, progress)
                _store(connection, table, held[table.name], rows)
            _check_references(connection)
            if look_first:
                connection.execute(_doubted(tables, now))
    upgrade(database)
    return manifest


def _must_be_known(manifest: Manifest) -> None:
    if manifest.revision not in known_revisions():
        raise BackupFault(
            f"The backup was made by a newer version of Målvakten ({manifest.program}, schema {manifest.revision}). "
            "Install that version or a newer one."
        )


def _make_schema(connection: sa.Connection, manifest: Manifest) -> None:
    """A database without tables gets those of the backup's time; one with tables must have just those."""
    found = revision_of(connection)
    if found is None:
        if sa.inspect(connection).get_table_names():
            raise BackupFault("The database holds tables of something else. Give Målvakten a database of its own.")
        upgrade_on(connection, manifest.revision)
    elif found != manifest.revision:
        how = "Leave out `malvakten db upgrade`: give a database without tables, and restore makes them."
        if found != NEWEST_REVISION:
            how = "Run: malvakten db upgrade"
        raise BackupFault(f"The backup's schema is {manifest.revision} and the database's {found}. {how}")


def _must_fit(tables: list[sa.Table], manifest: Manifest) -> None:
    here = {table.name: sorted(columns_of(table)) for table in tables}
    there = {table.name: sorted(table.columns) for table in manifest.tables}
    differ = sorted(name for name in here.keys() | there.keys() if here.get(name) != there.get(name))
    if differ:
        raise BackupFault(f"The backup does not fit the database: {', '.join(differ)}. Restore into one of its own.")


def _must_be_empty(connection: sa.Connection, tables: list[sa.Table], now: datetime) -> None:
    """Nobody may be using it either; on PostgreSQL nobody can begin to while the restore is under way."""
    if connection.dialect.name == "postgresql":
        names = ", ".join(_quoted(connection, table.name) for table in tables)
        connection.exec_driver_sql(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")
    for table in tables:
        if table.name == "heartbeat":
            beat = connection.execute(sa.select(sa.func.max(sa.type_coerce(table.c.at, UtcInstant())))).scalar()
            if beat is not None and abs(now - beat) < _RUNNING:
                raise BackupFault("Målvakten is running on this database. Stop it first.")
        if table.name in _SIGNS:
            connection.execute(table.delete())
    filled = [t.name for t in tables if connection.execute(sa.select(sa.literal(1)).select_from(t).limit(1)).first()]
    if filled:
        raise BackupFault(
            f"The database is not empty: {', '.join(sorted(filled))}. Nothing is ever restored over something else; "
            "give an empty database in DATABASE_URL."
        )


def _store(connection: sa.Connection, table: sa.Table, held: Table, rows: Rows) -> None:
    try:
        if connection.dialect.name == "postgresql":
            _copy(connection, table, held, rows)
        else:
            _insert(connection, table, held, rows)
    except (DBAPIError, psycopg.Error) as error:
        told = str(getattr(error, "orig", error)).splitlines()
        raise BackupFault(f"{table.name} cannot be stored: {' '.join(told[:2])}") from None


def _copy(connection: sa.Connection, table: sa.Table, held: Table, rows: Rows) -> None:
    """PostgreSQL reads the archive's values as they are. One statement, at whose end references are checked, so that
    rows may refer to later ones."""
    columns = ", ".join(_quoted(connection, name) for name, _ in held.columns)
    name = _quoted(connection, table.name)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {name} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    for column in table.primary_key.columns:
        sequence = sa.select(sa.func.pg_get_serial_sequence(name, column.name)).scalar_subquery()
        highest = sa.select(sa.func.max(column)).scalar_subquery()
        if isinstance(column.type, sa.Integer):
            connection.execute(sa.select(sa.func.setval(sequence, highest)).where(highest.is_not(None)))


def _insert(connection: sa.Connection, table: sa.Table, held: Table, rows: Rows) -> None:
    """SQLite checks references at the commit when it is told to."""
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    columns = ", ".join(_quoted(connection, name) for name, _ in held.columns)
    marks = ", ".join("?" for _ in held.columns)
    statement = f"INSERT INTO {_quoted(connection, table.name)} ({columns}) VALUES ({marks})"  # noqa: S608 - our own names
    instants = [at for at, (_, kind) in enumerate(held.columns) if kind == "instant"]
    for batch in _batches(rows):
        for row in batch:
            for at in instants:
                row[at] = row[at] and _as_sqlite_stores(row[at])
        connection.exec_driver_sql(statement, [tuple(row) for row in batch])


def _as_sqlite_stores(instant: str) -> str:
    return datetime.fromisoformat(instant).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def _batches(rows: Rows) -> Iterator[list[list[Any]]]:
    left = iter(rows)
    while batch := list(islice(left, _BATCH)):
        yield batch


def _check_references(connection: sa.Connection) -> None:
    """PostgreSQL has done so; SQLite would only say at the commit that something is wrong."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise BackupFault(f"The backup is damaged: a row of {broken[0]} refers to nothing in {broken[2]}.")


def _doubted(tables: list[sa.Table], now: datetime) -> sa.Update:
    """Messages that may have been sent meanwhile are uncertain, as after a lost connection. Rewriting one is harmless,
    and what goes into the thread of one that waits is not looked for: its thread is not known yet."""
    delivery = next(table for table in tables if table.name == "delivery")
    due = sa.type_coerce(delivery.c.due_at, UtcInstant()) <= sa.literal(now, UtcInstant())
    waits = sa.and_(delivery.c.state == "pending", delivery.c.target_id.is_(None), delivery.c.parent_id.is_(None))
    return delivery.update().where(waits, due).values(state="uncertain", error="restored from a backup")


def _quoted(connection: sa.Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote(name)
