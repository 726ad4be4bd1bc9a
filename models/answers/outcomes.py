"""The outcome of each row of a round: asked, answered, missing or excused."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.answers.queries import AnswerView, current_answers, lifecycles
from models.outbox.tables import Delivery
from models.people.directory import Directory
from models.plan.views import PlanView, RowView
from models.rounds.exceptions import is_excused
from models.rounds.queries import OVER
from models.rounds.tables import Round
from models.rules.lifecycle import is_asked_about
from models.vocabulary.outbox import UNSETTLED, DeliveryKind, DeliveryState
from models.vocabulary.rounds import RoundState

# Contract, *Time*: nobody is reported as missing who was asked less than a day before the deadline.
FAIR_NOTICE = timedelta(days=1)


@dataclass(frozen=True)
class RowOutcome:
    """The outcome of one row.

    `answer` is the current one. `asked`: an opening message about the row was sent. `unreachable`: no message could be
    delivered to anybody who was to be asked. `excused`: it has no answer, and a coordinator has excused it (`by_hand`)
    or nobody was asked a day before the deadline. `over`: the activity was done or cancelled before the round and has
    no answer in it, so nobody is asked about it."""

    row: RowView
    answer: AnswerView | None
    asked: bool
    unreachable: bool
    excused: bool
    over: bool = False
    by_hand: bool = False

    @property
    def asked_too_late(self) -> bool:
        """Excused because nobody was asked a day before the deadline."""
        return self.excused and not self.by_hand

    @property
    def missing(self) -> bool:
        """Without an answer, although somebody was asked in time or nobody could be reached."""
        return self.answer is None and not self.excused and not self.over


def outcomes(
    session: Session, directory: Directory, round_: Round, plan: PlanView, as_of: datetime | None = None
) -> list[RowOutcome]:
    """The outcome of every row of the plan, in its order, by the current answers or those at the instant `as_of`."""
    answers = current_answers(session, round_.id, plan.id, as_of)
    query = select(Delivery.person_id, Delivery.state, Delivery.sent_at).where(
        Delivery.round_id == round_.id, Delivery.kind == DeliveryKind.PROMPT
    )
    prompts = {person: (state, sent) for person, state, sent in session.execute(query)}
    lifecycle_by_row = lifecycles(session, plan.rows, round_.deadline)
    rows: list[RowOutcome] = []
    for row in plan.rows:
        answer = answers.get(row.placement_id)
        if is_asked_about(lifecycle_by_row.get(row.placement_id), reported_this_round=answer is not None):
            rows.append(_outcome(round_, row, answer, _prompts_about(directory, row, round_.id, prompts)))
        else:
            rows.append(RowOutcome(row, None, asked=False, unreachable=False, excused=False, over=True))
    return rows


# The state of an opening message and when it was sent.
_PromptState = tuple[DeliveryState, datetime | None]


def _prompts_about(
    directory: Directory, row: RowView, round_id: int, prompts: dict[int | None, _PromptState]
) -> list[_PromptState]:
    people = {person.id for person in directory.owners(row)}.union(directory.asked(row, round_id))
    return [prompts[person] for person in sorted(people) if person in prompts]


def _outcome(round_: Round, row: RowView, answer: AnswerView | None, prompts: Sequence[_PromptState]) -> RowOutcome:
    sent = [at for _, at in prompts if at is not None]
    is_opened = round_.state is not RoundState.PLANNED
    is_over = round_.state in OVER
    is_short_notice = round_.planned_deadline - max(round_.opens_at, round_.created_at) < FAIR_NOTICE
    end = min(round_.deadline, round_.closed_at) if round_.closed_at else round_.deadline
    # A message that is not sent yet will arrive later than now, so its receiver is not reported as missing.
    on_its_way = any(state in UNSETTLED for state, _ in prompts)
    is_exempt = is_excused(round_, row)
    needs_answer = answer is None and not is_exempt
    asked_too_late = min(sent) > end - FAIR_NOTICE if sent else on_its_way
    return RowOutcome(
        row,
        answer,
        asked=bool(sent),
        unreachable=needs_answer and is_opened and not sent and not on_its_way and (is_over or _all_failed(prompts)),
        excused=answer is None and (is_exempt or (is_over and asked_too_late and not is_short_notice)),
        by_hand=answer is None and is_exempt,
    )


def _all_failed(prompts: Iterable[_PromptState]) -> bool:
    return all(state is DeliveryState.FAILED for state, _ in prompts)


@dataclass(frozen=True)
class RoundNumbers:
    """How many rows of a round's plan have each outcome. Once the round is open, `asked` includes rows that were
    answered without being asked about and rows whose people could not be reached. `late` is part of `answered`.
    `missing` is 0 before the opening."""

    asked: int
    answered: int
    late: int
    excused: int
    missing: int


def round_numbers(rows: list[RowOutcome], round_: Round) -> RoundNumbers:
    """Counts the outcomes of a round."""
    answered = [row for row in rows if row.answer]
    is_opened = round_.state is not RoundState.PLANNED
    return RoundNumbers(
        asked=sum(row.asked or (is_opened and (row.unreachable or row.answer is not None)) for row in rows),
        answered=len(answered),
        late=sum(bool(row.answer and row.answer.late) for row in answered),
        excused=sum(row.excused for row in rows),
        missing=sum(row.missing for row in rows) if is_opened else 0,
    )
