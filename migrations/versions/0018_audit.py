"""the audit: by which channel, about which round, row and person, and what was before"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_LINKS = {"round": "round", "placement": "placement", "about": "person"}


def upgrade() -> None:
    with op.batch_alter_table("audit_event") as table:
        table.alter_column("details", new_column_name="after", existing_type=sa.JSON(), nullable=True)
        table.add_column(sa.Column("before", sa.JSON(), nullable=True))
        table.add_column(sa.Column("channel", sa.String(length=32), nullable=True))
        for name, other in _LINKS.items():
            table.add_column(sa.Column(f"{name}_id", sa.Integer(), nullable=True))
            table.create_foreign_key(op.f(f"fk_audit_event_{name}_id"), other, [f"{name}_id"], ["id"])
    for name in (*_LINKS, "person"):
        op.create_index(op.f(f"ix_audit_event_{name}"), "audit_event", [f"{name}_id", "at"])
    # The lines from before name what they are about; only people in the chat were named as those who did it.
    op.execute("UPDATE audit_event SET channel = 'chat' WHERE person_id IS NOT NULL")
    op.execute(
        "UPDATE audit_event SET round_id = (SELECT id FROM round WHERE round.name = audit_event.subject) "
        "WHERE what LIKE 'round.%' OR what IN ('ladder.step', 'row.handed_over')"
    )
    after = "json_extract(\"after\", '$.answer')"
    if op.get_bind().dialect.name == "postgresql":
        after = "CAST(\"after\" ->> 'answer' AS integer)"
    for column in ("round_id", "placement_id"):
        op.execute(
            f"UPDATE audit_event SET {column} = (SELECT answer.{column} FROM answer WHERE answer.id = {after}) "  # noqa: S608
            "WHERE what LIKE 'answer.%'"
        )
    op.execute(
        "UPDATE audit_event SET about_id = (SELECT id FROM person WHERE 'person ' || person.id = audit_event.subject "
        "OR person.email = audit_event.subject) WHERE what LIKE 'person.%' OR what LIKE 'absence.%'"
    )
    op.execute("UPDATE audit_event SET about_id = person_id WHERE what = 'person.language'")
    op.execute("UPDATE audit_event SET subject = '' WHERE about_id IS NOT NULL")


def downgrade() -> None:
    for name in (*_LINKS, "person"):
        op.drop_index(op.f(f"ix_audit_event_{name}"), "audit_event")
    with op.batch_alter_table("audit_event") as table:
        for name in _LINKS:
            table.drop_constraint(op.f(f"fk_audit_event_{name}_id"), type_="foreignkey")
            table.drop_column(f"{name}_id")
        table.drop_column("channel")
        table.drop_column("before")
        table.alter_column("after", new_column_name="details", existing_type=sa.JSON(), nullable=False)
