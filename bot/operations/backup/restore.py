"""Restoring a backup into an empty database, all or nothing."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from bot.operations.backup.archive import BackupFault, Manifest, Reader, Table
from bot.operations.backup.create import Progress, columns_of, counted, no_progress, tables_of
from models.storage.base import UtcInstant
from models.storage.database import Database
from models.storage.schema import NEWEST_REVISION, known_revisions, migrating, revision_of, upgrade, upgrade_on

# State of the processes, which a program leaves on a new database when it has been started there once.
_PROCESS_TABLES = ("heartbeat", "pace")
# A process with a heartbeat as fresh as this is running.
_HEARTBEAT_FRESH = timedelta(seconds=15)
_BATCH = 1000
Rows = Iterable[list[Any]]


def check(path: Path, progress: Progress = no_progress) -> Manifest:
    """Reads a whole archive. Raises BackupFault when it is damaged, or of a newer version than this program."""
    with Reader(path) as archive:
        _must_be_known(archive.manifest)
        for table in archive.manifest.tables:
            for _ in counted(archive.rows(table), table.name, progress):
                pass
        return archive.manifest


def restore(
    database: Database, path: Path, now: datetime, progress: Progress = no_progress, look_first: bool = False
) -> Manifest:
    """Fills an empty database, with or without tables, and migrates it to the newest schema. Raises BackupFault.

    With `look_first`, messages that were waiting are looked for in the chat before they are sent, since they may have
    been sent after the backup was made.
    """
    with Reader(path) as archive:
        manifest = archive.manifest
        _must_be_known(manifest)
        with migrating(database) as connection:
            _make_schema(connection, manifest)
            tables = tables_of(connection)
            _must_fit(tables, manifest)
            _must_be_empty(connection, tables, now)
            archived = {table.name: table for table in manifest.tables}
            for table in tables:
                rows = counted(archive.rows(archived[table.name]), table.name, progress)
                _store(connection, table, archived[table.name], rows)
            _check_references(connection)
            if look_first:
                _look_first(connection, tables, now)
    upgrade(database)
    return manifest


def _must_be_known(manifest: Manifest) -> None:
    if manifest.revision not in known_revisions():
        raise BackupFault(
            f"The backup was made by a newer version of Målvakten ({manifest.program}, schema {manifest.revision}). "
            "Install that version or a newer one."
        )


def _make_schema(connection: sa.Connection, manifest: Manifest) -> None:
    """Creates the schema of the backup's revision in a database without tables; one with tables must have that
    revision already. Raises BackupFault."""
    revision = revision_of(connection)
    if revision is None:
        if sa.inspect(connection).get_table_names():
            raise BackupFault("The database holds tables of something else. Give Målvakten a database of its own.")
        upgrade_on(connection, manifest.revision)
    elif revision != manifest.revision:
        how = "Leave out `malvakten db upgrade`: give a database without tables, and restore makes them."
        if revision != NEWEST_REVISION:
            how = "Run: malvakten db upgrade"
        raise BackupFault(f"The backup's schema is {manifest.revision} and the database's {revision}. {how}")


def _must_fit(tables: list[sa.Table], manifest: Manifest) -> None:
    in_database = {table.name: sorted(columns_of(table)) for table in tables}
    in_backup = {table.name: sorted(table.columns) for table in manifest.tables}
    names = in_database.keys() | in_backup.keys()
    different = sorted(name for name in names if in_database.get(name) != in_backup.get(name))
    if different:
        raise BackupFault(f"The backup does not fit the database: {', '.join(different)}. Restore into one of its own.")


def _must_be_empty(connection: sa.Connection, tables: list[sa.Table], now: datetime) -> None:
    """Raises BackupFault when a table has rows or a process is running on the database. On PostgreSQL it locks the
    tables, so that no process can begin to write during the restore."""
    if connection.dialect.name == "postgresql":
        names = ", ".join(_quoted(connection, table.name) for table in tables)
        connection.exec_driver_sql(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")
    for table in tables:
        if table.name == "heartbeat":
            beat = connection.execute(sa.select(sa.func.max(sa.type_coerce(table.c.at, UtcInstant())))).scalar()
            if beat is not None and abs(now - beat) < _HEARTBEAT_FRESH:
                raise BackupFault("Målvakten is running on this database. Stop it first.")
        if table.name in _PROCESS_TABLES:
            connection.execute(table.delete())
    filled = [t.name for t in tables if connection.execute(sa.select(sa.literal(1)).select_from(t).limit(1)).first()]
    if filled:
        raise BackupFault(
            f"The database is not empty: {', '.join(sorted(filled))}. Nothing is ever restored over something else; "
            "give an empty database in DATABASE_URL."
        )


def _store(connection: sa.Connection, table: sa.Table, archived: Table, rows: Rows) -> None:
    try:
        if connection.dialect.name == "postgresql":
            _copy(connection, table, archived, rows)
        else:
            _insert(connection, table, archived, rows)
    except (DBAPIError, psycopg.Error) as error:
        lines = str(getattr(error, "orig", error)).splitlines()
        raise BackupFault(f"{table.name} cannot be stored: {' '.join(lines[:2])}") from None


def _copy(connection: sa.Connection, table: sa.Table, archived: Table, rows: Rows) -> None:
    """PostgreSQL parses the archive's values itself. It checks references at the end of a statement, so in one COPY
    rows may refer to later ones. Then each sequence continues after the highest id."""
    columns = ", ".join(_quoted(connection, name) for name, _ in archived.columns)
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


def _insert(connection: sa.Connection, table: sa.Table, archived: Table, rows: Rows) -> None:
    """SQLite parses no instants, so they are rewritten as `UtcInstant` stores them. References are checked at the end
    of the restore."""
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    columns = ", ".join(_quoted(connection, name) for name, _ in archived.columns)
    marks = ", ".join("?" for _ in archived.columns)
    statement = f"INSERT INTO {_quoted(connection, table.name)} ({columns}) VALUES ({marks})"  # noqa: S608 - our own names
    instants = [index for index, (_, kind) in enumerate(archived.columns) if kind == "instant"]
    for batch in _batches(rows):
        for row in batch:
            for index in instants:
                row[index] = row[index] and _as_sqlite_stores(row[index])
        connection.exec_driver_sql(statement, [tuple(row) for row in batch])


def _as_sqlite_stores(instant: str) -> str:
    return datetime.fromisoformat(instant).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def _batches(rows: Rows) -> Iterator[list[list[Any]]]:
    remaining = iter(rows)
    while batch := list(islice(remaining, _BATCH)):
        yield batch


def _check_references(connection: sa.Connection) -> None:
    """Raises BackupFault for a row that refers to nothing. PostgreSQL has checked already; SQLite would fail at the
    commit without saying which row."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise BackupFault(f"The backup is damaged: a row of {broken[0]} refers to nothing in {broken[2]}.")


def _look_first(connection: sa.Connection, tables: list[sa.Table], now: datetime) -> None:
    """Marks messages that may have been sent since the backup as uncertain, as after a lost connection. Rewrites are
    left out, since repeating one is harmless; so are messages in the thread of another, whose thread is not known
    yet. Of those that had been claimed it is not known any more whether their calls have begun."""
    delivery = next(table for table in tables if table.name == "delivery")
    due = sa.type_coerce(delivery.c.due_at, UtcInstant()) <= sa.literal(now, UtcInstant())
    waiting = sa.and_(delivery.c.state == "pending", delivery.c.target_id.is_(None), delivery.c.parent_id.is_(None))
    connection.execute(delivery.update().where(waiting, due).values(state="uncertain", error="restored from a backup"))
    # Older schemas do not have it.
    if "begun_attempt" in delivery.c:
        connection.execute(delivery.update().where(delivery.c.state == "sending").values(begun_attempt=None))


def _quoted(connection: sa.Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote(name)
