"""Finding rounds, and the plan that a round uses."""

import re

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from models.people.directory import Directory
from models.plan.views import PlanView
from models.rounds.tables import Round
from models.rules.text import plain
from models.vocabulary.rounds import RoundState

_LAST_ROUND = re.compile(
    r"\b(?:(?:forra|foregaende) (?:halvaret|omgangen|omgang|gangen|perioden|rapporten|rapporteringen|uppfoljningen)"
    r"|(?:sedan|an|fran|mot|med) sist|forra halvars\w*"
    r"|(?:the )?(?:last|previous) (?:round|time|period|report|half year))\b"
)
_LAST_YEAR = re.compile(
    r"\b(?:i fjol(?:as)?|fjolarets?|fjolars\w*|forra aret|forra arets|(?:the )?(?:last|previous) year)\b"
)
_YEAR = re.compile(r"\b(20\d\d)\b")
# The states after the deadline.
OVER = (RoundState.CLOSED, RoundState.LOCKED, RoundState.PUBLISHED)


def plan_of_round(directory: Directory, round_: Round) -> PlanView | None:
    """The plan that a round uses: the one bound at its opening, else that of its period's year. A round that is over
    keeps the rows that the plan had when it closed. None when no plan has been imported."""
    if round_.plan_id is not None:
        plan = directory.plan(round_.plan_id)
        return plan.at(round_.closed_at) if round_.closed_at is not None and round_.state in OVER else plan
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
_previous_round = (
    select(Round)
    .where(Round.deadline < bindparam("deadline"), Round.opened_at.is_not(None))
    .order_by(Round.deadline.desc(), Round.id.desc())
    .limit(1)
)
_last_round = select(Round).where(Round.state.in_(OVER)).order_by(Round.deadline.desc(), Round.id.desc()).limit(1)


def unpublished_rounds(session: Session) -> list[Round]:
    """The rounds that are not published, earliest deadline first."""
    return list(session.scalars(_unpublished))


def current_round(session: Session) -> Round | None:
    """The round that a command is about when it names none: the open round with the earliest deadline, else the last
    closed one. None when there is neither."""
    return session.execute(_open_round).scalar() or last_round(session)


def last_round(session: Session) -> Round | None:
    """The closed round with the newest deadline; None when there is none."""
    return session.execute(_last_round).scalar()


def round_mentioned(session: Session, sentence: str) -> Round | None:
    """The round whose name is in a sentence folded by `models.rules.text.plain`, the longest name if several are; or
    the one before the current, when the sentence says so. None when it mentions none."""
    named = [r for r in session.scalars(select(Round)) if f" {plain(r.name)} " in f" {sentence} "]
    if named:
        return max(named, key=lambda r: len(r.name))
    if _LAST_ROUND.search(sentence) and (current := current_round(session)):
        return previous_round(session, current)
    if _LAST_YEAR.search(sentence) and (current := current_round(session)):
        return _round_of_year(session, current.period_to.year - 1)
    years = set(_YEAR.findall(sentence))
    return _round_of_year(session, int(years.pop())) if len(years) == 1 else None


def _round_of_year(session: Session, year: int) -> Round | None:
    """The last round whose period ends in a year. Answers tell which round they are about."""
    rounds = [r for r in session.scalars(select(Round)) if r.period_to.year == year]
    return max(rounds, key=lambda r: (r.period_to, r.deadline), default=None)


def without_round(sentence: str, round_: Round | None) -> str:
    """The sentence without the words for the round that `round_mentioned` found in it."""
    text = f" {sentence} "
    if round_ is not None:
        text = text.replace(f" {plain(round_.name)} ", " ").replace(f" {round_.period_to.year} ", " ")
        text = _LAST_YEAR.sub(" ", text)
    return " ".join(_LAST_ROUND.sub(" ", text).split())


def open_rounds_on(session: Session, plan_id: int) -> list[Round]:
    """The rounds that are open on a plan, earliest deadline first."""
    on_plan = select(Round).where(Round.state == RoundState.OPEN, Round.plan_id == plan_id)
    return list(session.scalars(on_plan.order_by(Round.deadline, Round.id)))


def previous_round(session: Session, round_: Round) -> Round | None:
    """The opened round with the newest deadline before this round's; None for the first."""
    return session.scalars(_previous_round, {"deadline": round_.deadline}).first()


def opened_rounds(session: Session, round_: Round) -> list[Round]:
    """The opened rounds up to this one, in the order of their deadlines; this one last, if it has been opened."""
    earlier = or_(Round.deadline < round_.deadline, Round.id == round_.id)
    opened = select(Round).where(earlier, Round.opened_at.is_not(None))
    return sorted(session.scalars(opened), key=lambda each: (each.deadline, each.id == round_.id, each.id))
