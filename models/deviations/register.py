"""The register of deviations: a reading of the answers that are current in each opened round (contract, *Deviations,
review, the frozen record*)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from models.answers.queries import AnswerView, answers_by_id
from models.answers.tables import Answer
from models.deviations.decisions import DecisionView, decisions_of, mark_of
from models.plan.views import RowView
from models.rounds.queries import opened_rounds
from models.rounds.tables import Round
from models.rules.deviations.actions import action_state, with_action
from models.rules.deviations.lives import Life, Reported, lives
from models.storage.database import fetch
from models.vocabulary.answers import Status
from models.vocabulary.deviations import ActionState, Trend

# How many rounds are read first when older deviations are not asked for; few last longer.
_LATELY = 3
_ByPlacement = Mapping[int, Mapping[int, Reported]]


@dataclass(frozen=True)
class Deviation:
    """One deviation of a row, as of a round.

    `answer` is its newest answer, and `is_reported` is whether that was given in that round. `status` is that answer's,
    `colour` its last known colour, `before` the last known colour in the rounds before. `rounds` is how many rounds it
    has lasted. `action` is the answer that has its newest action. `closed_in` is None while it is open."""

    row: RowView
    opened_in: Round
    closed_in: Round | None
    rounds: int
    trend: Trend
    colour: Status
    before: Status
    is_reported: bool
    answer: AnswerView
    action: AnswerView | None
    action_state: ActionState
    decision: DecisionView | None

    @property
    def status(self) -> Status:
        return self.answer.status

    @property
    def is_open(self) -> bool:
        return self.closed_in is None

    @property
    def awaits_decision(self) -> bool:
        """Whether somebody was asked to decide, and has not."""
        return self.is_open and self.decision is not None and self.decision.answered_at is None


@dataclass(frozen=True)
class Register:
    """The deviations of a plan's rows as of a round, in the order of the rows, those of one row oldest first.
    `rounds` are the opened rounds up to that one, in the order of their deadlines."""

    rounds: Sequence[Round]
    deviations: Sequence[Deviation]

    @property
    def open(self) -> list[Deviation]:
        return [each for each in self.deviations if each.is_open]

    @property
    def closed_now(self) -> list[Deviation]:
        """Those that the newest round has closed."""
        newest = self.rounds[-1] if self.rounds else None
        return [each for each in self.deviations if each.closed_in is not None and each.closed_in is newest]


def load_register(
    session: Session, round_: Round | None, rows: Sequence[RowView], today: date,
    as_of: datetime | None = None, *, is_current: bool = False,
) -> Register:  # fmt: skip
    """The register of these rows as of a round; empty without one. With `as_of`, of the answers given until then.
    `today` is the local date, for what is overdue. With `is_current` it has only the deviations that are open or were
    closed in that round, which takes no longer the more rounds there have been."""
    rounds = opened_rounds(session, round_) if round_ else []
    chains = {row.placement_id: row.chain for row in rows}
    reported = (_reported_lately if is_current else _reported)(session, rounds, chains, as_of)
    ids = [round_.id for round_ in rounds]
    lives_of_rows = [
        (row, life)
        for row in rows
        for life in _lives_of(row, reported, ids)
        if not (is_current and life.is_closed and life.opened + len(life.answers) < len(rounds))
    ]
    newest = {life.known[-1].answer_id for _, life in lives_of_rows}
    actions = {answer.answer_id for _, life in lives_of_rows if (answer := with_action(life.known))}
    answers = answers_by_id(session, newest | actions)
    decisions = decisions_of(session, [life.known for _, life in lives_of_rows], answers)
    return Register(rounds, [_deviation(row, life, rounds, answers, decisions, today) for row, life in lives_of_rows])


def _deviation(
    row: RowView, life: Life, rounds: Sequence[Round], answers: Mapping[int, AnswerView],
    decisions: Mapping[int, DecisionView], today: date,
) -> Deviation:  # fmt: skip
    known = life.known
    action = with_action(known)
    with_its_action = answers[action.answer_id] if action else None
    due = with_its_action.action_due if with_its_action else None
    return Deviation(
        row=row,
        opened_in=rounds[life.opened],
        closed_in=rounds[life.opened + len(life.answers) - 1] if life.is_closed else None,
        rounds=life.rounds,
        trend=life.trend,
        colour=life.colour,
        before=life.before,
        is_reported=life.answers[-1] is not None,
        answer=answers[known[-1].answer_id],
        action=with_its_action,
        action_state=action_state(known, due, today),
        decision=decisions.get(known[-1].answer_id),
    )


def _lives_of(row: RowView, reported: _ByPlacement, ids: Sequence[int]) -> Sequence[Life]:
    """The deviations of a row. The rounds before its first answer are passed over: there are more of them each year."""
    given: dict[int, Reported] = {}
    for placement in reversed(row.chain):
        given |= reported.get(placement, {})
    if not given:
        return ()
    first = next(place for place, id_ in enumerate(ids) if id_ in given)
    return lives((given.get(id_) for id_ in ids[first:]), first)


def _reported_lately(
    session: Session, rounds: Sequence[Round], chains: Mapping[int, tuple[int, ...]], as_of: datetime | None
) -> _ByPlacement:
    """The current answers, of each row back to where it was green or over before the newest round."""
    reported: dict[int, dict[int, Reported]] = {}
    end, many = len(rounds), _LATELY
    while chains and end > 0:
        block = rounds[max(end - many, 0) : end]
        read = _reported(session, block, chains, as_of)
        for placement, given in read.items():
            reported.setdefault(placement, {}).update(given)
        newest = rounds[-1].id
        over = {
            placement for placement, given in read.items() if any(id_ != newest and given[id_].is_over for id_ in given)
        }
        chains = {placement: chain for placement, chain in chains.items() if over.isdisjoint(chain)}
        end, many = end - many, 2 * many
    return reported


_REPORTED = (
    select(Answer.id, Answer.round_id, Answer.placement_id, Answer.status, Answer.lifecycle, Answer.follow_up_state,
           Answer.action, Answer.decision_by)
    .where(Answer.round_id.in_(bindparam("rounds", expanding=True)),
           Answer.placement_id.in_(bindparam("placements", expanding=True)))
    .order_by(Answer.version)
)  # fmt: skip


def _reported(
    session: Session, rounds: Sequence[Round], chains: Mapping[int, tuple[int, ...]], as_of: datetime | None
) -> _ByPlacement:
    """The current answers by placement and round."""
    if not rounds:
        return {}
    query = _REPORTED if as_of is None else _REPORTED.where(Answer.submitted_at <= as_of)
    placements = sorted({placement for chain in chains.values() for placement in chain})
    records = fetch(session, query, {"rounds": [round_.id for round_ in rounds], "placements": placements})
    reported: dict[int, dict[int, Reported]] = {}
    for id_, round_id, placement_id, status, lifecycle, follow_up, action, decision in records:
        reported.setdefault(placement_id, {})[round_id] = Reported(
            id_, round_id, placement_id, status, lifecycle, follow_up, mark_of(action), mark_of(decision)
        )
    return reported
