"""whether an answer's texts hold personal data, and whose words those are"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What was answered before is read whenever it is shown.
    op.add_column("answer", sa.Column("personal", sa.String(length=32), server_default="unread", nullable=False))
    # Said inline, which SQLite takes without copying the table; other tables point at its rows.
    op.execute(
        "ALTER TABLE answer ADD COLUMN words_of_id INTEGER CONSTRAINT fk_answer_words_of_id REFERENCES person (id)"
    )


def downgrade() -> None:
    for name in ("words_of_id", "personal"):
        with op.batch_alter_table("answer") as batch:
            batch.drop_column(name)
