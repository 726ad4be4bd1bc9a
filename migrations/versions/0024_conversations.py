"""conversations of a platform whose bots may only write where they have been, and on which platform people are asked"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversation_reference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("conversation", sa.String(length=300), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("member", sa.String(length=300), nullable=False),
        sa.Column("team", sa.String(length=300), nullable=False),
        sa.Column("service_url", sa.String(length=300), nullable=False),
        sa.Column("is_personal", sa.Boolean(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation_reference")),
        sa.UniqueConstraint(
            "platform", "conversation", "account",
            name=op.f("uq_conversation_reference_platform_conversation_account"),
        ),
    )  # fmt: skip
    op.create_index(op.f("ix_conversation_reference_account"), "conversation_reference", ["account", "platform"])
    op.add_column("person", sa.Column("teams_by_email", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("person", sa.Column("chosen_platform", sa.String(length=16), nullable=True))
    op.add_column("person", sa.Column("heard_on", sa.String(length=16), nullable=True))
    _lengths({"destination": 320, "platform_channel": 340, "key": 340})


def _lengths(lengths: dict[str, int]) -> None:
    """Ids of conversations are longer on some platforms than on others. SQLite keeps texts of any length."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for column, length in lengths.items():
        op.alter_column("pace" if column == "key" else "delivery", column, type_=sa.String(length=length))


def downgrade() -> None:
    _lengths({"destination": 100, "platform_channel": 200, "key": 120})
    for name in ("heard_on", "chosen_platform", "teams_by_email"):
        op.drop_column("person", name)
    op.drop_table("conversation_reference")
