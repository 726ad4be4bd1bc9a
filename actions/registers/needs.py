"""Asking once a year whether the need is still there, and keeping the answers in the register. Never commits."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from actions.coordinators.telling import platform_of, tell_coordinators
from actions.deviations.daily_looks import Look, claim_look, today_of
from actions.registers.lines import store_lines
from models.options import Options
from models.outbox import keys
from models.outbox.destinations import to_person
from models.outbox.queue import queue
from models.people.directory_cache import load_directory
from models.plan.views import GoalView
from models.registers.declaration import Line
from models.registers.kinds.needs import NO, REGISTER
from models.registers.links.goal_tree import is_goal
from models.registers.links.targets import Targets
from models.registers.needs import NeedTarget, needs_to_ask, round_to_ask_after, said_needs
from models.registers.queries import lines_of, next_key
from models.registers.tables import RegisterLine
from models.rounds.queries import plan_of_round
from models.rounds.tables import Round
from models.vocabulary.outbox import CoordinatorNotice, DeliveryKind


def ask_after_the_year(session: Session, now: datetime, options: Options) -> int:
    """Asks the owners of the full-year round that closed lately, unless another worker has looked today."""
    round_ = round_to_ask_after(session, now)
    if round_ is None or not claim_look(session, Look.NEEDS, today_of(now, options)):
        return 0
    return ask_needs(session, round_, now, options)


def ask_needs(session: Session, round_: Round, now: datetime, options: Options) -> int:
    """Queues one message to everybody who has something to be asked about. Returns how many."""
    directory = load_directory(session)
    plan = plan_of_round(directory, round_)
    if plan is None:
        return 0
    number = 0
    for person, targets in needs_to_ask(session, directory, round_, plan, now, today_of(now, options)).items():
        about = [list(each.mark) for each in targets]
        number += queue(
            session, keys.need(person.id, targets[0].mark, now), DeliveryKind.NEED, platform_of(person, options),
            to_person(person.id), now, round_id=round_.id, person_id=person.id, payload={"about": about},
        )  # fmt: skip
    return number


def store_need(
    session: Session, targets: Targets, target: NeedTarget, answer: str, why: str, answered_by: str, now: datetime,
    today: date, options: Options,
) -> RegisterLine:  # fmt: skip
    """Keeps an answer: this year's line is changed, else there is a new one. The coordinators are told of a no."""
    before = said_needs(session).this_year(target, today)
    key = before.key if before else next_key(session, REGISTER)
    content = {"about": target.about, "kind": target.kind, "answer": answer, "why": why or None,
               "answered_on": today.isoformat(), "answered_by": answered_by}  # fmt: skip
    links = tuple(f"row:{row.row}" for row in target.rows) or _goal_links(session, target.goal)
    stored = store_lines(session, REGISTER, targets, [Line(key, content, links)], now)
    if stored.faults:
        raise ValueError(f"the need of {target.mark} cannot be kept: {stored.faults}")
    [line] = stored.rows
    if answer == NO and not stored.unchanged:
        subject = f"need:{line.id}:{now:%Y%m%dT%H%M%S}"
        tell_coordinators(session, CoordinatorNotice.NEED, subject, now, options, about=[line.id])
    return line


def _goal_links(session: Session, goal: GoalView | None) -> tuple[str, ...]:
    """The line of the goal register that is the plan's goal, if there is one."""
    same = (line.key for line in lines_of(session, "goals", with_ended=False) if goal and is_goal(line, goal))
    return tuple(f"goals:{key}" for key in same)[:1]
