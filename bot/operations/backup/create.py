"""Backup, online: every table as it was at one moment, to one archive (`bot.operations.backup.archive`).

The archive is the same for SQLite and PostgreSQL, so with `bot.operations.backup.restore` an installation can move from
one to the other.
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.operations.backup.archive import BackupFault, Manifest, Table, Writer, written
from models.storage.base import UtcInstant
from models.storage.database import Database
from models.storage.schema import revision_of, schema_fault_on

# Called with a table's name and the number of rows so far, each `PROGRESS_ROWS` rows.
Progress = Callable[[str, int], None]
PROGRESS_ROWS = 100_000
_BATCH = 1000
# Queues of another library, and SQLite's full-text index, which is filled again as its rows are stored.
_NOT_OURS = ("procrastinate_", "search_words")
_KINDS: tuple[tuple[type[Any], str], ...] = (
    (sa.JSON, "json"), (sa.Boolean, "boolean"), (sa.DateTime, "instant"), (sa.Date, "date"), (sa.Integer, "integer"),
    (sa.Numeric, "number"), (sa.String, "text"),
)  # fmt: skip


def no_progress(_table: str, _rows: int) -> None:
    """A `Progress` that reports nothing."""


def back_up(database: Database, path: Path, now: datetime, progress: Progress = no_progress) -> Manifest:
    """Writes every table as it was at one moment, while others read and write. Raises BackupFault, DBAPIError."""
    with _snapshot(database) as connection, written(path) as writer:
        revision, fault = revision_of(connection), schema_fault_on(connection)
        # One that is older can be backed up: that is done before an upgrade.
        if revision is None or (fault is not None and not fault.can_upgrade):
            raise BackupFault(str(fault))
        tables = [_dump(connection, table, writer, progress) for table in tables_of(connection)]
        made_at = now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        manifest = Manifest(revision, version("malvakten"), made_at, connection.dialect.name, tables)
        writer.manifest(manifest)
    return manifest


@contextlib.contextmanager
def _snapshot(database: Database) -> Iterator[sa.Connection]:
    """A transaction in which every read sees the same moment. On SQLite every transaction does (WAL)."""
    options = {} if database.is_sqlite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with database.engine.execution_options(**options).connect() as connection, connection.begin():
        if not database.is_sqlite:
            connection.execute(sa.text("SET LOCAL statement_timeout = 0"))
        yield connection


def tables_of(connection: sa.Connection) -> list[sa.Table]:
    """The program's tables as they are in the database, each after those that it refers to. They are read from the
    database, not from the models, since the schema may be of an older revision."""
    metadata = sa.MetaData()
    metadata.reflect(connection)
    return [t for t in metadata.sorted_tables if t.name != "alembic_version" and not t.name.startswith(_NOT_OURS)]


def columns_of(table: sa.Table) -> list[tuple[str, str]]:
    """A table's columns: names, and kinds from `bot.operations.backup.archive.KINDS`; without those that the database
    computes. Raises BackupFault for a column of another kind."""
    return [(column.name, _kind(column)) for column in table.columns if column.computed is None]


def _kind(column: sa.Column[Any]) -> str:
    for type_, kind in _KINDS:
        if isinstance(column.type, type_):
            return kind
    raise BackupFault(f"{column.table.name}.{column.name} is of a kind ({column.type}) that cannot be backed up.")


def _dump(connection: sa.Connection, table: sa.Table, writer: Writer, progress: Progress) -> Table:
    columns = columns_of(table)
    selected = [_readable(table.columns[name], kind) for name, kind in columns]
    query = sa.select(*selected).order_by(*table.primary_key.columns).execution_options(yield_per=_BATCH)
    rows = ([_plain(value) for value in row] for row in connection.execute(query))
    return writer.table(table.name, columns, counted(rows, table.name, progress))


def _readable(column: sa.Column[Any], kind: str) -> sa.ColumnElement[Any]:
    match kind:
        case "json":
            # As text, so that it is restored exactly, with SQL's NULL and JSON's null kept apart.
            return sa.cast(column, sa.Text).label(column.name)
        case "instant":
            return sa.type_coerce(column, UtcInstant()).label(column.name)
        case _:
            return column


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)


def counted(rows: Iterable[list[Any]], name: str, progress: Progress) -> Iterator[list[Any]]:
    """The same rows; reports their number to `progress` as they pass."""
    for number, row in enumerate(rows, start=1):
        yield row
        if number % PROGRESS_ROWS == 0:
            progress(name, number)
