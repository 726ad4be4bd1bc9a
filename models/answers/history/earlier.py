"""What was answered on a row in other rounds, also when those used the plan of an earlier year."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from models.answers.queries import AnswerView, answers_by_id, current_answers, newest_answer
from models.answers.tables import Answer
from models.people.directory import Directory
from models.plan.tables import Placement
from models.plan.views import RowView
from models.rounds.queries import plan_of_round
from models.rounds.tables import Round
from models.storage.database import fetch


class Earlier(NamedTuple):
    """An answer of an earlier round, and that round's name."""

    answer: AnswerView
    round_name: str


def answers_in(
    session: Session, directory: Directory, round_: Round, rows: Iterable[RowView]
) -> dict[int, AnswerView]:  # fmt: skip
    """The current answers of a round to these rows, by their placement ids."""
    plan = plan_of_round(directory, round_)
    answers = current_answers(session, round_.id, plan.id) if plan else {}
    if not answers:
        return {}
    return {row.placement_id: found for row in rows if (found := row.first_of(answers))}


_given = aliased(Answer)
_before = aliased(Round)
# Of each placement the round first, and then its newest version, by the index that both have: a history of any length
# is not read.
_is_answered = (
    select(_given.id)
    .where(_given.round_id == _before.id, _given.placement_id == Placement.id)
    .correlate(_before, Placement)
    .exists()
)
_newest_round = (
    select(_before.id)
    .where(_before.opened_at.is_not(None), _before.deadline < bindparam("deadline"), _is_answered)
    .order_by(_before.deadline.desc(), _before.id.desc())
    .limit(1)
    .correlate(Placement)
    .scalar_subquery()
)
_newest_before = newest_answer(_newest_round, Placement.id).correlate(Placement)
_last_known = (
    select(Answer.id, Answer.placement_id, Round.name, Round.deadline)
    .select_from(Placement)
    .join(Answer, Answer.id == _newest_before)
    .join(Round, Round.id == Answer.round_id)
    .where(Placement.id.in_(bindparam("placements", expanding=True)))
)


def last_known(
    session: Session, deadline: datetime, rows: Sequence[RowView]
) -> dict[int, Earlier]:  # fmt: skip
    """The newest answer to each row before the round with this deadline, in whichever opened round it was given, by
    the rows' placement ids. Rows that were never answered are left out."""
    chains = {row.placement_id: row.chain for row in rows}
    placements = sorted({placement for chain in chains.values() for placement in chain})
    if not placements:
        return {}
    records = fetch(session, _last_known, {"placements": placements, "deadline": deadline}).all()
    answers = answers_by_id(session, [record.id for record in records])
    by_placement = {record.placement_id: record for record in records}
    known: dict[int, Earlier] = {}
    for placement, chain in chains.items():
        given = [by_placement[each] for each in chain if each in by_placement]
        if given:
            newest = max(given, key=lambda record: record.deadline)
            known[placement] = Earlier(answers[newest.id], newest.name)
    return known
