"""what is learnt: a full-text search of lessons and actions, the questions about them, and votes on proposals"""

import sqlalchemy as sa
from alembic import op

from models.rules.words.stems import searchable

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

# SQLite's full-text table reads the words from `search_entry` and is told of each change.
_FULL_TEXT = (
    "CREATE VIRTUAL TABLE search_words USING fts5(stems, content='search_entry', content_rowid='id')",
    """CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN
         INSERT INTO search_words(rowid, stems) VALUES (new.id, new.stems); END""",
    """CREATE TRIGGER search_entry_removed AFTER DELETE ON search_entry BEGIN
         INSERT INTO search_words(search_words, rowid, stems) VALUES ('delete', old.id, old.stems); END""",
    """CREATE TRIGGER search_entry_changed AFTER UPDATE OF stems ON search_entry BEGIN
         INSERT INTO search_words(search_words, rowid, stems) VALUES ('delete', old.id, old.stems);
         INSERT INTO search_words(rowid, stems) VALUES (new.id, new.stems); END""",
)


def upgrade() -> None:
    op.create_table(
        "search_entry",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("line_id", sa.Integer(), sa.ForeignKey("register_line.id"), nullable=True),
        sa.Column("answer_id", sa.Integer(), sa.ForeignKey("answer.id"), nullable=True),
        sa.Column("stems", sa.Text(), nullable=False),
        sa.UniqueConstraint("line_id", name=op.f("uq_search_entry_line_id")),
        sa.UniqueConstraint("answer_id", name=op.f("uq_search_entry_answer_id")),
    )
    if op.get_bind().dialect.name == "sqlite":
        for statement in _FULL_TEXT:
            op.execute(statement)
    else:
        op.execute(
            "ALTER TABLE search_entry ADD COLUMN words tsvector"
            " GENERATED ALWAYS AS (to_tsvector('simple', stems)) STORED"
        )
        op.execute("CREATE INDEX ix_search_entry_words ON search_entry USING gin (words)")
    op.create_table(
        "lesson_question",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("round_id", sa.Integer(), sa.ForeignKey("round.id"), nullable=False),
        sa.Column("activity_id", sa.Integer(), sa.ForeignKey("activity.id"), nullable=False),
        sa.Column("placement_id", sa.Integer(), sa.ForeignKey("placement.id"), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("cause", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("skipped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("line_id", sa.Integer(), sa.ForeignKey("register_line.id"), nullable=True),
        sa.UniqueConstraint("round_id", "activity_id", name=op.f("uq_lesson_question_round_id_activity_id")),
    )
    op.create_index(op.f("ix_lesson_question_person_id"), "lesson_question", ["person_id"])
    op.create_table(
        "help_reply",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("round_id", sa.Integer(), sa.ForeignKey("round.id"), nullable=False),
        sa.Column("placement_id", sa.Integer(), sa.ForeignKey("placement.id"), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("entry_id", sa.Integer(), sa.ForeignKey("search_entry.id"), nullable=False),
        sa.Column("helped", sa.Boolean(), nullable=False),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("round_id", "placement_id", "person_id", "entry_id",
                            name=op.f("uq_help_reply_round_id_placement_id_person_id_entry_id")),
    )  # fmt: skip
    op.create_index(op.f("ix_help_reply_entry_id"), "help_reply", ["entry_id"])
    op.create_table(
        "proposal_vote",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(length=150), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=True),
        sa.UniqueConstraint("is_open", name=op.f("uq_proposal_vote_is_open")),
    )
    op.create_table(
        "proposal_ballot",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("vote_id", sa.Integer(), sa.ForeignKey("proposal_vote.id"), nullable=False),
        sa.Column("organisation", sa.String(length=150), nullable=False),
        sa.Column("folded_organisation", sa.String(length=150), nullable=False),
        sa.Column("ranking", sa.JSON(), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("vote_id", "folded_organisation",
                            name=op.f("uq_proposal_ballot_vote_id_folded_organisation")),
    )  # fmt: skip
    _fill()


def _fill() -> None:
    """What was learnt and done before this migration."""
    bind = op.get_bind()
    add = sa.text("INSERT INTO search_entry (line_id, answer_id, stems) VALUES (:line, :answer, :stems)")
    lessons = sa.text("SELECT id, searchable FROM register_line WHERE register = 'lessons' ORDER BY id")
    for id_, words in bind.execute(lessons).all():
        bind.execute(add, {"line": id_, "answer": None, "stems": searchable(words)})
    actions = sa.text(
        "SELECT id, comment, cause, action FROM answer a WHERE action IS NOT NULL AND action <> ''"
        " AND status IN ('yellow', 'red') AND NOT EXISTS (SELECT 1 FROM answer n WHERE n.round_id = a.round_id"
        " AND n.placement_id = a.placement_id AND n.version > a.version) ORDER BY id"
    )
    for id_, *texts in bind.execute(actions).all():
        words = " ".join(text for text in texts if text)
        bind.execute(add, {"line": None, "answer": id_, "stems": searchable(words)})


def downgrade() -> None:
    for table in ("proposal_ballot", "proposal_vote", "help_reply", "lesson_question"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_words")
    op.drop_table("search_entry")
