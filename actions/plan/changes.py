"""Adding a row, and changing its wording, units, goals and dates. Answers follow: they refer to the row, not to what it
says. Never commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from actions.plan.editing import Editor, PlanFault, placement, row_of, store_units
from actions.plan.ending import end_placement, revive
from i18n import N_
from imports.cells import LARGEST_ROW
from imports.plan.stored import EarlierRows
from models.plan.past import keep_past, was_not_there
from models.plan.views import LONGEST_ACTIVITY, GoalView, PlanView, RowView, UnitView
from models.planning.names import row_worded
from models.rules.text import fold, legible
from models.tables import Activity, ActivityWording, Placement
from models.vocabulary.plan import PlanChange


@dataclass(frozen=True)
class Wanted:
    """What a row is to be from now on; None leaves something as it is. `dates` are when it begins and ends."""

    activity: str | None = None
    units: tuple[UnitView, ...] | None = None
    goals: tuple[GoalView, ...] | None = None
    dates: tuple[date | None, date | None] | None = None


def wording(text: str) -> str:
    """An activity's wording as it is stored. Raises PlanFault when it is empty or too long."""
    text = " ".join(legible(text).split())
    if not text or len(text) > LONGEST_ACTIVITY:
        raise PlanFault(N_("Write a wording of 1 to {most} characters."), most=LONGEST_ACTIVITY)
    return text


def check(plan: PlanView, row: RowView | None, wanted: Wanted) -> None:
    """Raises PlanFault for what a row cannot become. `row` is None for a new one."""
    if wanted.activity is not None:
        other = row_worded(plan, wording(wanted.activity))
        if other is not None and (row is None or other.activity_id != row.activity_id):
            raise PlanFault(N_("Row {row} has that wording already. Change that row, or merge the two."), row=other.row)
    if wanted.units == ():
        raise PlanFault(N_("Name the unit that answers for the row."))
    if wanted.goals == ():
        raise PlanFault(N_("Name the goal that the row stands under."))
    first, last = wanted.dates or (None, None)
    if first and last and last < first:
        raise PlanFault(N_("The activity ends before it begins."))


def change_row(editor: Editor, plan_id: int, placement_id: int, wanted: Wanted) -> list[str]:
    """Changes a row. Returns what was changed: `activity`, `units`, `goals`, `dates`. The wording, the goals and the
    dates are the activity's, and so change on all of its rows. Raises PlanFault."""
    plan = editor.begin(plan_id)
    row = row_of(plan, placement_id)
    check(plan, row, wanted)
    changed = []
    if wanted.activity is not None and wording(wanted.activity) != row.activity:
        _reword(editor, plan, row, wording(wanted.activity))
        changed.append("activity")
    if wanted.units is not None and wanted.units != row.units:
        _move(editor, plan, row, wanted.units)
        changed.append("units")
    if wanted.goals is not None and set(wanted.goals) != {each.goal for each in plan.of_activity(row.activity_id)}:
        _place(editor, plan, row, wanted.goals, wanted.units or row.units)
        changed.append("goals")
    if wanted.dates is not None and wanted.dates != (row.starts_on, row.ends_on):
        _date(editor, plan, row, wanted.dates)
        changed.append("dates")
    return changed


def _reword(editor: Editor, plan: PlanView, row: RowView, text: str) -> None:
    rows = plan.of_activity(row.activity_id)
    newest = editor.session.scalar(
        select(func.max(ActivityWording.version)).where(ActivityWording.activity_id == row.activity_id)
    )
    editor.session.add(
        ActivityWording(activity_id=row.activity_id, version=(newest or 0) + 1, text=text, since=editor.now)
    )
    asked = editor.asked_about(plan, rows)
    editor.tell(asked, PlanChange.REWORDED, rows=[each.row for each in rows], before=row.activity, after=text)
    editor.finish("plan.reworded", plan.year, row.row, before=row.activity, after=text,
                  rows=[each.row for each in rows])  # fmt: skip


def _move(editor: Editor, plan: PlanView, row: RowView, units: Sequence[UnitView]) -> None:
    before, after = row.unit_names, " / ".join(unit.name for unit in units)
    asked = editor.asked_about(plan, [row])
    store_units(editor.session, row.placement_id, [unit.id for unit in dict.fromkeys(units)])
    editor.tell(asked, PlanChange.MOVED, rows=[row.row], activity=row.activity, before=before, after=after)
    editor.finish("plan.moved", plan.year, row.row, before=before, after=after)


def _place(editor: Editor, plan: PlanView, row: RowView, goals: Sequence[GoalView], units: Sequence[UnitView]) -> None:
    """Makes these the activity's goals. A row keeps what was answered on it: one that leaves a goal goes to a new one,
    if there is one; what is left over ends or is added."""
    rows = plan.of_activity(row.activity_id)
    leaving = [each for each in rows if each.goal not in goals]
    added = [goal for goal in dict.fromkeys(goals) if goal not in {each.goal for each in rows}]
    asked = editor.asked_about(plan, rows)
    for each, goal in zip(leaving, added, strict=False):
        stored = placement(editor.session, each)
        keep_past(editor.session, stored, editor.now)
        stored.goal_id = goal.id
    for goal in added[len(leaving) :]:
        _new_placement(editor, plan, row.activity_id, row.activity, goal, units)
    stays = next(each for each in rows if each not in leaving[len(added) :])
    for each in leaving[len(added) :]:
        end_placement(editor, each, "", stays.placement_id)
    before = " / ".join(each.goal.name for each in rows)
    after = " / ".join(goal.name for goal in dict.fromkeys(goals))
    numbers = [each.row for each in rows]
    editor.tell(asked, PlanChange.GOALS, rows=numbers, activity=row.activity, before=before, after=after)
    editor.finish("plan.goals", plan.year, row.row, before=before, after=after, rows=numbers)


def _date(editor: Editor, plan: PlanView, row: RowView, dates: tuple[date | None, date | None]) -> None:
    activity = editor.session.get_one(Activity, row.activity_id, populate_existing=True)
    activity.starts_on, activity.ends_on = dates
    before, after = (
        [day.isoformat() if day else None for day in pair] for pair in ((row.starts_on, row.ends_on), dates)
    )
    editor.finish("plan.dated", plan.year, row.row, before=before, after=after)


def add_row(editor: Editor, plan_id: int, wanted: Wanted) -> list[int]:
    """Adds an activity with a row under each of its goals. A row that had left the plan, of the same wording under the
    same goal, comes back with its answers. Returns the rows' numbers. Raises PlanFault."""
    plan = editor.begin(plan_id)
    check(plan, None, wanted)
    text, units, goals = wording(wanted.activity or ""), wanted.units or (), wanted.goals or ()
    earlier = {
        each.row.goal: each for each in plan.ended if fold(each.row.activity) == fold(text) and each.row.goal in goals
    }
    if earlier:
        activity_id = next(iter(earlier.values())).row.activity_id
        again = [each for each in earlier.values() if each.row.activity_id == activity_id]
        for goal in goals:
            if goal not in {each.row.goal for each in again}:
                _new_placement(editor, plan, activity_id, text, goal, units)
        return revive(editor, plan, again, units)
    first, last = wanted.dates or (None, None)
    activity = Activity(plan_id=plan.id, starts_on=first, ends_on=last)
    editor.session.add(activity)
    editor.session.flush()
    editor.session.add(ActivityWording(activity_id=activity.id, version=1, text=text, since=editor.now))
    added = [_new_placement(editor, plan, activity.id, text, goal, units) for goal in dict.fromkeys(goals)]
    numbers = [each.row for each in added]
    editor.finish("plan.added", plan.year, numbers[0], after=text, rows=numbers,
                  units=" / ".join(unit.name for unit in units))  # fmt: skip
    return numbers


def _new_placement(
    editor: Editor, plan: PlanView, activity_id: int, text: str, goal: GoalView, units: Sequence[UnitView]
) -> Placement:
    """A row at the end of the plan."""
    session = editor.session
    last = session.scalar(select(func.max(Placement.row)).where(Placement.plan_id == plan.id)) or 0
    if last >= LARGEST_ROW:
        raise PlanFault(N_("The plan has no number left after {row}. Import it with lower numbers."), row=last)
    new = Placement(plan_id=plan.id, row=last + 1, goal_id=goal.id, activity_id=activity_id, active=True)
    session.add(new)
    session.flush()
    was_not_there(session, new, editor.now)
    new.continues_id = EarlierRows(session, plan.year).continued(new, text)
    store_units(session, new.id, [each.id for each in units])
    return new
