"""The schema: migrations and tables agree."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

import models.tables  # noqa: F401 - fills the metadata
from models.storage.base import Base
from models.storage.database import Database
from models.storage.schema import NEWEST_REVISION, is_current, migration_config, upgrade


def test_the_newest_revision_is_the_last_migration() -> None:
    assert ScriptDirectory.from_config(migration_config()).get_current_head() == NEWEST_REVISION


def test_migrating_gives_the_tables_of_the_models(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/schema.db")
    assert not is_current(database)
    upgrade(database)
    upgrade(database)
    assert is_current(database)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, Base.metadata) == []
    database.close()
