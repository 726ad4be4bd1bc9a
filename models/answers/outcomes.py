"""Who was asked about what, and what became of each row of a round."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.answers.queries import AnswerView, current_answers, lifecycles
from models.outbox.tables import Delivery
from models.people.directory import Directory
from models.plan.views import PlanView, RowView
from models.rounds.queries import OVER
from models.rounds.tables import Round
from models.rules.lifecycle import is_asked_about
from models.vocabulary import UNSETTLED, DeliveryKind, DeliveryState, RoundState

# Contract, *Time*: nobody is reported as missing who was asked less than a day before the deadline.
FAIR_NOTICE = timedelta(days=1)


@dataclass(frozen=True)
class RowOutcome:
    """What became of one row: `asked` when an owner's opening message was sent; `unreachable` when it was tried and no
    owner could be reached; `excused` when nobody had a day's notice; `over` when it was done or cancelled before the
    round and has not been answered in it, so that nobody is asked about it."""

    row: RowView
    answer: AnswerView | None
    asked: bool
    unreachable: bool
    excused: bool
    over: bool = False

    @property
    def missing(self) -> bool:
        """Asked in time, or impossible to ask, and without an answer."""
        return self.answer is None and not self.excused and not self.over


def outcomes(
    session: Session, directory: Directory, found: Round, plan: PlanView, as_of: datetime | None = None
) -> list[RowOutcome]:
    """Every row of the round's plan with what became of it, by the answers of now or of an instant."""
    answers = current_answers(session, found.id, plan.id, as_of)
    query = select(Delivery.person_id, Delivery.state, Delivery.sent_at).where(
        Delivery.round_id == found.id, Delivery.kind == DeliveryKind.PROMPT
    )
    prompts = {person: (state, sent) for person, state, sent in session.execute(query)}
    said = lifecycles(session, plan.rows, found.deadline)
    rows: list[RowOutcome] = []
    for row in plan.rows:
        answer = answers.get(row.placement_id)
        if is_asked_about(said.get(row.placement_id), reported_this_round=answer is not None):
            rows.append(_outcome(found, row, answer, _of(directory, row, found.id, prompts)))
        else:
            rows.append(RowOutcome(row, None, asked=False, unreachable=False, excused=False, over=True))
    return rows


Prompt = tuple[DeliveryState, datetime | None]


def _of(directory: Directory, row: RowView, round_id: int, prompts: dict[int | None, Prompt]) -> list[Prompt]:
    people = {person.id for person in directory.owners(row)}.union(directory.asked(row, round_id))
    return [prompts[person] for person in sorted(people) if person in prompts]


def _outcome(found: Round, row: RowView, answer: AnswerView | None, prompts: Sequence[Prompt]) -> RowOutcome:
    sent = [at for _, at in prompts if at is not None]
    opened = found.state is not RoundState.PLANNED
    over = found.state in OVER
    short = found.planned_deadline - max(found.opens_at, found.created_at) < FAIR_NOTICE
    end = min(found.deadline, found.closed_at) if found.closed_at else found.deadline
    # A question that is still on its way comes later than now: nobody is missing in the same breath as asked.
    on_its_way = any(state in UNSETTLED for state, _ in prompts)
    unfair = min(sent) > end - FAIR_NOTICE if sent else on_its_way
    return RowOutcome(
        row,
        answer,
        asked=bool(sent),
        unreachable=answer is None and opened and not sent and not on_its_way and (over or _all_failed(prompts)),
        excused=answer is None and over and unfair and not short,
    )


def _all_failed(prompts: Iterable[Prompt]) -> bool:
    return all(state is DeliveryState.FAILED for state, _ in prompts)


@dataclass(frozen=True)
class RoundNumbers:
    """A round in rows of its plan. `asked` are also those that could not be, and those answered before anybody was to
    be; `late` is part of `answered`; `missing` is `total` less answered and excused, and 0 before the opening."""

    asked: int
    answered: int
    late: int
    excused: int
    missing: int


def round_numbers(rows: list[RowOutcome], found: Round) -> RoundNumbers:
    answered = [row for row in rows if row.answer]
    opened = found.state is not RoundState.PLANNED
    return RoundNumbers(
        asked=sum(row.asked or (opened and (row.unreachable or row.answer is not None)) for row in rows),
        answered=len(answered),
        late=sum(bool(row.answer and row.answer.late) for row in answered),
        excused=sum(row.excused for row in rows),
        missing=sum(row.missing for row in rows) if opened else 0,
    )
