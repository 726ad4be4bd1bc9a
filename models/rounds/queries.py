"""Finding rounds, and the plan that a round uses."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.people.directory import Directory
from models.plan.views import PlanView
from models.rounds.tables import Round
from models.vocabulary import RoundState

# The states after the deadline.
OVER = (RoundState.CLOSED, RoundState.LOCKED, RoundState.PUBLISHED)


def plan_of_round(directory: Directory, round_: Round) -> PlanView | None:
    """The plan that a round uses: the one bound at its opening, else that of its period's year. None when no plan has
    been imported."""
    if round_.plan_id is not None:
        return directory.plan(round_.plan_id)
    return plan_of_year(directory, round_.period_to.year)


def plan_of_year(directory: Directory, year: int) -> PlanView | None:
    """The year's plan, else the newest earlier one, else the nearest later one. None when no plan has been imported."""
    earlier = [plan for plan in directory.plans if plan.year <= year]
    if earlier:
        return max(earlier, key=lambda plan: plan.year)
    return min(directory.plans, key=lambda plan: plan.year, default=None)


def round_named(session: Session, key: str) -> Round | None:
    """The round with this name, folded by `models.rules.text.fold`; None when there is none."""
    return session.execute(select(Round).where(Round.key == key)).scalar_one_or_none()


_open_round = select(Round).where(Round.state == RoundState.OPEN).order_by(Round.deadline, Round.id).limit(1)
_unpublished = select(Round).where(Round.state != RoundState.PUBLISHED).order_by(Round.deadline, Round.id)
_last_round = select(Round).where(Round.state.in_(OVER)).order_by(Round.deadline.desc(), Round.id.desc()).limit(1)


def unpublished_rounds(session: Session) -> list[Round]:
    """The rounds that are not published, earliest deadline first."""
    return list(session.scalars(_unpublished))


def current_round(session: Session) -> Round | None:
    """The round that a command is about when it names none: the open round with the earliest deadline, else the last
    closed one. None when there is neither."""
    return session.execute(_open_round).scalar() or session.execute(_last_round).scalar()


def open_rounds_on(session: Session, plan_id: int) -> list[Round]:
    """The rounds that are open on a plan, earliest deadline first."""
    on_plan = select(Round).where(Round.state == RoundState.OPEN, Round.plan_id == plan_id)
    return list(session.scalars(on_plan.order_by(Round.deadline, Round.id)))


def previous_round(session: Session, round_: Round) -> Round | None:
    """The opened round with the newest deadline before this round's; None for the first."""
    earlier = select(Round).where(Round.deadline < round_.deadline, Round.opened_at.is_not(None))
    return session.scalars(earlier.order_by(Round.deadline.desc(), Round.id.desc()).limit(1)).first()
