"""Verdicts on answers, and the frozen records of locked rounds."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.storage.base import Base, enum_by_value
from models.vocabulary.answers import Verdict


class Review(Base):
    """What somebody said of one version of an answer; the newest counts. `question` goes with `RETURNED`. `is_own`: who
    approved had written it, because nobody else could approve."""

    __tablename__ = "review"
    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"), index=True)
    verdict: Mapped[Verdict] = mapped_column(enum_by_value(Verdict))
    question: Mapped[str] = mapped_column(Text, default="")
    is_own: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Snapshot(Base):
    """The frozen record of a locked round: `document` is its bytes as text, `sha256` their digest, `signed` who signed,
    `person_id` the coordinator who locked it; None for an operator on the server.
    `lacked` counts what the lock lacked when it was forced, and `why` is the reason; both empty otherwise."""

    __tablename__ = "snapshot"
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    document: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    signed: Mapped[list[dict[str, Any]]]
    why: Mapped[str] = mapped_column(Text, default="")
    lacked: Mapped[dict[str, Any]]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
