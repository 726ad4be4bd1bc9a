"""whose account it is: what a link rests on, the address that a platform gives, and who was removed"""

import sqlalchemy as sa
from alembic import op

import models.storage.base

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("slack_by_email", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("person", sa.Column("removed_at", models.storage.base.UtcInstant(timezone=True), nullable=True))
    op.add_column("member", sa.Column("address_mark", sa.String(length=64), nullable=True))
    op.create_index(op.f("ix_member_address_mark"), "member", ["address_mark"])
    # What was stored of other workspaces' accounts may be wrong: the platform is asked anew.
    op.execute("DELETE FROM member")
    # The audit has a line for every account that was linked by its address. Where the people file names the same
    # account, the next import says so.
    op.execute(
        "UPDATE person SET slack_by_email = true WHERE slack_user_id IS NOT NULL AND 'person ' || id IN "
        "(SELECT subject FROM audit_event WHERE what = 'person.linked')"
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_member_address_mark"), "member")
    op.drop_column("member", "address_mark")
    op.drop_column("person", "removed_at")
    op.drop_column("person", "slack_by_email")
