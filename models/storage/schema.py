"""Creating and migrating the schema, and checking whether it is current.

Alembic is imported only for a migration, because it takes 12 MB and half a second.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

import migrations
from models.storage.database import PATIENCE_SECONDS, Database

if TYPE_CHECKING:
    from alembic.config import Config

# The newest file in migrations/versions; a test holds it equal to what Alembic says.
NEWEST_REVISION = "0007"
# The advisory lock of schema changes on PostgreSQL, on which replicas that start at the same time wait.
_ADVISORY_LOCK = 7_310_845_219


def migration_config() -> "Config":
    """Alembic's configuration for the migrations that are installed with the program."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    return config


def current_revision(database: Database) -> str | None:
    """The schema's revision; None when the database is empty. Raises DBAPIError when the database does not answer."""
    with database.engine.connect() as connection:
        return revision_of(connection)


def revision_of(connection: Connection) -> str | None:
    """The same, asked on a connection that is open already."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision


def is_current(database: Database) -> bool:
    """Whether the schema is that of this version of the program."""
    return current_revision(database) == NEWEST_REVISION


def known_revisions() -> set[str]:
    """Every revision that this program can migrate from."""
    from alembic.script import ScriptDirectory

    return {script.revision for script in ScriptDirectory.from_config(migration_config()).walk_revisions()}


def upgrade(database: Database) -> None:
    """Creates or migrates the schema. Safe when several processes do it at once."""
    with migrating(database) as connection:
        upgrade_on(connection, "head")


def upgrade_on(connection: Connection, revision: str) -> None:
    """Creates or migrates the schema to a revision, in a transaction of `migrating`. `revision` may be `head`."""
    from alembic import command

    config = migration_config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


@contextmanager
def migrating(database: Database) -> Iterator[Connection]:
    """A transaction without a statement timeout, which excludes other migrations until it ends."""
    with database.engine.execution_options(write=PATIENCE_SECONDS).begin() as connection:
        _lock(connection)
        yield connection


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ADVISORY_LOCK})
