"""What every answer asks about its row: this time so far, and the time before."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import ARRAY, Integer, bindparam, func, literal, select, true
from sqlalchemy.orm import Session

from models.answer import Answer, Draft
from models.directory import RowView
from models.new_answers import asking, numbers_question
from models.prepared import Prepared
from models.queries import ANSWER_COLUMNS, AnswerView, answer_view, newest_answer
from models.questions import Question, Rows
from models.round import Round
from models.unpublished import has_earlier_round

# Of the periods before, as many as anybody compares with.
_MOST_PERIODS = 20


@dataclass(frozen=True)
class RowStory:
    """What has been answered on a row: `now` in the round, `periods` the last word of each round before it, newest
    first, of a few rounds only; and whether a person has a draft on it in the round."""

    now: AnswerView | None
    periods: tuple[AnswerView, ...]
    has_draft: bool


def _draft(round_id: Any, placement_id: Any, person_id: Any) -> Any:
    mine = (Draft.round_id == round_id, Draft.placement_id == placement_id, Draft.person_id == person_id)
    return select(Draft.id).where(*mine).scalar_subquery().label("draft_id")


def _periods_of(placement_id: Any, continues_id: Any, *outer: Any) -> Any:
    # Round by round, so that of each one version is read. A round is of one plan: of the two placements, at most one
    # has answers in it.
    placements = (placement_id, continues_id)
    last = (newest_answer(Round.id, placement, None).correlate(Round, *outer) for placement in placements)
    return (
        select(*ANSWER_COLUMNS)
        .select_from(Round)
        .join(Answer, Answer.id == func.coalesce(*last))
        .where(Round.deadline < bindparam("deadline"))
        .order_by(Round.deadline.desc())
        .limit(_MOST_PERIODS)
    )


_one = select(literal(1).label("one")).subquery()
_now = Prepared(
    lambda _dialect: (
        select(_draft(bindparam("round_id"), bindparam("placement_id"), bindparam("person_id")), *ANSWER_COLUMNS)
        .select_from(_one)
        .outerjoin(Answer, Answer.id == newest_answer(bindparam("round_id"), bindparam("placement_id"), None))
    )
)
_periods = Prepared(lambda _dialect: _periods_of(bindparam("placement_id"), bindparam("continues_id")))


def row_story(session: Session, found: Round, row: RowView, person_id: int) -> RowStory:
    """What every answer asks. One question for all of it takes SQLite longer than these two."""
    ahead = _ahead(session).get((found.id, row.placement_id), {}).get(person_id)
    if ahead is not None:
        return ahead
    connection = asking(session)
    values = {"round_id": found.id, "placement_id": row.placement_id, "person_id": person_id}
    ((draft_id, *columns),) = _now.rows(connection, values)
    now = answer_view(columns) if columns[0] is not None else None
    periods: tuple[AnswerView, ...] = ()
    if has_earlier_round(session, found.deadline):
        before = {"placement_id": row.placement_id, "continues_id": row.continues_id, "deadline": found.deadline}
        periods = tuple(map(answer_view, _periods.rows(connection, before)))
    return RowStory(now, periods, draft_id is not None)


Stories = dict[tuple[int, int], dict[int, RowStory]]


def _ahead(session: Session) -> Stories:
    found: Stories = session.info.setdefault("stories", {})
    return found


def forget_story(session: Session, round_id: int, placement_id: int) -> None:
    """What was asked ahead about a row is no longer so."""
    _ahead(session).pop((round_id, placement_id), None)


def note_answer(session: Session, round_id: int, placement_id: int) -> None:
    """A row has been answered in this transaction."""
    forget_story(session, round_id, placement_id)
    # Another round may have it among its periods.
    for place in [place for place in _ahead(session) if place[0] != round_id]:
        del _ahead(session)[place]
    _answered(session).add((round_id, placement_id))


def _answered(session: Session) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = session.info.setdefault("answered", set())
    return found


_any = Prepared(
    lambda _dialect: (
        select(literal(1))
        .where(Answer.round_id == bindparam("round_id"), Answer.placement_id == bindparam("placement_id"))
        .limit(1)
    )
)


def has_answer(session: Session, round_id: int, placement_id: int) -> bool:
    """Whether there is any answer on one row in a round."""
    if (round_id, placement_id) in _answered(session):
        return True
    if ahead := _ahead(session).get((round_id, placement_id)):
        return any(story.now is not None for story in ahead.values())
    values = {"round_id": round_id, "placement_id": placement_id}
    return bool(_any.rows(asking(session), values))


def _unnested(*names: str) -> Any:
    columns = (bindparam(f"{name}s", type_=ARRAY(Integer)) for name in names)
    return func.unnest(*columns).table_valued(*names).render_derived(name="wanted")


def _make_all_now() -> Any:
    wanted = _unnested("placement_id", "person_id")
    newest = newest_answer(bindparam("round_id"), wanted.c.placement_id, None).correlate(wanted)
    draft = _draft(bindparam("round_id"), wanted.c.placement_id, wanted.c.person_id)
    return (
        select(wanted.c.placement_id, wanted.c.person_id, draft, *ANSWER_COLUMNS)
        .select_from(wanted)
        .outerjoin(Answer, Answer.id == newest)
    )


def _make_all_periods() -> Any:
    wanted = _unnested("placement_id", "continues_id")
    periods = _periods_of(wanted.c.placement_id, wanted.c.continues_id, wanted).add_columns(Round.deadline.label("of"))
    each = periods.correlate(wanted).lateral("each")
    columns = [each.c[column.key] for column in ANSWER_COLUMNS]
    found = select(wanted.c.placement_id.label("wanted_id"), *columns).select_from(wanted).join(each, true())
    return found.order_by(wanted.c.placement_id, each.c.of.desc())


# PostgreSQL's.
_all_now = Prepared(lambda _dialect: _make_all_now())
_all_periods = Prepared(lambda _dialect: _make_all_periods())


def questions(session: Session, found: Round, wanted: Sequence[tuple[RowView, int]]) -> list[Question]:
    """PostgreSQL's: what `row_story` and `add_answer` will ask in this transaction, of rows and persons in a round."""
    rows = {row.placement_id: row for row, _ in wanted}
    pairs = {(row.placement_id, person) for row, person in wanted}
    now = {"placement_ids": [row for row, _ in pairs], "person_ids": [person for _, person in pairs],
           "round_id": found.id}  # fmt: skip
    periods: dict[int, list[AnswerView]] = {}
    asked: list[Question] = [numbers_question(session, len(wanted))]
    if has_earlier_round(session, found.deadline):
        before = {"placement_ids": list(rows), "continues_ids": [row.continues_id for row in rows.values()],
                  "deadline": found.deadline}  # fmt: skip
        asked.append(Question(_all_periods, before, partial(_note_periods, periods)))
    return [*asked, Question(_all_now, now, partial(_note_stories, session, found.id, periods))]


def _note_periods(periods: dict[int, list[AnswerView]], rows: Rows) -> None:
    for placement, *columns in rows:
        periods.setdefault(placement, []).append(answer_view(columns))


def _note_stories(session: Session, round_id: int, periods: dict[int, list[AnswerView]], rows: Rows) -> None:
    for placement, person, draft, *columns in rows:
        newest = answer_view(columns) if columns[0] is not None else None
        story = RowStory(newest, tuple(periods.get(placement, ())), draft is not None)
        _ahead(session).setdefault((round_id, placement), {})[person] = story
