"""Statements that every answer runs, compiled once and given to the database's own driver.

SQLAlchemy Core takes five to ten times as long to hand a statement over as SQLite takes to run it
(docs/decisions.md has the measurement). These few are still written in Core, and their values go through the columns'
types both ways; only the layer between is left out. Values whose number varies (`IN`) cannot be prepared.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.types import TypeEngine

from models.base import UtcInstant, instant_of, instant_text
from models.json_rows import json_of, of_json_rows

# PQTRANS_IDLE and PQ_PIPELINE_OFF (PostgreSQL manual, libpq). Psycopg's names for them would load it on SQLite too.
_IDLE = 0
_OFF = 0

Convert = Callable[[Any], Any] | None
Values = Mapping[str, Any]


class Prepared:
    """One statement. `build` makes it for a dialect's name; `columns` are those that an INSERT is given."""

    def __init__(self, build: Callable[[str], Any], columns: Iterable[str] = ()) -> None:
        self._build = build
        self._columns = list(columns) or None
        self._kept: dict[tuple[str, bool], _Compiled] = {}

    def rows(self, connection: Connection, values: Values) -> list[tuple[Any, ...]]:
        """Runs it and gives all its rows. Raises `sqlalchemy.exc.DBAPIError` as Core does."""
        made = self._for(connection)
        return self.read(connection, _run(connection, made, made.bound(values)))

    def read(self, connection: Connection, cursor: Any) -> list[tuple[Any, ...]]:
        """All rows of a cursor on which it ran."""
        made = self._for(connection)
        return [made.read(row) for row in cursor.fetchall()]

    def many(self, connection: Connection, values: Sequence[Values]) -> int:
        """Runs it once for each set of values, and gives the number of rows changed in all."""
        changed: int = self.start(connection, values).rowcount
        return changed

    def start(self, connection: Connection, values: Sequence[Values]) -> Any:
        """The cursor on which it runs."""
        made = self._for(connection)
        if len(values) > 1 and self._columns and connection.dialect.name == "postgresql":
            rows = json_of(made.ready_for_json(values))
            if rows is not None:
                in_one = self._for(connection, in_one=True)
                return _run(connection, in_one, in_one.bound({"rows": rows}))
        bound = [made.bound(each) for each in values]
        # psycopg takes three times as long over a list of one.
        return _run(connection, made, bound[0]) if len(bound) == 1 else _run(connection, made, bound, many=True)

    def _for(self, connection: Connection, in_one: bool = False) -> "_Compiled":
        name = connection.dialect.name
        made = self._kept.get((name, in_one))
        if made is None:
            statement, columns = self._build(name), self._columns
            if in_one:
                statement, columns = of_json_rows(statement, self._columns or ()), None
            made = self._kept[name, in_one] = _Compiled(statement, columns, connection.dialect)
        return made


class _Compiled:
    """The text for one database, and how values are written to it and read from it."""

    def __init__(self, statement: Any, columns: list[str] | None, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=columns)
        self.text = str(compiled)
        self._writers = {name: _writer(bind, dialect) for bind, name in compiled.bind_names.items()}
        instants = [name for bind, name in compiled.bind_names.items() if isinstance(bind.type, UtcInstant)]
        self._instants = [(name, write) for name in instants if (write := self._writers[name]) is not None]
        order: list[str] = compiled.positiontup or []
        self._in_order = [(name, self._writers[name]) for name in order]
        # What the statement itself says, e.g. a state that is compared with.
        self._fixed = {name: bind.value for bind, name in compiled.bind_names.items() if not bind.required}
        returned = statement.exported_columns if statement.is_select or statement._returning else ()
        readers = [_reader(column.type, dialect) for column in returned]
        self._readers = [(place, convert) for place, convert in enumerate(readers) if convert is not None]

    def bound(self, values: Values) -> Any:
        """The values as the driver takes them."""
        given = {**self._fixed, **values} if self._fixed else values
        if self._in_order:
            return [given[name] if write is None else write(given[name]) for name, write in self._in_order]
        return {name: given[name] if write is None else write(given[name]) for name, write in self._writers.items()}

    def ready_for_json(self, rows: Sequence[Values]) -> list[Values]:
        """With their instants written, which are refused without a zone."""
        return [{**row, **{name: write(row[name]) for name, write in self._instants}} for row in rows]

    def read(self, row: Sequence[Any]) -> tuple[Any, ...]:
        """A row as Python sees it."""
        if not self._readers:
            return tuple(row)
        values = list(row)
        for place, convert in self._readers:
            values[place] = convert(values[place])
        return tuple(values)


def _writer(bind: BindParameter[Any], dialect: Dialect) -> Convert:
    write = bind.type.dialect_impl(dialect).bind_processor(dialect)
    if write and isinstance(bind.type, UtcInstant):
        return _instants.setdefault(dialect.name, _remembering(instant_text if dialect.name == "sqlite" else write))
    return write


# One for all statements, by the dialect's name.
_instants: dict[str, Convert] = {}


def _remembering(write: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The instant of a request stands in half a dozen rows. Only those in UTC: elsewhere the two that a clock shows in
    the night when it is set back are equal."""
    known = lru_cache(maxsize=64)(write)
    return lambda value: known(value) if value is not None and value.tzinfo is UTC else write(value)


def _reader(type_: TypeEngine[Any], dialect: Dialect) -> Convert:
    if isinstance(type_, UtcInstant) and dialect.name == "sqlite":
        return instant_of
    return type_.dialect_impl(dialect).result_processor(dialect, None)


def _run(connection: Connection, made: _Compiled, values: Any, many: bool = False) -> Any:
    cursor = connection.connection.cursor()
    run = cursor.executemany if many else cursor.execute
    if has_to_begin(connection):
        with _together(connection):
            run(made.text, values)
        return cursor
    try:
        run(made.text, values)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _fault(connection, made.text, error, cursor) from error
    return cursor


def has_to_begin(connection: Connection) -> bool:
    """Whether the transaction is to be begun on a connection on which psycopg begins none: its own BEGIN is waited for
    even in a pipeline."""
    if connection.dialect.name != "postgresql":
        return False
    raw: Any = connection.connection.dbapi_connection
    return bool(raw.autocommit and raw.info.transaction_status == _IDLE and raw.info.pipeline_status == _OFF)


def begin(connection: Connection) -> None:
    """Begins it."""
    raw: Any = connection.connection.dbapi_connection
    raw.execute("BEGIN", prepare=False)


@contextmanager
def faults_of(connection: Connection, text: str) -> Iterator[None]:
    """The driver's exceptions as SQLAlchemy's."""
    try:
        yield
    except connection.dialect.loaded_dbapi.Error as error:
        raise _fault(connection, text, error) from error


def _fault(connection: Connection, text: str, error: Any, cursor: Any = None) -> Any:
    gone = connection.dialect.is_disconnect(error, connection.connection.dbapi_connection, cursor)
    if gone:
        connection.invalidate(error)
    return DBAPIError.instance(
        text, {}, error, connection.dialect.loaded_dbapi.Error, hide_parameters=True, connection_invalidated=gone,
        dialect=connection.dialect,
    )  # fmt: skip


def run_all(
    connection: Connection, sent: Sequence[tuple[Prepared, Sequence[Values]]], is_last: bool = False
) -> list[int]:  # fmt: skip
    """Runs statements as `Prepared.many` does, one after the other. To PostgreSQL they go together and are waited for
    once, with the COMMIT when they are the transaction's last: it is not reached when one of them fails, and whoever
    commits afterwards finds it done."""
    if connection.dialect.name != "postgresql":
        return [prepared.many(connection, values) for prepared, values in sent]
    with _together(connection):
        started = [prepared.start(connection, values) for prepared, values in sent]
        if is_last:
            raw: Any = connection.connection.dbapi_connection
            raw.execute("COMMIT", prepare=False)
    return [cursor.rowcount for cursor in started]


def rows_of_all(connection: Connection, asked: Sequence[tuple[Prepared, Values]]) -> list[list[tuple[Any, ...]]]:
    """The same for `Prepared.rows`."""
    if connection.dialect.name != "postgresql":
        return [prepared.rows(connection, values) for prepared, values in asked]
    with _together(connection):
        started = [prepared.start(connection, [values]) for prepared, values in asked]
    return [prepared.read(connection, cursor) for (prepared, _), cursor in zip(asked, started, strict=True)]


@contextmanager
def _together(connection: Connection) -> Iterator[None]:
    """In psycopg's pipeline: what is run in the block is sent to PostgreSQL at once, and waited for at its end."""
    raw: Any = connection.connection.dbapi_connection
    begins = has_to_begin(connection)
    with faults_of(connection, ""), raw.pipeline():
        if begins:
            begin(connection)
        yield
