"""the registers: their lines, and what these are linked to"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "register_line",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("register", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("folded_key", sa.String(length=100), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("searchable", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.Date(), nullable=True),
        sa.Column("ended_why", sa.Text(), nullable=True),
        sa.UniqueConstraint("register", "folded_key", name=op.f("uq_register_line_register_folded_key")),
    )
    op.create_table(
        "register_link",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("line_id", sa.Integer(), sa.ForeignKey("register_line.id"), nullable=False),
        sa.Column("to_line_id", sa.Integer(), sa.ForeignKey("register_line.id"), nullable=True),
        sa.Column("placement_id", sa.Integer(), sa.ForeignKey("placement.id"), nullable=True),
        sa.Column("unit_id", sa.Integer(), sa.ForeignKey("unit.id"), nullable=True),
    )
    for name in ("line_id", "to_line_id", "placement_id", "unit_id"):
        op.create_index(op.f(f"ix_register_link_{name}"), "register_link", [name])


def downgrade() -> None:
    op.drop_table("register_link")
    op.drop_table("register_line")
