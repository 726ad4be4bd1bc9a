"""What `status` and `avvikelser` share: the round, the part of the plan asked for, and buttons to other parts."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from handlers.access import no_such_row_text, plan_of, require_member
from handlers.context import Context, Refusal
from handlers.standing.filters import Filters, filtered, is_in_the_plan, own_scope, read_filters
from handlers.standing.named import find_named
from messages.parts import Bullets, Button, Buttons, Message, Paragraph, Small, in_lines
from messages.values.plan import PageValue
from messages.words import goal_name
from models.answers.queries import AnswerView, current_answers
from models.plan.find import Found, Scope, find, goal_scope, row_number, rows_scope
from models.plan.views import PlanView
from models.rounds.queries import current_round
from models.rounds.tables import Round
from models.rules.text import shorten
from models.vocabulary.rounds import RoundState

# Longer words name nothing, and would not fit a button.
_LONGEST_WORDS = 200
_LIST = "rows:"
_IN_ROUND = re.compile(r"in:(\d+):(.*)", re.DOTALL)


@dataclass(frozen=True)
class Standing:
    """The current round, its plan, and its answers by placement. Before the first round, this year's plan alone."""

    round: Round | None
    plan: PlanView
    answers: dict[int, AnswerView]


ShowScope = Callable[[Context, Standing, Scope, PageValue], Message]


@dataclass(frozen=True)
class ScopeView:
    """How a scope is shown, how the whole plan is, and the action of the button to either."""

    action: str
    show: ShowScope
    overview: Callable[[Context, Standing, PageValue], Message]


def load_standing(ctx: Context, round_: Round | None = None) -> Standing:
    """How it stands in a round, else in the current one. For members only: raises Refusal for others, and when there is
    no plan."""
    require_member(ctx)
    round_ = round_ or current_round(ctx.session)
    plan = plan_of(ctx, round_)
    answers = current_answers(ctx.session, round_.id, plan.id) if round_ else {}
    return Standing(round_, plan, answers)


def show(ctx: Context, view: ScopeView, page: PageValue) -> Message:
    """What the page's words ask for: a part of the plan, colours, a round; the whole plan without words. If they may
    mean several parts, asks which; if none, offers similar ones."""
    if match := _IN_ROUND.fullmatch(page.scope):
        return _show_in_round(ctx, view, page, int(match[1]), match[2])
    words = page.scope if page.scope.startswith(_LIST) else shorten(page.scope, _LONGEST_WORDS)
    standing = load_standing(ctx)
    if not words.strip():
        return view.overview(ctx, standing, page)
    filters = read_filters(ctx, words)
    if (own := own_scope(ctx, words, standing.plan)) and find_named(standing.plan, filters.rest) is None:
        return _show_filtered(ctx, load_standing(ctx, filters.round), view, page, own, filters)
    if not (filters.colours or filters.round) or is_in_the_plan(standing.plan, words):
        return _show_named(ctx, standing, view, page, words)
    standing = load_standing(ctx, filters.round)
    matches = find_named(standing.plan, filters.rest)
    if matches is None:
        return _show_filtered(ctx, standing, view, page, _whole_plan(standing), filters)
    if len(matches.scopes) == 1:
        return _show_filtered(ctx, standing, view, page, matches.scopes[0], filters)
    return _which(ctx, standing, view, filters.rest, matches)


def in_round(scope: Scope, round_: Round) -> Scope:
    """The scope, so that its buttons show it in this round: they would show the current one else."""
    return replace(scope, value=f"in:{round_.id}:{scope.value}")


def _show_in_round(ctx: Context, view: ScopeView, page: PageValue, round_id: int, value: str) -> Message:
    standing = load_standing(ctx, ctx.session.get(Round, round_id))
    if not value:
        return view.overview(ctx, standing, page)
    matches = find(standing.plan, value)
    if len(matches.scopes) != 1:
        return _which(ctx, standing, view, value, matches)
    return view.show(ctx, standing, replace(matches.scopes[0], value=page.scope), page)


def _whole_plan(standing: Standing) -> Scope:
    return Scope("", "", standing.plan.rows)


def _show_filtered(
    ctx: Context, standing: Standing, view: ScopeView, page: PageValue, scope: Scope, filters: Filters
) -> Message:  # fmt: skip
    if not filters.colours and not scope.name:
        return view.overview(ctx, standing, page)
    if not filters.colours and scope.is_row:
        return view.show(ctx, standing, scope, page)
    name = scope_name(ctx, scope)
    return view.show(ctx, standing, filtered(ctx, scope, name, filters.colours, standing.answers, page.scope), page)


def _show_named(ctx: Context, standing: Standing, view: ScopeView, page: PageValue, words: str) -> Message:
    matches = find_named(standing.plan, words)
    if matches is None:
        return view.overview(ctx, standing, page)
    if len(matches.scopes) == 1:
        message = view.show(ctx, standing, matches.scopes[0], page)
        return _with_text_matches(ctx, message, words, matches, view.action)
    return _which(ctx, standing, view, words, matches)


def _which(ctx: Context, standing: Standing, view: ScopeView, words: str, matches: Found) -> Message:
    """Asks which of several scopes is meant, or says that there is none and offers similar ones."""
    if matches.scopes:
        question = ctx.t("{word} can mean several things. Which do you mean?", word=ctx.t.quote(words))
        return choose(ctx, question, matches.scopes, view.action)
    return no_such_part(ctx, standing, words, matches, view.action)


def no_such_part(ctx: Context, standing: Standing, words: str, matches: Found, action: str) -> Message:
    """Says that nothing has this name, and offers similar ones. Raises Refusal for the number of a row."""
    if (number := row_number(words)) is not None:
        raise Refusal(no_such_row_text(ctx, standing.plan, number))
    nothing = ctx.t("I cannot find a goal, unit or activity called {word}.", word=ctx.t.quote(words))
    if matches.near:
        return choose(ctx, nothing + " " + ctx.t("Do you mean:"), matches.near, action)
    goals = tuple(goal_scope(standing.plan, goal) for goal in standing.plan.goals)
    return choose(ctx, nothing + " " + ctx.t("The goals are:"), goals, action)


def choose(ctx: Context, question: str, scopes: tuple[Scope, ...], action: str, more: str = "") -> Message:
    """Asks which scope is meant, with a button to each. `more` are words that go on after its name."""
    names = Bullets(tuple(scope_name(ctx, scope) for scope in scopes))
    return Message((Paragraph(question), names, *scope_buttons(scopes, action, more)))


def scope_buttons(scopes: tuple[Scope, ...], action: str, more: str = "") -> list[Buttons]:
    """A button to the first page of each scope, five in a line."""
    buttons = [
        Button(scope.name[:75], action, str(PageValue(0, f"{scope.name}{more}" if more else scope.value)))
        for scope in scopes
    ]
    return list(in_lines(buttons))


def scope_name(ctx: Context, scope: Scope) -> str:
    """A scope's name in the asker's language, with what kind of thing it is."""
    if scope.goal:
        return goal_name(ctx.t, scope.goal)
    if scope.value.startswith(_LIST) and scope.name[:1].isdigit():
        return ctx.t("Rows {rows}", rows=scope.name)
    return ctx.t("Unit {name}", name=scope.name) if scope.unit else scope.name


def _with_text_matches(ctx: Context, message: Message, words: str, matches: Found, action: str) -> Message:
    """Adds a note if the words, which name one scope, are also in the text of activities outside it."""
    shown = {row.row for row in matches.scopes[0].rows}
    others = [row for row in matches.texts if row.row not in shown]
    if not others:
        return message
    note = ctx.t.plural(
        "{n} other activity has {word} in its text.", "{n} other activities have {word} in their text.",
        len(others), word=ctx.t.quote(words),
    )  # fmt: skip
    button = Button(ctx.t("Show these"), action, str(PageValue(0, rows_scope(words, others).value)))
    return Message((*message.parts, Small(note), Buttons((button,))), message.public, message.replace)


def figures_note(ctx: Context, standing: Standing) -> str:
    """Which round the figures are of, and the time."""
    t = ctx.t
    when = t.instant(ctx.now)
    if standing.round is None:
        return t("No reporting has begun yet. As of {time}.", time=when)
    if standing.round.state is RoundState.OPEN:
        return t("{round}, open until {deadline}. As of {time}.", round=standing.round.name,
                 deadline=t.instant(standing.round.deadline), time=when)  # fmt: skip
    closed = t.instant(standing.round.closed_at or standing.round.deadline)
    return t("{round}, closed {closed}. As of {time}.", round=standing.round.name, closed=closed, time=when)
