"""troubles: what kept messages from going out"""

import sqlalchemy as sa
from alembic import op

import models.storage.base

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "trouble",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("open_key", sa.String(length=40), nullable=True),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("since", models.storage.base.UtcInstant(timezone=True), nullable=False),
        sa.Column("next_try_at", models.storage.base.UtcInstant(timezone=True), nullable=False),
        sa.Column("over_at", models.storage.base.UtcInstant(timezone=True), nullable=True),
        sa.Column("told_at", models.storage.base.UtcInstant(timezone=True), nullable=True),
        sa.Column("over_told_at", models.storage.base.UtcInstant(timezone=True), nullable=True),
        sa.Column("details", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trouble")),
        sa.UniqueConstraint("open_key", name=op.f("uq_trouble_open_key")),
    )


def downgrade() -> None:
    op.drop_table("trouble")
