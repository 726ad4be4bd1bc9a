"""whether those whom an answer concerns have been told of it"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Those of the answers until now were told when they were stored.
    op.add_column("answer", sa.Column("untold", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index("ix_answer_untold", "answer", ["untold"])


def downgrade() -> None:
    op.drop_index("ix_answer_untold", "answer")
    with op.batch_alter_table("answer") as batch:
        batch.drop_column("untold")
