"""deputies that are named in the chat, deputies of units, and why a row was handed over"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("chosen_deputy_email", sa.String(length=320), nullable=True))
    op.add_column("unit", sa.Column("deputy_email", sa.String(length=320), nullable=True))
    op.add_column("unit", sa.Column("chosen_deputy_email", sa.String(length=320), nullable=True))
    op.add_column("handover", sa.Column("note", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("handover", "note")
    op.drop_column("unit", "chosen_deputy_email")
    op.drop_column("unit", "deputy_email")
    op.drop_column("person", "chosen_deputy_email")
