"""What may be wrong with the plan itself: for the coordinator, about rows and never about persons."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.answers.queries import AnswerView, current_answers
from models.people.directory import Directory
from models.plan.views import GoalView, PlanView, RowView
from models.rounds.tables import Round
from models.rules.text import fold
from models.rules.words.nearness import beginnings, near_wordings
from models.tables import Goal

# Percent of likeness from which two wordings are worth a look.
_ALIKE = 90
ROUNDS_UNCHANGED = 3


@dataclass(frozen=True)
class PlanQuality:
    """Rows by what they lack, in the plan's order. `alike` are pairs of rows of different activities. `unchanged` have
    had the same colour and the same comment for `rounds` rounds running. `empty_goals` have no row in this plan."""

    without_owner: tuple[RowView, ...]
    without_date: tuple[RowView, ...]
    alike: tuple[tuple[RowView, RowView], ...]
    never_answered: tuple[RowView, ...]
    unchanged: tuple[RowView, ...]
    rounds: int
    empty_goals: tuple[GoalView, ...]


def plan_quality(
    session: Session, directory: Directory, plan: PlanView, rounds: int = ROUNDS_UNCHANGED
) -> PlanQuality:  # fmt: skip
    """Looks through a year's plan."""
    answers = _answers(session, directory, plan)
    return PlanQuality(
        without_owner=tuple(row for row in plan.rows if not directory.owners(row)),
        without_date=tuple(row for row in plan.rows if row.ends_on is None and not _forecast(answers, row)),
        alike=_alike(plan),
        never_answered=tuple(row for row in plan.rows if answers and not any(_of(answers, row))),
        unchanged=tuple(row for row in plan.rows if _is_unchanged(_of(answers, row), rounds)),
        rounds=rounds,
        empty_goals=tuple(goal for goal in all_goals(session) if goal.id not in plan.rows_of_goal),
    )


def _answers(session: Session, directory: Directory, plan: PlanView) -> list[dict[int, AnswerView]]:
    """The current answers of every opened round on this plan and those before it, newest round first."""
    ids = [each.id for each in directory.plans if each.year <= plan.year]
    opened = select(Round).where(Round.plan_id.in_(ids), Round.opened_at.is_not(None))
    newest_first = session.scalars(opened.order_by(Round.deadline.desc(), Round.id.desc()))
    return [current_answers(session, round_.id, round_.plan_id or 0) for round_ in newest_first]


def _of(answers: Sequence[dict[int, AnswerView]], row: RowView) -> list[AnswerView | None]:
    """The row's answer in each round, or that of the row which it continues from an earlier year."""
    return [row.first_of(each) for each in answers]


def _forecast(answers: Sequence[dict[int, AnswerView]], row: RowView) -> bool:
    """Whether the newest answer says when the activity will be done."""
    newest = next((answer for answer in _of(answers, row) if answer), None)
    return newest is not None and newest.forecast is not None


def _is_unchanged(answers: Sequence[AnswerView | None], rounds: int) -> bool:
    last = answers[:rounds]
    said = {(answer.status, fold(answer.comment)) if answer else None for answer in last}
    return len(last) == rounds and len(said) == 1 and None not in said


def _alike(plan: PlanView) -> tuple[tuple[RowView, RowView], ...]:
    """Pairs of activities whose wordings are alike, each by its first row."""
    # Imported here because it is used by nobody but a coordinator.
    from rapidfuzz import fuzz

    first = {row.activity_id: row for row in reversed(plan.rows)}
    rows = sorted(first.values(), key=lambda row: row.row)
    earlier: dict[str, list[RowView]] = {}
    pairs = []
    for row in rows:
        words = beginnings(row.activity)
        for other in sorted({o.row: o for word in words for o in earlier.get(word, ())}.items()):
            alike = fuzz.token_sort_ratio(fold(row.activity), fold(other[1].activity)) >= _ALIKE
            if alike or near_wordings(row.activity, other[1].activity):
                pairs.append((other[1], row))
        for word in words:
            earlier.setdefault(word, []).append(row)
    return tuple(sorted(pairs, key=lambda pair: (pair[0].row, pair[1].row)))


def all_goals(session: Session) -> list[GoalView]:
    """Every goal of the strategy, also those that this year's plan does not use."""
    return [GoalView(goal.id, goal.kind, goal.name) for goal in session.scalars(select(Goal).order_by(Goal.id))]
