"""`status delmål 14`: how it stands with the rows under a goal of the tree, whatever goal of the plan they stand
under."""

from dataclasses import replace

from handlers.context import Context
from handlers.registers.kinds.goals import goal_note, short_title
from handlers.registers.shown import goal_title
from handlers.standing.filters import filtered, read_filters
from handlers.standing.view import ScopeView, load_standing
from messages.parts import Button, Heading, Message, Paragraph, Part, in_lines
from messages.values.plan import PageValue
from models.plan.find import Scope
from models.registers.links.goal_tree import goal_tree, may_name_goal, words_for
from models.registers.tables import RegisterLine


def shown_goal(ctx: Context, view: ScopeView, page: PageValue) -> Message | None:
    """What the page's words ask for when they name a goal of the tree; None when they name none, so that they are
    looked for in the plan."""
    filters = read_filters(ctx, page.scope) if may_name_goal(page.scope) else None
    if filters is None:
        return None
    tree = goal_tree(ctx.session)
    goals = tree.named(page.scope) or tree.named(filters.rest)
    if not goals:
        return None
    standing = load_standing(ctx, filters.round)
    if len(goals) > 1:
        return _which(ctx, view, goals)
    [goal] = goals
    rows, title = tree.rows(goal, standing.plan), goal_title(ctx.t, goal)
    if not rows:
        return Message((Heading(title[:150]), *goal_note(ctx, goal, has_rows=False)))
    scope = Scope(title, page.scope, rows)
    scope = filtered(ctx, scope, title, filters.colours, standing.answers, page.scope)
    message = view.show(ctx, standing, scope, page)
    return replace(message, parts=(*message.parts, *goal_note(ctx, goal, has_rows=True)))


def _which(ctx: Context, view: ScopeView, goals: list[RegisterLine]) -> Message:
    buttons = [
        Button(goal_title(ctx.t, goal)[:75], view.action, str(PageValue(0, words_for(goal)))) for goal in goals[:9]
    ]
    names = ctx.t.enumeration((short_title(ctx.t, goal) for goal in goals), "or")
    parts: list[Part] = [Paragraph(ctx.t("Which do you mean, {names}?", names=names)), *in_lines(buttons)]
    return Message(tuple(parts))
