"""indexes of what refers to answers and messages, which disposal deletes"""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_COLUMNS = (("answer", "reference_answer_id"), ("delivery", "answer_id"), ("delivery", "target_id"))


def upgrade() -> None:
    for table, column in _COLUMNS:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    for table, column in _COLUMNS:
        op.drop_index(op.f(f"ix_{table}_{column}"), table)
