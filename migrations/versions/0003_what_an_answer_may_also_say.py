"""answer: lifecycle, forecast, decision, what has changed, the last action's fate, reference, reason for a late change"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_COLUMNS = {
    "lifecycle": sa.String(length=32),
    "forecast": sa.Date(),
    "decision_by": sa.Text(),
    "change_reason": sa.Text(),
    "follow_up_state": sa.String(length=32),
    "follow_up_note": sa.Text(),
    "late_reason": sa.Text(),
}


def upgrade() -> None:
    for name, kind in _COLUMNS.items():
        op.add_column("answer", sa.Column(name, kind, nullable=True))
    # Said inline, which SQLite takes without copying the table; other tables point at its rows.
    for name, table in (("reference_row_id", "placement"), ("reference_answer_id", "answer")):
        op.execute(f"ALTER TABLE answer ADD COLUMN {name} INTEGER CONSTRAINT fk_answer_{name} REFERENCES {table} (id)")


def downgrade() -> None:
    for name in ("reference_row_id", "reference_answer_id", *_COLUMNS):
        with op.batch_alter_table("answer") as batch:
            batch.drop_column(name)
