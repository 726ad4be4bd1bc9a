"""The half-year report of a round in the database: a draft from how things stand, or, once the round is locked, from
its frozen record with what was corrected since beside it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.answers.queries import ANSWER_COLUMNS, AnswerView, answer_view
from models.answers.tables import Answer
from models.plan.tables import Placement
from models.review.queries import snapshot_of
from models.rounds.tables import Round
from models.vocabulary.rounds import RoundState
from reports.content.half_year.from_record import read_record, report_of
from reports.content.half_year.report import Erratum, Report, ReportState
from reports.content.record.snapshot import snapshot_document


def load_report(session: Session, round_: Round, now: datetime, zone: ZoneInfo, names: bool = False) -> Report:
    """The report of a round. Raises RecordFault when its frozen record is damaged. With `names`, persons are named."""
    frozen = snapshot_of(session, round_.id)
    if frozen is None:
        return report_of(snapshot_document(session, round_, (), now, zone), names, None, ReportState.DRAFT)
    state = ReportState.PUBLISHED if round_.state is RoundState.PUBLISHED else ReportState.LOCKED
    document = read_record(frozen.document.encode())
    return report_of(document, names, frozen.sha256, state, _errata(session, round_, frozen.at))


def _errata(session: Session, round_: Round, locked_at: datetime) -> dict[int, tuple[Erratum, ...]]:
    """The versions that came after the lock, by row, oldest first."""
    query = (
        select(Placement.row, *ANSWER_COLUMNS)
        .join(Placement, Placement.id == Answer.placement_id)
        .where(Answer.round_id == round_.id, Answer.submitted_at > locked_at)
        .order_by(Placement.row, Answer.version)
    )
    errata: dict[int, tuple[Erratum, ...]] = {}
    for row, *columns in session.execute(query):
        errata[row] = (*errata.get(row, ()), _erratum(answer_view(columns)))
    return errata


def _erratum(answer: AnswerView) -> Erratum:
    return Erratum(
        at=answer.submitted_at,
        status=answer.status,
        comment=answer.comment,
        cause=answer.cause,
        action=answer.action,
        action_owner=answer.action_owner,
        action_due=answer.action_due,
        reason=answer.late_reason,
    )
