"""what a row of the plan was before it changed, for the rounds of that time"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "placement_past",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("goal_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name=op.f("fk_placement_past_placement_id")),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name=op.f("fk_placement_past_goal_id")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_placement_past_activity_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_past")),
    )
    op.create_index(op.f("ix_placement_past_placement_id"), "placement_past", ["placement_id"])
    # Of what was before this, only when a row left the plan is known.
    op.execute(
        "INSERT INTO placement_past (placement_id, until, active, goal_id, activity_id) "
        "SELECT id, ended_at, NOT active, goal_id, activity_id FROM placement WHERE ended_at IS NOT NULL AND NOT active"
    )


def downgrade() -> None:
    op.drop_table("placement_past")
