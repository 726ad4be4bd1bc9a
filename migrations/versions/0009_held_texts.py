"""texts that could not be stored as an answer and are too long for a button"""

import sqlalchemy as sa
from alembic import op

import models.storage.base

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "held_text",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", models.storage.base.UtcInstant(timezone=True), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_held_text_at", "held_text", ["at"])


def downgrade() -> None:
    op.drop_table("held_text")
