"""what other servers answered, kept for a while"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fetched_page",
        sa.Column("url", sa.String(length=1000), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_fetched_page")),
    )


def downgrade() -> None:
    op.drop_table("fetched_page")
