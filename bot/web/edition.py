"""What shows whether the open site has changed. It is asked for at every visit, so it reads a few rows by an index."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.answers.tables import Answer
from models.operations.tables import AuditEvent
from models.plan.tables import Placement
from models.review.tables import Snapshot
from models.rounds.tables import Round
from models.vocabulary.rounds import RoundState

# So many of the newest lines of the audit: one that is committed late, after lines with higher ids, is seen, too.
_NEWEST = 200
# The changes that a register's open lines, or what their links are called, may come from.
_OF_REGISTERS = ("register.", "plan.", "unit.", "people.", "person.", "database.", "records.")


@dataclass(frozen=True)
class Edition:
    """`rounds` is what the rounds' own files are made of: which are published, as what was frozen, with which
    corrections, and the names of all, from which their addresses come. `changes` are the newest lines of the audit."""

    rounds: tuple[Any, ...]
    changes: tuple[tuple[int, datetime, str], ...]
    year: int

    def is_unchanged_since(self, before: "Edition") -> bool:
        """Whether nothing on the site is different."""
        new = set(self.changes) - set(before.changes)
        # All new: there may be more behind them.
        has_changed = len(new) == _NEWEST or any(what.startswith(_OF_REGISTERS) for _, _, what in new)
        return self.rounds == before.rounds and self.year == before.year and not has_changed


def edition(session: Session, year: int) -> Edition:
    """The site's edition now. No time that a machine's clock stamped decides it."""
    newest = select(AuditEvent.id, AuditEvent.at, AuditEvent.what).order_by(AuditEvent.id.desc()).limit(_NEWEST)
    return Edition(_rounds(session), tuple((row[0], row[1], row[2]) for row in session.execute(newest)), year)


def _rounds(session: Session) -> tuple[Any, ...]:
    published = (
        select(Round.id, Snapshot.sha256, Round.published_at)
        .outerjoin(Snapshot, Snapshot.round_id == Round.id)
        .where(Round.state == RoundState.PUBLISHED)
        .order_by(Round.id)
    )
    # What the report shows beside what was frozen: the answers from after it.
    errata = (
        select(Answer.id, Answer.personal, Placement.row)
        .join(Placement, Placement.id == Answer.placement_id)
        .join(Round, Round.id == Answer.round_id)
        .join(Snapshot, Snapshot.round_id == Round.id)
        .where(Round.state == RoundState.PUBLISHED, Answer.submitted_at > Snapshot.at)
        .order_by(Answer.id)
    )
    names = select(Round.id, Round.name).order_by(Round.id)
    return tuple(tuple(row) for query in (published, errata, names) for row in session.execute(query))
