"""when and why a row left the plan, which row took its place, and when an activity begins and ends"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("activity", sa.Column("starts_on", sa.Date(), nullable=True))
    op.add_column("activity", sa.Column("ends_on", sa.Date(), nullable=True))
    op.add_column("placement", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("placement", sa.Column("ended_why", sa.Text(), nullable=True))
    # Said inline, which SQLite takes without copying the table; other tables point at its rows.
    op.execute(
        "ALTER TABLE placement ADD COLUMN replaced_by_id INTEGER "
        "CONSTRAINT fk_placement_replaced_by_id REFERENCES placement (id)"
    )


def downgrade() -> None:
    for name in ("replaced_by_id", "ended_why", "ended_at"):
        with op.batch_alter_table("placement") as batch:
            batch.drop_column(name)
    for name in ("ends_on", "starts_on"):
        with op.batch_alter_table("activity") as batch:
            batch.drop_column(name)
