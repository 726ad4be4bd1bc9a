"""by which address a message was tried, so that it is tried again when the address is corrected"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("delivery", sa.Column("tried_address", sa.String(length=320), nullable=True))


def downgrade() -> None:
    op.drop_column("delivery", "tried_address")
