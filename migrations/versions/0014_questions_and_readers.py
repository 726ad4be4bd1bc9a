"""questions about deviations, who has read the digest, changed decisions, what is looked at once a day"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    instant = sa.DateTime(timezone=True)
    op.add_column("decision", sa.Column("changed_at", instant, nullable=True))
    op.create_table(
        "deviation_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=320), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("asked_at", instant, nullable=False),
        sa.Column("unreached_at", instant, nullable=True),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_deviation_question_round_id")),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name=op.f("fk_deviation_question_placement_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_deviation_question_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deviation_question")),
        sa.UniqueConstraint(
            "round_id", "placement_id", "platform", "account", "mark", name=op.f("uq_deviation_question_asked")
        ),
    )
    op.create_index(op.f("ix_deviation_question_placement_id"), "deviation_question", ["placement_id"])
    op.create_table(
        "deviation_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("replied_at", instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["deviation_question.id"], name=op.f("fk_deviation_reply_question_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_deviation_reply_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deviation_reply")),
        sa.UniqueConstraint(
            "question_id", "person_id", "mark", name=op.f("uq_deviation_reply_question_id_person_id_mark")
        ),
    )
    op.create_table(
        "digest_reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("reader", sa.String(length=360), nullable=False),
        sa.Column("read_at", instant, nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_digest_reading_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_reading")),
        sa.UniqueConstraint("round_id", "reader", name=op.f("uq_digest_reading_round_id_reader")),
    )
    op.create_table(
        "daily_look",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_daily_look")),
    )


def downgrade() -> None:
    op.drop_table("daily_look")
    op.drop_table("digest_reading")
    op.drop_table("deviation_reply")
    op.drop_table("deviation_question")
    with op.batch_alter_table("decision") as decision:
        decision.drop_column("changed_at")
