"""What somebody follows, in words: on a button, in a list, and for a document."""

from handlers.access import plan_of
from handlers.context import Context
from handlers.standing.view import scope_name
from messages.values.plan import FollowValue
from messages.words import goal_name
from models.following.tables import Following
from models.plan.find import Scope
from models.plan.views import PlanView, RowView
from models.rounds.queries import current_round
from models.rules.text import shorten
from models.vocabulary.plan import Followed

_LONGEST_NAME = 80


def followed_plan(ctx: Context) -> PlanView:
    """The plan in which what somebody follows is looked up."""
    return plan_of(ctx, current_round(ctx.session))


def target_of(ctx: Context, following: Following) -> int | str | None:
    """What is followed, for a document: a row's number, the name of a goal or unit; None for the weekly letter, and for
    what the plan does not have any more."""
    plan, about = followed_plan(ctx), following.about_id
    match following.what:
        case Followed.ROW:
            row = _row(plan, about)
            return row.row if row else None
        case Followed.GOAL:
            return next((goal.name for goal in plan.goals if goal.id == about), None)
        case Followed.UNIT:
            return next((unit.name for unit in ctx.directory.units if unit.id == about), None)
        case Followed.WEEKLY:
            return None


def name_of(ctx: Context, value: FollowValue) -> str:
    """What is followed, in words; "" when the plan does not have it any more."""
    t = ctx.t
    if value.what is Followed.WEEKLY:
        return t("the weekly letter")
    plan = followed_plan(ctx)
    if value.what is Followed.ROW:
        row = _row(plan, value.about_id)
        return t("row {row}, {activity}", row=row.row, activity=_short(row)) if row else ""
    if value.what is Followed.GOAL:
        goal = next((goal for goal in plan.goals if goal.id == value.about_id), None)
        return goal_name(t, goal) if goal else ""
    unit = next((unit for unit in ctx.directory.units if unit.id == value.about_id), None)
    return scope_name(ctx, Scope(unit.name, "", (), unit=unit)) if unit else ""


def short_name(ctx: Context, value: FollowValue) -> str:
    """The same on a button."""
    if value.what is Followed.ROW:
        row = _row(followed_plan(ctx), value.about_id)
        return ctx.t("Row {row}", row=row.row) if row else gone(ctx)
    return name_of(ctx, value) or gone(ctx)


def gone(ctx: Context) -> str:
    """What the plan does not have any more, in words."""
    return ctx.t("what is no longer in the plan")


def value_of(following: Following) -> FollowValue:
    """The value of a button about it."""
    return FollowValue(following.what, following.about_id)


def _row(plan: PlanView, placement_id: int) -> RowView | None:
    """The row that was followed by this placement, or one that continues it."""
    return next((row for row in plan.rows if placement_id in row.chain), None)


def _short(row: RowView) -> str:
    return shorten(row.activity.rstrip(". "), _LONGEST_NAME)
