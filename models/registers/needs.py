"""The need behind the activities and goals of a plan: what was said last, what is to be asked, and of whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from models.answers.progress import asked_rows
from models.outbox.tables import Delivery
from models.people.directory import Directory
from models.people.views import PersonView
from models.plan.views import GoalView, PlanView, RowView
from models.registers.kinds.goals import LEVEL_OF
from models.registers.kinds.needs import ACTIVITY, GOAL, REGISTER
from models.registers.kinds.tags import REGISTER as TAGS
from models.registers.queries import lines_of
from models.registers.tables import RegisterLine, RegisterLink
from models.rounds.queries import OVER
from models.rounds.tables import Round
from models.rules.dates.periods import is_full_year
from models.rules.text import fold, shorten
from models.vocabulary.outbox import DeliveryKind, DeliveryState

# A year, less what one year's round may close earlier than the last one's.
AGAIN = timedelta(days=330)
_ASKED_AFTER = timedelta(days=30)
_LONGEST_NAME = 300
_CLOSED = (
    select(Round)
    .where(Round.state.in_(OVER), Round.closed_at > bindparam("since"))
    .order_by(Round.closed_at.desc(), Round.id.desc())
)


@dataclass(frozen=True)
class NeedTarget:
    """What it is asked about: the rows of one activity, or a goal."""

    rows: tuple[RowView, ...] = ()
    goal: GoalView | None = None

    @property
    def mark(self) -> tuple[str, int]:
        """What buttons and deliveries call it by: its first row's placement, or its goal."""
        return ("goal", self.goal.id) if self.goal else ("row", self.rows[0].placement_id)

    @property
    def kind(self) -> str:
        """Its kind as the register has it. A vision goal and a goal area may have one name."""
        return LEVEL_OF[self.goal.kind] if self.goal else ACTIVITY

    @property
    def about(self) -> str:
        """Its name as the register has it."""
        return shorten(self.goal.name if self.goal else self.rows[0].activity, _LONGEST_NAME)


@dataclass(frozen=True)
class SaidNeeds:
    """What was said last: by placement, and by the goal's kind and folded name. `questions` are those of the tags of
    rows, by placement."""

    by_placement: Mapping[int, RegisterLine]
    by_goal: Mapping[tuple[str, str], RegisterLine]
    questions: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    def asked_by_tags(self, target: NeedTarget) -> tuple[str, ...]:
        """The questions of the tags that the activity has, each once."""
        by_row = (self.questions.get(each, ()) for row in target.rows for each in row.chain)
        return tuple(dict.fromkeys(question for questions in by_row for question in questions))

    def of(self, target: NeedTarget) -> RegisterLine | None:
        """The newest line about it, or about the same rows in an earlier year's plan."""
        if target.goal:
            name = fold(target.about)
            return self.by_goal.get((target.kind, name)) or self.by_goal.get((GOAL, name))
        lines = [line for row in target.rows for each in row.chain if (line := self.by_placement.get(each))]
        return max(lines, key=answered_on, default=None)

    def this_year(self, target: NeedTarget, today: date) -> RegisterLine | None:
        """The same, unless it is so old that it is asked again."""
        line = self.of(target)
        return line if line and answered_on(line) > (today - AGAIN).isoformat() else None


def answered_on(line: RegisterLine) -> str:
    """The day of a line, as a text that can be compared."""
    return str(line.content.get("answered_on") or line.created_at.date().isoformat())


def said_needs(session: Session) -> SaidNeeds:
    """What was said last about everything."""
    lines = sorted(lines_of(session, REGISTER.name, with_ended=False), key=answered_on)
    by_id = {line.id: line for line in lines}
    query = (
        select(RegisterLink.line_id, RegisterLink.placement_id)
        .join(RegisterLine, RegisterLine.id == RegisterLink.line_id)
        .where(RegisterLine.register == REGISTER.name, RegisterLink.placement_id.is_not(None))
    )
    links = sorted((link for link in session.execute(query) if link.line_id in by_id),
                   key=lambda link: answered_on(by_id[link.line_id]))  # fmt: skip
    goals = {(str(line.content.get("kind")), fold(str(line.content["about"]))): line for line in lines}
    by_placement = {link.placement_id: by_id[link.line_id] for link in links if link.placement_id}
    return SaidNeeds(by_placement, goals, _questions_of_tags(session))


def _questions_of_tags(session: Session) -> dict[int, tuple[str, ...]]:
    """By placement, in the order of the tags."""
    query = (
        select(RegisterLink.placement_id, RegisterLine.content)
        .join(RegisterLine, RegisterLine.id == RegisterLink.line_id)
        .where(RegisterLine.register == TAGS.name, RegisterLine.ended.is_(None), RegisterLink.placement_id.is_not(None))
        .order_by(RegisterLine.id)
    )
    questions: dict[int, tuple[str, ...]] = {}
    for placement_id, content in session.execute(query):
        if question := content.get("question"):
            questions[placement_id] = (*questions.get(placement_id, ()), str(question))
    return questions


def targets_of_plan(plan: PlanView, rows: tuple[RowView, ...], *, with_goals: bool) -> list[NeedTarget]:
    """The activities of these rows, each once with all of its rows in the plan, and the plan's goals."""
    ids = dict.fromkeys(row.activity_id for row in rows)
    of_activity = {id_: tuple(row for row in plan.rows if row.activity_id == id_) for id_ in ids}
    goals = [NeedTarget(goal=goal) for goal in plan.goals] if with_goals else []
    return [*(NeedTarget(rows=each) for each in of_activity.values() if each), *goals]


def targets_of_person(
    session: Session, directory: Directory, round_: Round, plan: PlanView, person: PersonView
) -> list[NeedTarget]:  # fmt: skip
    """What a person is asked about: the activities that they own and that are not over; a coordinator the goals too."""
    rows = asked_rows(session, round_, directory.asked_rows(person, plan, round_.id))
    return targets_of_plan(plan, rows, with_goals=person.is_coordinator)


def needs_to_ask(
    session: Session, directory: Directory, round_: Round, plan: PlanView, now: datetime, today: date
) -> dict[PersonView, list[NeedTarget]]:  # fmt: skip
    """Who is to be asked about what: all that has neither been answered nor asked within a year."""
    said, asked = said_needs(session), _asked(session, now)
    by_person: dict[PersonView, list[NeedTarget]] = {}
    for person in directory.people:
        targets = targets_of_person(session, directory, round_, plan, person)
        left = [each for each in targets if each.mark not in asked and not said.this_year(each, today)]
        if left:
            by_person[person] = left
    return by_person


def _asked(session: Session, now: datetime) -> set[tuple[str, int]]:
    gone = (DeliveryState.FAILED, DeliveryState.CANCELLED)
    query = select(Delivery.payload).where(
        Delivery.kind == DeliveryKind.NEED, Delivery.created_at > now - AGAIN, Delivery.state.not_in(gone)
    )
    marks = (mark for payload in session.scalars(query) for mark in (payload or {}).get("about", ()))
    return {(str(kind), int(id_)) for kind, id_ in marks}


def round_to_ask_after(session: Session, now: datetime) -> Round | None:
    """The full-year round that closed lately, whose owners are asked then; None when there is none."""
    closed = session.scalars(_CLOSED, {"since": now - _ASKED_AFTER})
    return next((each for each in closed if is_full_year(each.period_from, each.period_to)), None)
