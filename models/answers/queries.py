"""Queries of answers and drafts that several modules need."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, bindparam, insert, select
from sqlalchemy.orm import Session, aliased

from models.answers.personal import TEXTS, masked_for_all
from models.answers.tables import Answer
from models.plan.tables import Placement
from models.plan.views import RowView
from models.rounds.tables import Round
from models.storage.database import fetch
from models.vocabulary.answers import FollowUp, Lifecycle, Personal, Source, Status


class AnswerView(NamedTuple):
    """One stored version of an answer, with the columns of `Answer`. A tuple, which is cheaper to make than a
    dataclass."""

    id: int
    round_id: int
    placement_id: int
    version: int
    status: Status
    comment: str
    cause: str | None
    action: str | None
    action_owner: str | None
    action_due: date | None
    author_id: int | None
    author_email: str | None
    on_behalf_of: str | None
    submitted_at: datetime
    late: bool
    source: Source
    lifecycle: Lifecycle | None
    forecast: date | None
    decision_by: str | None
    change_reason: str | None
    follow_up_state: FollowUp | None
    follow_up_note: str | None
    late_reason: str | None
    reference_row_id: int | None
    reference_answer_id: int | None
    personal: Personal = Personal.UNREAD
    words_of_id: int | None = None

    @property
    def whose_words(self) -> int | None:
        """The person who wrote what is personal in it, and reads it."""
        return self.words_of_id or self.author_id


ANSWER_COLUMNS = [getattr(Answer, name) for name in AnswerView._fields]


def answer_view(row: Sequence[Any], reader: int | None = None) -> AnswerView:
    """From a record that was selected with `ANSWER_COLUMNS`, as the person with the id `reader` may read it; without
    one, as everybody may: with the personal data masked that its author has not said is right."""
    return seen_by(AnswerView._make(row), reader)


def seen_by(answer: AnswerView, reader: int | None) -> AnswerView:
    """The answer as a person may read it."""
    if answer.personal is Personal.NONE or (reader is not None and reader == answer.whose_words):
        return answer
    masks = masked_for_all({name: getattr(answer, name) for name in TEXTS}, answer.personal)
    return answer._replace(**masks) if masks else answer


def is_masked_for_others(answer: AnswerView, reader: int) -> bool:
    """Whether the reader sees more of the answer than others do, and has to choose what becomes of it."""
    return reader == answer.whose_words and answer != seen_by(answer, None)


def newest_answer(of_round: Any, of_placement: Any, as_of: datetime | None = None) -> Any:
    """A scalar subquery: the id of the current answer on a placement in a round, or of the one that was current at the
    instant `as_of`."""
    other = aliased(Answer)
    query = select(other.id).where(other.round_id == of_round, other.placement_id == of_placement)
    if as_of is not None:
        query = query.where(other.submitted_at <= as_of)
    # By version, not by time: after the clock has been set back, a newer version may have an earlier time.
    return query.order_by(other.version.desc()).limit(1).scalar_subquery()


def _current(as_of: datetime | None) -> Select[Any]:
    newest = newest_answer(bindparam("round_id"), Placement.id, as_of).correlate(Placement)
    return (
        select(*ANSWER_COLUMNS)
        .select_from(Placement)
        .join(Answer, and_(Answer.id == newest))
        .where(Placement.plan_id == bindparam("plan_id"))
    )


_current_now = _current(None)


def current_answers(
    session: Session, round_id: int, plan_id: int, as_of: datetime | None = None, reader: int | None = None
) -> dict[int, AnswerView]:
    """The current answers of a round by placement id, or those that were current at the instant `as_of`. Here and below
    `reader` is whose reading it is (`answer_view`)."""
    query = _current_now if as_of is None else _current(as_of)
    rows = fetch(session, query, {"round_id": round_id, "plan_id": plan_id})
    return {row.placement_id: answer_view(row, reader) for row in rows}


_of_row = select(*ANSWER_COLUMNS).where(
    Answer.round_id == bindparam("round_id"), Answer.placement_id == bindparam("placement_id")
)
_current_one = _of_row.order_by(Answer.version.desc()).limit(1)
_versions = _of_row.order_by(Answer.version)
_by_id = select(*ANSWER_COLUMNS).where(Answer.id == bindparam("answer_id"))


def current_answer(session: Session, round_id: int, placement_id: int, reader: int | None = None) -> AnswerView | None:
    """The current answer on one row in a round; None when it has none."""
    row = fetch(session, _current_one, {"round_id": round_id, "placement_id": placement_id}).first()
    return answer_view(row, reader) if row else None


_ADD = insert(Answer).values(untold=True).returning(Answer.id)


def add_answer(session: Session, values: Mapping[str, Any]) -> int:
    """Adds a version, of which nobody has been told. `values` are all columns of `AnswerView` but the id. Returns the
    id."""
    number: int = session.connection().execute(_ADD, values).scalar_one()
    return number


def answer_by_id(session: Session, answer_id: int, reader: int | None = None) -> AnswerView:
    """One version of an answer. Raises NoResultFound when there is none with this id."""
    return answer_view(fetch(session, _by_id, {"answer_id": answer_id}).one(), reader)


_by_ids = select(*ANSWER_COLUMNS).where(Answer.id.in_(bindparam("answers", expanding=True)))


def answers_by_id(session: Session, answers: Collection[int]) -> dict[int, AnswerView]:
    """These versions by their ids, as everybody may read them."""
    if not answers:
        return {}
    return {record.id: answer_view(record) for record in fetch(session, _by_ids, {"answers": sorted(answers)})}


def answer_to_copy(session: Session, answer_id: int) -> AnswerView:
    """One version with every word of it, for a new version that keeps some of them; never to be shown."""
    return AnswerView._make(fetch(session, _by_id, {"answer_id": answer_id}).one())


def answer_versions(session: Session, round_id: int, placement_id: int, reader: int | None = None) -> list[AnswerView]:
    """Every version on a row in a round, oldest first."""
    records = fetch(session, _versions, {"round_id": round_id, "placement_id": placement_id})
    return [answer_view(record, reader) for record in records]


_lifecycles = (
    select(Answer.placement_id, Answer.lifecycle)
    .join(Round, Round.id == Answer.round_id)
    .where(
        Answer.placement_id.in_(bindparam("placements", expanding=True)),
        Answer.lifecycle.is_not(None),
        Round.deadline < bindparam("deadline"),
    )
    .order_by(Round.deadline, Answer.version)
)


def lifecycles(session: Session, rows: Sequence[RowView], deadline: datetime) -> dict[int, Lifecycle]:
    """The newest lifecycle that was reported on each row before the round with this deadline, by placement id. Rows
    without a report are left out."""
    wanted = {placement for row in rows for placement in row.chain}
    if not wanted:
        return {}
    records = fetch(session, _lifecycles, {"placements": sorted(wanted), "deadline": deadline})
    newest: dict[int, Lifecycle] = {placement: lifecycle for placement, lifecycle in records if lifecycle}
    by_row = {row.placement_id: row.first_of(newest) for row in rows}
    return {placement: lifecycle for placement, lifecycle in by_row.items() if lifecycle is not None}
