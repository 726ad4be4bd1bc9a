"""Statements are compiled once in each test process, not once for each database: a thousand tests have a database of
their own, and compiling what a first request needs costs more than the request.

SQLAlchemy keeps what it has compiled by engine and by the identity of its dialect. Here all engines of a kind share one
store, and their dialects count as the same, which they are: one version of one server.
"""

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.util import LRUCache

from models.storage.sqlite import NAME, Dialect

_STORE: LRUCache[Any, Any] = LRUCache(5000)


class _Same:
    """Equal to every other of its class."""

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        engine.update_execution_options(compiled_cache=_STORE)


class SQLite(_Same, Dialect):
    supports_statement_cache = True


class PostgreSQL(_Same, PGDialect_psycopg):
    supports_statement_cache = True


def compile_once() -> None:
    """From now on, for every engine of this process."""
    registry.register(f"sqlite.{NAME}", __name__, SQLite.__name__)
    registry.register("postgresql.psycopg", __name__, PostgreSQL.__name__)
