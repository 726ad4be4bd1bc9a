"""The plan of the next year: what is not finished goes on there, with its open deviations. Never commits."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.plan.editing import Editor, PlanFault, store_units
from i18n import N_
from models.answers.queries import AnswerView, current_answers, lifecycles
from models.deviations.register import load_register
from models.people.directory import Directory
from models.plan.views import PlanView, RowView
from models.rounds.tables import Round
from models.tables import Activity, ActivityWording, Placement, Plan

# After the deadline of any round.
_EVER = datetime(9999, 1, 1, tzinfo=UTC)
_LAST_YEAR = 2999


@dataclass(frozen=True)
class Copied:
    """What goes on in the next year's plan, and what does not because it is done or cancelled; `deviations` are the
    rows with an open deviation, which goes on with them."""

    rows: tuple[RowView, ...]
    left_out: tuple[RowView, ...]
    deviations: tuple[RowView, ...]


def to_be_copied(session: Session, directory: Directory, from_year: int, to_year: int, now: datetime) -> Copied:
    """What a copy would hold. Raises PlanFault when there is nothing to copy, or a plan of that year already."""
    plans = {plan.year: plan for plan in directory.plans}
    if from_year not in plans:
        known = ", ".join(map(str, sorted(plans))) or "–"
        raise PlanFault(N_("There is no plan of {year}. There are plans of {known}."), year=from_year, known=known)
    if to_year in plans:
        raise PlanFault(
            N_("There is a plan of {year} already, with {rows} rows. Nothing was copied."),
            year=to_year, rows=len(plans[to_year].rows),
        )  # fmt: skip
    if not from_year < to_year <= _LAST_YEAR:
        raise PlanFault(N_("A plan is copied to a later year, not from {from_year} to {to_year}."),
                        from_year=from_year, to_year=to_year)  # fmt: skip
    plan = plans[from_year]
    stages = lifecycles(session, plan.rows, _EVER)
    rows = tuple(
        row for row in plan.rows
        if (stage := stages.get(row.placement_id)) is None or not stage.is_over
    )  # fmt: skip
    newest = _newest_round(session, plan)
    register = load_register(session, newest, rows, now.date(), is_current=True)
    deviations = {each.row.placement_id for each in register.open}
    return Copied(
        rows,
        tuple(row for row in plan.rows if row not in rows),
        tuple(row for row in rows if row.placement_id in deviations),
    )


def copy_plan(editor: Editor, from_year: int, to_year: int) -> Copied:
    """Makes the plan of a year from an earlier one. Every row keeps its number and continues the row that it was copied
    from; its last answer becomes the comment and the colour of the period before. Raises PlanFault."""
    session, source = editor.session, next((p for p in editor.directory.plans if p.year == from_year), None)
    if source is not None:
        source = editor.begin(source.id)
    copied = to_be_copied(session, editor.directory, from_year, to_year, editor.now)
    plan = Plan(year=to_year)
    session.add(plan)
    session.flush()
    answers = _newest_answers(session, source) if source else {}
    activities: dict[int, int] = {}
    for row in copied.rows:
        if row.activity_id not in activities:
            activities[row.activity_id] = _copy_activity(editor, plan, row)
        answer = answers.get(row.placement_id)
        new = Placement(
            plan_id=plan.id, row=row.row, key=row.key, goal_id=row.goal.id, activity_id=activities[row.activity_id],
            active=True, previous_comment=answer.comment if answer else row.previous_comment,
            previous_status=answer.status if answer else row.previous_status, continues_id=row.placement_id,
        )  # fmt: skip
        session.add(new)
        session.flush()
        store_units(session, new.id, [unit.id for unit in row.units])
    editor.finish("plan.copied", to_year, None, before=from_year, after=to_year, rows=len(copied.rows),
                  left_out=[row.row for row in copied.left_out], deviations=len(copied.deviations))  # fmt: skip
    return copied


def _copy_activity(editor: Editor, plan: Plan, row: RowView) -> int:
    activity = Activity(plan_id=plan.id, starts_on=row.starts_on, ends_on=row.ends_on)
    editor.session.add(activity)
    editor.session.flush()
    editor.session.add(ActivityWording(activity_id=activity.id, version=1, text=row.activity, since=editor.now))
    return activity.id


def _newest_round(session: Session, plan: PlanView) -> Round | None:
    """The opened round on the plan with the newest deadline."""
    rounds = _rounds(session, plan)
    return rounds[-1] if rounds else None


def _rounds(session: Session, plan: PlanView) -> list[Round]:
    opened = select(Round).where(Round.plan_id == plan.id, Round.opened_at.is_not(None))
    return list(session.scalars(opened.order_by(Round.deadline, Round.id)))


def _newest_answers(session: Session, plan: PlanView) -> dict[int, AnswerView]:
    """Each row's answer in the newest round that it was answered in, as everybody may read it, by placement."""
    newest: dict[int, AnswerView] = {}
    for round_ in _rounds(session, plan):
        newest |= current_answers(session, round_.id, plan.id)
    return newest
