"""Alembic's entry point: runs the migrations on the connection that `models.storage.schema.upgrade_on` passes."""

from alembic import context

import models.tables  # noqa: F401 - fills the metadata
from models.storage.base import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True)
with context.begin_transaction():
    context.run_migrations()
