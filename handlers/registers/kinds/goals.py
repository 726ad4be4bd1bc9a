"""What the goal tree says of the plan: which goals have activities under them, and which have none."""

from collections.abc import Sequence

from handlers.access import plan_of, require_member
from handlers.context import Context
from handlers.registers.kinds.indicators import indicators_of
from handlers.registers.shown import goal_title, line_button, line_words
from i18n import N_, Translator
from messages.parts import Bullets, Button, Buttons, Heading, Message, Paragraph, Part, Run, Small, Text
from messages.values.plan import PageValue
from messages.values.registers import LineValue
from messages.words import row_numbers
from models.plan.views import RowView
from models.registers.kinds.goals import REGISTER as GOALS
from models.registers.links.goal_tree import GoalTree, goal_tree, words_for
from models.registers.tables import RegisterLine
from models.rounds.queries import current_round
from models.rules.text import shorten
from models.rules.words.goals import LevelAsked, Reach, is_wish, level_asked

_LEVELS = {
    "sub_goal": N_("Sub-goals"), "agenda2030": N_("Agenda 2030 goals"),
    "document_goal": N_("Goals of steering documents"),
}  # fmt: skip
_MOST = 20
_SHORT = 7  # letters: `nyskapande` names a goal, `inga` and `delmål` do not
Reached = Sequence[tuple[RegisterLine, tuple[RowView, ...]]]


def goals_asked(ctx: Context, sentence: str) -> Message | None:
    """The answer to a folded sentence about the goals of a level (`vilka delmal saknar aktiviteter`); None when it is
    about none, or there is no goal of that level."""
    asked = level_asked(sentence)
    if asked is None:
        return None
    tree = goal_tree(ctx.session)
    goals = tree.of_kind(asked.kind)
    if not goals:
        return None
    require_member(ctx)
    if is_wish(sentence):
        return _wish(ctx)
    goals = tree.above_named([word for word in sentence.split() if len(word) > _SHORT], goals)
    if asked.only_prioritised:
        goals = [goal for goal in goals if goal.content.get("prioritised")]
        if not goals:
            return _none_prioritised(ctx, asked)
    return _answer(ctx, asked, tree, goals)


def goals_of_words(ctx: Context, words: str) -> Message | None:
    """The answer to folded words after the register's name: a question, or the number of goals."""
    if not words.isdecimal():
        return goals_asked(ctx, words)
    goals = goal_tree(ctx.session).named(f"mål {words}")
    if not goals:
        return None
    buttons = [line_button(ctx.t("Show {key}", key=shorten(goal.key, 20)), "register_show", goal) for goal in goals[:5]]
    items: tuple[Text, ...] = tuple(line_words(ctx, GOALS, goal) for goal in goals)
    title = ctx.t("{register}: {words}", register=ctx.t(GOALS.title), words=words)
    return Message((Heading(title), Bullets(items), Buttons(tuple(buttons))))


def _wish(ctx: Context) -> Message:
    """Who changes goals, and how."""
    t = ctx.t
    text = t("The coordinator adds, changes and ends goals: write {command} to begin.",
             command=t.quote(GOALS.word(t.language)))  # fmt: skip
    return Message((Paragraph(text), Buttons((Button(t(GOALS.title), "register_list", str(LineValue(GOALS.name))),))))


def _none_prioritised(ctx: Context, asked: LevelAsked) -> Message:
    t = ctx.t
    text = t("No sub-goal is marked as prioritised yet. The coordinator marks them in {register}.",
             register=t.quote(GOALS.word(t.language)))  # fmt: skip
    return Message((Heading(t(_LEVELS[asked.kind])), Paragraph(text)))


def _answer(ctx: Context, asked: LevelAsked, tree: GoalTree, goals: Sequence[RegisterLine]) -> Message:
    t, plan = ctx.t, plan_of(ctx, current_round(ctx.session))
    reached = [(goal, tree.rows(goal, plan)) for goal in goals]
    has = [(goal, rows) for goal, rows in reached if rows]
    parts: list[Part] = [Heading(t(_LEVELS[asked.kind]))]
    without = len(reached) - len(has)
    if asked.reach is Reach.WITH:
        sentence = t.plural("{n} of {all} goals has activities under it.", "{n} of {all} goals have activities under "
                            "them.", len(has), all=len(reached))  # fmt: skip
    else:
        sentence = t.plural("{n} of {all} goals has no activities under it.",
                            "{n} of {all} goals have no activities under them.", without, all=len(reached))  # fmt: skip
    parts.append(Paragraph((Run(sentence, bold=True),)))
    shown: Reached = reached
    if asked.reach is not Reach.ALL:
        shown = has if asked.reach is Reach.WITH else [(goal, rows) for goal, rows in reached if not rows]
    parts += _listed(ctx, shown)
    if without:
        parts.append(Small(_how_to_link(ctx)))
    buttons = [status_button(t("Status: {name}", name=short_title(t, goal)), goal) for goal, rows in shown[:3] if rows]
    return Message((*parts, *((Buttons(tuple(buttons)),) if buttons else ())))


def _listed(ctx: Context, shown: Reached) -> list[Part]:
    """A line for each goal; those without name and activities in one, since a number alone says little."""
    t = ctx.t
    bare = [goal for goal, rows in shown if not rows and not goal.content.get("name")]
    lines: list[Text] = [_line(ctx, goal, rows) for goal, rows in shown if goal not in bare]
    if bare:
        numbers = t.enumeration(str(goal.content.get("number") or goal.key) for goal in bare)
        lines.append(t("{numbers}: no activities, and no name in the register yet", numbers=numbers))
    more = len(lines) - _MOST
    if more > 0:
        lines = [*lines[:_MOST], t.plural("and {n} more", "and {n} more", more)]
    return [Bullets(tuple(lines))] if lines else []


def _line(ctx: Context, goal: RegisterLine, rows: Sequence[RowView]) -> Text:
    title, none = Run(goal_title(ctx.t, goal), bold=True), ctx.t("no activities")
    if not rows:
        return (title, f" – {none}")
    numbers = row_numbers(ctx.t, rows, 10)
    words = ctx.t.plural("{n} activity: row {rows}", "{n} activities: rows {rows}", len(rows), rows=numbers)
    return (title, f" – {words}")


def _how_to_link(ctx: Context) -> str:
    t = ctx.t
    return t("An activity stands under a goal when its row is linked to the goal, or to one below it. The coordinator "
             "writes {example}, and then {link} under “Linked to”.",
             example=t.quote(t("goals change KEY")), link=t.quote(t("row:14")))  # fmt: skip


def short_title(t: Translator, goal: RegisterLine) -> str:
    """What a goal is called on a button: its level and number, else its name."""
    title = goal_title(t, goal)
    return title.partition(" – ")[0] if goal.content.get("number") is not None else title


def goal_note(ctx: Context, goal: RegisterLine, has_rows: bool) -> list[Part]:
    """What follows how it stands with a goal: that nothing stands under it, and its indicators."""
    t = ctx.t
    parts: list[Part] = []
    if not has_rows:
        parts = [Paragraph(t("No activity of the plan stands under this goal.")), Small(_how_to_link(ctx))]
    parts += indicators_of(ctx, goal)
    return [*parts, Buttons((line_button(t("Show {key}", key=shorten(goal.key, 20)), "register_show", goal),))]


def status_button(label: str, goal: RegisterLine) -> Button:
    """The button to how it stands with what is under a goal."""
    return Button(label[:75], "status_page", str(PageValue(0, words_for(goal))))


def status_buttons(ctx: Context, goal: RegisterLine) -> list[Button]:
    """What stands under a goal that has not ended."""
    return [] if goal.ended else [status_button(ctx.t("Status"), goal)]
