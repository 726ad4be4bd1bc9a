"""What `status` and `avvikelser` share: the round, the part of the plan asked for, and buttons to other parts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from handlers.access import no_such_row_text, plan_of, require_member
from handlers.context import Context, Refusal
from messages.management.deviation import brief_parts
from messages.parts import Bullets, Button, Buttons, Message, Paragraph, Part, Small, part_words
from messages.references import meant
from messages.values import PageValue
from messages.words import goal_name
from models.answers.last_time import answers_last_time
from models.answers.queries import AnswerView, current_answers
from models.plan.find import Found, Scope, find, goal_scope, row_number
from models.plan.views import PlanView, RowView
from models.rounds.queries import current_round
from models.rounds.tables import Round
from models.rules.text import shorten
from models.vocabulary import RoundState

_PAGE_CHARACTERS = 7500
# Longer words name nothing, and would not fit a button.
_LONGEST_WORDS = 200


@dataclass(frozen=True)
class Standing:
    """The current round, its plan, and its answers by placement. Before the first round, this year's plan alone."""

    round: Round | None
    plan: PlanView
    answers: dict[int, AnswerView]


ShowScope = Callable[[Context, Standing, Scope, PageValue], Message]


@dataclass(frozen=True)
class ScopeView:
    """How a scope is shown, and the action of the button to it."""

    action: str
    show: ShowScope


def load_standing(ctx: Context) -> Standing:
    """For members only: raises Refusal for others, and when there is no plan."""
    require_member(ctx)
    round_ = current_round(ctx.session)
    plan = plan_of(ctx, round_)
    answers = current_answers(ctx.session, round_.id, plan.id) if round_ else {}
    return Standing(round_, plan, answers)


def show_scope(ctx: Context, standing: Standing, view: ScopeView, value: PageValue) -> Message:
    """The one scope that the value's words mean. If they may mean several, asks which; if none, offers similar ones."""
    words = shorten(value.scope, _LONGEST_WORDS)
    matches = find(standing.plan, words)
    if len(matches.scopes) == 1:
        message = view.show(ctx, standing, matches.scopes[0], value)
        return _with_text_matches(ctx, message, words, matches, view.action)
    if matches.scopes:
        question = ctx.t("{word} can mean several things. Which do you mean?", word=ctx.t.quote(words))
        return _choose(ctx, question, matches.scopes, view.action)
    if (number := row_number(words)) is not None:
        raise Refusal(no_such_row_text(ctx, standing.plan, number))
    nothing = ctx.t("I find no goal, unit or activity called {word}.", word=ctx.t.quote(words))
    if matches.near:
        return _choose(ctx, nothing + " " + ctx.t("Do you mean:"), matches.near, view.action)
    goals = tuple(goal_scope(standing.plan, goal) for goal in standing.plan.goals)
    return _choose(ctx, nothing + " " + ctx.t("The goals are:"), goals, view.action)


def _choose(ctx: Context, question: str, scopes: tuple[Scope, ...], action: str) -> Message:
    names = Bullets(tuple(scope_name(ctx, scope) for scope in scopes))
    return Message((Paragraph(question), names, *scope_buttons(scopes, action)))


def scope_buttons(scopes: tuple[Scope, ...], action: str) -> list[Buttons]:
    """A button to the first page of each scope, five in a line."""
    buttons = [Button(scope.name[:75], action, str(PageValue(0, scope.value))) for scope in scopes]
    return [Buttons(tuple(buttons[i : i + 5])) for i in range(0, len(buttons), 5)]


def scope_name(ctx: Context, scope: Scope) -> str:
    """A scope's name in the asker's language, with what kind of thing it is."""
    if scope.goal:
        return goal_name(ctx.t, scope.goal)
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
    button = Button(ctx.t("Show these"), action, str(PageValue(0, f"text:{words}"))[:200])
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


def last_time_of_deviations(ctx: Context, standing: Standing, rows: Sequence[RowView]) -> dict[int, AnswerView]:
    """Last time's answers, by placement, of the rows that are yellow or red now."""
    if standing.round is None:
        return {}
    answers = [(row, standing.answers.get(row.placement_id)) for row in rows]
    deviating = [row for row, answer in answers if answer and answer.status.is_deviation]
    return answers_last_time(ctx.session, standing.round, deviating) if deviating else {}


def deviation(
    ctx: Context, standing: Standing, row: RowView, answer: AnswerView, last_time: dict[int, AnswerView]
) -> tuple[Part, ...]:  # fmt: skip
    """A deviation in a list. `last_time` are last time's answers by placement."""
    reference = meant(ctx.session, ctx.t, standing.plan, answer)
    return brief_parts(ctx.t, row, answer, last_time.get(row.placement_id), ctx.options.commands["all"], reference)


# A row and what is shown of it.
RowParts = tuple[RowView, tuple[Part, ...]]


def pages_of(shown: Sequence[RowParts], most: int) -> list[list[RowParts]]:
    """Pages of at most `most` rows, each small enough for one message on every platform. There is at least one page."""
    pages: list[list[RowParts]] = [[]]
    size = 0
    for row, parts in shown:
        length = sum(len(part_words(part)) for part in parts)
        if pages[-1] and (len(pages[-1]) == most or size + length > _PAGE_CHARACTERS):
            pages.append([])
            size = 0
        pages[-1].append((row, parts))
        size += length
    return pages


def page_buttons(ctx: Context, action: str, scope: str, number: int, pages: list[list[RowParts]]) -> list[Button]:
    """Backwards and forwards, each replacing the page shown. `scope` is that of their `PageValue`."""
    buttons = []
    if number > 0:
        buttons.append(Button(ctx.t("Previous"), action, str(PageValue(number - 1, scope, turned=True))))
    left = sum(map(len, pages[number + 1 :]))
    if left:
        label = ctx.t("Show more ({n} left)", n=left)
        buttons.append(Button(label, action, str(PageValue(number + 1, scope, turned=True))))
    return buttons
