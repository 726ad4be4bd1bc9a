"""the region's own key of a row, by which it is found whatever its number and wording"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("placement", sa.Column("key", sa.String(length=100), nullable=True))
    op.create_index("uq_placement_key", "placement", ["plan_id", "key"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_placement_key", "placement")
    op.drop_column("placement", "key")
