"""Creating and migrating the schema, and checking whether it is current.

Alembic is imported only for a migration, because it takes 12 MB and half a second.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

import migrations
from models.storage.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

# The newest file in migrations/versions; a test holds it equal to what Alembic says.
NEWEST_REVISION = "0027"
# The advisory lock of schema changes on PostgreSQL, on which replicas that start at the same time wait.
_ADVISORY_LOCK = 7_310_845_219
# A table that every revision of ours has, and the beginnings of tables that a database of ours may have besides.
_OUR_TABLE = "placement"
_OTHERS = ("alembic_version", "procrastinate_", "spatial_ref_sys")


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


class SchemaFault(Exception):
    """The schema is not the one that this program needs; the text is one line that says what to do. `can_upgrade` says
    whether `malvakten db upgrade` is that."""

    def __init__(self, words: str, can_upgrade: bool = False) -> None:
        super().__init__(words)
        self.can_upgrade = can_upgrade


def schema_fault(database: Database) -> SchemaFault | None:
    """What is wrong with the schema; None when it is current. Raises DBAPIError when the database does not answer."""
    with database.engine.connect() as connection:
        return schema_fault_on(connection)


def schema_fault_on(connection: Connection) -> SchemaFault | None:
    """The same, asked on a connection that is open already."""
    revision = revision_of(connection)
    if revision == NEWEST_REVISION:
        return None
    tables = {name for name in inspect(connection).get_table_names() if not name.startswith(_OTHERS)}
    if revision is None and not tables:
        return SchemaFault("The database has no tables yet. Run: malvakten db upgrade", can_upgrade=True)
    if revision is None or _OUR_TABLE not in tables:
        named = ", ".join(sorted(tables)[:3]) or "a revision of its own"
        return SchemaFault(f"The database is another program's (it has {named}). Give DATABASE_URL an empty one.")
    if revision < NEWEST_REVISION:
        words = f"The database's schema is {revision}, older than this program's ({NEWEST_REVISION})."
        return SchemaFault(f"{words} Run: malvakten db upgrade", can_upgrade=True)
    words = f"The database's schema is {revision}, newer than this program's ({NEWEST_REVISION})."
    return SchemaFault(f"{words} Install the version of Målvakten that it belongs to.")


def known_revisions() -> set[str]:
    """Every revision that this program can migrate from."""
    from alembic.script import ScriptDirectory

    return {script.revision for script in ScriptDirectory.from_config(migration_config()).walk_revisions()}


def upgrade(database: Database) -> None:
    """Creates or migrates the schema. Safe when several processes do it at once. Raises SchemaFault when the schema is
    newer than this program's, or another program's."""
    with migrating(database) as connection:
        fault = schema_fault_on(connection)
        if fault is not None and not fault.can_upgrade:
            raise fault
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
    with database.connect_to_write() as connection, connection.begin():
        _lock(connection)
        yield connection


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ADVISORY_LOCK})
