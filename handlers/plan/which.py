"""Which plan, row, unit or goal a coordinator means."""

import re

from actions.plan.editing import Editor
from handlers.access import left_plan_text, no_such_row_text, plan_of, require_coordinator
from handlers.context import Context, Refusal, no_longer
from messages.plan_effects import effect_lines
from messages.values.plan import PlanValue
from models.plan.find import row_number
from models.plan.mentions import mentions
from models.plan.views import GoalView, PlanView, RowView, UnitView
from models.planning.concerned import effects, nobody_answers_for
from models.planning.names import goal_named, similar_names, unit_named
from models.planning.quality import all_goals
from models.rules.text import plain, shorten

_SHOWN = 100


def split_year(words: str) -> tuple[int | None, str]:
    """The year that the words begin with, or end with after `i` or `in`, and the rest."""
    if match := re.match(r"(20\d\d)\b\s*", words):
        return int(match[1]), words[match.end() :]
    if match := re.search(r"\s(?:i|in|år|year)\s+(20\d\d)\s*$", words, re.IGNORECASE):
        return int(match[1]), words[: match.start()]
    return None, words


def plan_for(ctx: Context, year: int | None) -> PlanView:
    """The plan of a year; without one, the plan in force."""
    if year is None:
        return plan_of(ctx, None)
    plan = next((each for each in ctx.directory.plans if each.year == year), None)
    if plan is None:
        known = ctx.t.enumeration(str(each.year) for each in ctx.directory.plans) or "–"
        raise Refusal(ctx.t("There is no plan of {year}. There are plans of {known}.", year=year, known=known))
    return plan


def row_in(ctx: Context, plan: PlanView, words: str) -> RowView:
    """The row with a number, or the only one whose wording has the words."""
    if not words.strip():
        raise Refusal(ctx.t("Which row? Write its number, for example: {words}", words=_example(ctx)))
    number = row_number(words)
    if number is None:
        mentioned = mentions(plan, plain(words))
        named = mentioned.titles or mentioned.texts
        number = named[0].row if len(named) == 1 else None
    if number is None:
        raise Refusal(ctx.t("Which row? Write its number, for example: {words}", words=_example(ctx)))
    row = plan.by_row.get(number)
    if row is None:
        raise Refusal(no_such_row_text(ctx, plan, number))
    return row


def _example(ctx: Context) -> str:
    return ctx.t("/{command} plan change 14", command=ctx.options.commands["all"])


def row_of_button(ctx: Context, value: str) -> tuple[PlanValue, PlanView, RowView]:
    """The row of a button's value, whatever its number is now. For coordinators only."""
    require_coordinator(ctx)
    at = PlanValue.read(value)
    for plan in ctx.directory.plans:
        if row := plan.by_placement.get(at.placement_id or 0):
            return at, plan, row
        if ended := plan.ended_by_placement.get(at.placement_id or 0):
            raise Refusal(left_plan_text(ctx, plan, ended, ended.row.row))
    raise no_longer(ctx)


def units_in(ctx: Context, words: str) -> tuple[UnitView, ...]:
    """The units of a text split on `/`."""
    names = [part.strip() for part in words.split("/") if part.strip()]
    if not names:
        raise Refusal(ctx.t("Name the unit that answers for the row."))
    units = []
    for name in names:
        unit = unit_named(ctx.directory, name)
        if unit is None:
            near = ctx.t.enumeration(similar_names([each.name for each in ctx.directory.units], name), "or")
            raise Refusal(ctx.t("There is no unit called {name}. Do you mean {near}? A new unit comes with the plan "
                                "file.", name=ctx.t.quote(shorten(name, _SHOWN)), near=near))  # fmt: skip
        units.append(unit)
    return tuple(dict.fromkeys(units))


def goals_in(ctx: Context, text: str) -> tuple[GoalView, ...]:
    """The goals of a text with one in each line."""
    known = all_goals(ctx.session)
    names = [line.strip() for line in text.splitlines() if line.strip()]
    if not names:
        raise Refusal(ctx.t("Name the goal that the row stands under."))
    goals = []
    for name in names:
        goal = goal_named(known, name)
        if goal is None:
            near = ctx.t.enumeration(similar_names([each.name for each in known], name), "or")
            raise Refusal(ctx.t("There is no goal called {name}. Do you mean {near}? A new goal comes with the plan "
                                "file.", name=ctx.t.quote(shorten(name, _SHOWN)), near=near))  # fmt: skip
        goals.append(goal)
    return tuple(dict.fromkeys(goals))


def editor_of(ctx: Context) -> Editor:
    """The asker's hand on the plan."""
    return Editor(ctx.session, ctx.now, ctx.person().id)


def what_happens(
    ctx: Context, plan: PlanView, before: tuple[RowView, ...], after: tuple[RowView, ...]
) -> list[str]:  # fmt: skip
    """What happens to whom in the open rounds when these rows become those."""
    concerned = effects(ctx.session, ctx.directory, plan, before, after)
    return effect_lines(ctx.t, concerned, [row for row in after if nobody_answers_for(ctx.directory, row)])
