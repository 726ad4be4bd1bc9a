"""which attempts to send a message have begun, where a message cannot be looked for"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("delivery", sa.Column("begun_attempt", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("delivery", "begun_attempt")
