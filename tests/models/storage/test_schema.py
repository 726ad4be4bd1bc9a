"""The schema: migrations and tables agree."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import PrimaryKeyConstraint, UniqueConstraint

import models.tables  # noqa: F401 - fills the metadata
from models.storage.base import Base
from models.storage.database import Database
from models.storage.schema import NEWEST_REVISION, is_current, migration_config, upgrade

_INDEXED = (PrimaryKeyConstraint, UniqueConstraint)


def test_the_newest_revision_is_the_last_migration() -> None:
    assert ScriptDirectory.from_config(migration_config()).get_current_head() == NEWEST_REVISION


def test_migrating_gives_the_tables_of_the_models(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/schema.db")
    assert not is_current(database)
    upgrade(database)
    upgrade(database)
    assert is_current(database)
    with database.engine.connect() as connection:
        opts = {"compare_type": False, "include_name": _is_a_table_of_ours}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, Base.metadata) == []
    database.close()


def _is_a_table_of_ours(name: str | None, kind: str, _parents: object) -> bool:
    """SQLite keeps its full-text table in several, which no model describes."""
    return not (kind == "table" and name is not None and name.startswith("search_words"))


def test_whatever_refers_to_what_disposal_deletes_is_indexed() -> None:
    """Else every deleted row is looked for in all rows of the other table: answers, messages, reviews and replies."""
    gathered = {"round"}
    references = [
        (table, column, key.column.table.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
    ]
    for table, _, target in references:
        if target in gathered:
            gathered.add(table.name)
    firsts = {
        (table.name, next(iter(index.columns)).name)
        for table in Base.metadata.sorted_tables
        for index in (*table.indexes, *(each for each in table.constraints if isinstance(each, _INDEXED)))
    }
    searched = {(table.name, column.name) for table, column, target in references if target in gathered}
    assert searched - firsts == set()
