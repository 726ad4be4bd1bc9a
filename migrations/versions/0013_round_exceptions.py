"""rounds that were reopened, rows that are excused, deadlines of single units"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("round") as batch:
        batch.add_column(sa.Column("closings", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("excused", sa.JSON(), nullable=False, server_default="{}"))
        batch.add_column(sa.Column("unit_deadlines", sa.JSON(), nullable=False, server_default="{}"))
    # A round that has closed was closed once: its summary has the key of the first.
    op.execute("UPDATE round SET closings = 1 WHERE closed_at IS NOT NULL")


def downgrade() -> None:
    with op.batch_alter_table("round") as batch:
        batch.drop_column("unit_deadlines")
        batch.drop_column("excused")
        batch.drop_column("closings")
