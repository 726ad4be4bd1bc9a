"""What `status` and `avvikelser` share: the round meant, which part of the plan, and the buttons to the rest of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.access import no_such_row_text, plan_of, require_member
from handlers.context import Context, Refusal
from messages.deviation import brief_parts
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
# What is longer names nothing, and would neither fit a button nor be read when it is said back.
_LONGEST_WORDS = 200


@dataclass(frozen=True)
class Standing:
    """The round meant, its plan and its current answers."""

    round: Round | None
    plan: PlanView
    answers: dict[int, AnswerView]


Show = Callable[[Context, Standing, Scope, PageValue], Message]


@dataclass(frozen=True)
class View:
    """A way to show a scope, and the button that leads to it."""

    action: str
    show: Show


def standing(ctx: Context) -> Standing:
    """For members only."""
    require_member(ctx)
    found = current_round(ctx.session)
    plan = plan_of(ctx, found)
    if found is None:
        return Standing(None, plan, {})
    return Standing(found, plan, current_answers(ctx.session, found.id, plan.id))


def show_scope(ctx: Context, now: Standing, view: View, value: PageValue) -> Message:
    """The one scope that the value's words mean. If they may mean several, asks which; if none, offers similar ones."""
    words = shorten(value.scope, _LONGEST_WORDS)
    found = find(now.plan, words)
    if len(found.scopes) == 1:
        message = view.show(ctx, now, found.scopes[0], value)
        return _with_texts(ctx, message, words, found, view.action)
    if found.scopes:
        question = ctx.t("{word} can mean several things. Which do you mean?", word=ctx.t.quote(words))
        return _choose(ctx, question, found.scopes, view.action)
    if (number := row_number(words)) is not None:
        raise Refusal(no_such_row_text(ctx, now.plan, number))
    nothing = ctx.t("I find no goal, unit or activity called {word}.", word=ctx.t.quote(words))
    if found.near:
        return _choose(ctx, nothing + " " + ctx.t("Do you mean:"), found.near, view.action)
    goals = tuple(goal_scope(now.plan, goal) for goal in now.plan.goals)
    return _choose(ctx, nothing + " " + ctx.t("The goals are:"), goals, view.action)


def _choose(ctx: Context, question: str, scopes: tuple[Scope, ...], action: str) -> Message:
    names = Bullets(tuple(scope_name(ctx, scope) for scope in scopes))
    return Message((Paragraph(question), names, *scope_buttons(scopes, action)))


def scope_buttons(scopes: tuple[Scope, ...], action: str) -> list[Buttons]:
    """A button to each, five a line."""
    buttons = [Button(scope.name[:75], action, str(PageValue(0, scope.value))) for scope in scopes]
    return [Buttons(tuple(buttons[i : i + 5])) for i in range(0, len(buttons), 5)]


def scope_name(ctx: Context, scope: Scope) -> str:
    if scope.goal:
        return goal_name(ctx.t, scope.goal)
    return ctx.t("Unit {name}", name=scope.name) if scope.unit else scope.name


def _with_texts(ctx: Context, message: Message, words: str, found: Found, action: str) -> Message:
    """A word that names a goal or a unit may stand in other activities too; says so."""
    shown = {row.row for row in found.scopes[0].rows}
    others = [row for row in found.texts if row.row not in shown]
    if not others:
        return message
    note = ctx.t.plural(
        "{n} other activity has {word} in its text.", "{n} other activities have {word} in their text.",
        len(others), word=ctx.t.quote(words),
    )  # fmt: skip
    button = Button(ctx.t("Show these"), action, str(PageValue(0, f"text:{words}"))[:200])
    return Message((*message.parts, Small(note), Buttons((button,))), message.public, message.replace)


def head(ctx: Context, now: Standing) -> str:
    """Which round the figures are about, and when."""
    t = ctx.t
    when = t.instant(ctx.now)
    if now.round is None:
        return t("No reporting has begun yet. As of {time}.", time=when)
    if now.round.state is RoundState.OPEN:
        return t("{round}, open until {deadline}. As of {time}.", round=now.round.name,
                 deadline=t.instant(now.round.deadline), time=when)  # fmt: skip
    closed: datetime = now.round.closed_at or now.round.deadline
    return t("{round}, closed {day}. As of {time}.", round=now.round.name, day=t.day(closed), time=when)


def before_deviations(ctx: Context, now: Standing, rows: Sequence[RowView]) -> dict[int, AnswerView]:
    """What the rows that deviate now were the time before, by placement."""
    if now.round is None:
        return {}
    answers = [(row, now.answers.get(row.placement_id)) for row in rows]
    deviating = [row for row, answer in answers if answer and answer.status.is_deviation]
    return answers_last_time(ctx.session, now.round, deviating) if deviating else {}


def deviation(
    ctx: Context, now: Standing, row: RowView, answer: AnswerView, before: dict[int, AnswerView]
) -> tuple[Part, ...]:  # fmt: skip
    """A deviation in a list, with what it was the time before."""
    told = meant(ctx.session, ctx.t, now.plan, answer)
    return brief_parts(ctx.t, row, answer, before.get(row.placement_id), ctx.options.commands["all"], told)


Shown = tuple[RowView, tuple[Part, ...]]


def pages_of(shown: Sequence[Shown], most: int) -> list[list[Shown]]:
    """Rows with their words as pages of at most `most`, each small enough for one message of every platform: the next
    page takes its place."""
    pages: list[list[Shown]] = [[]]
    size = 0
    for row, parts in shown:
        length = sum(len(part_words(part)) for part in parts)
        if pages[-1] and (len(pages[-1]) == most or size + length > _PAGE_CHARACTERS):
            pages.append([])
            size = 0
        pages[-1].append((row, parts))
        size += length
    return pages


def page_buttons(ctx: Context, action: str, scope: str, number: int, pages: list[list[Shown]]) -> list[Button]:
    """Backwards and forwards, each replacing the page shown. `scope` is that of their `PageValue`."""
    buttons = []
    if number > 0:
        buttons.append(Button(ctx.t("Previous"), action, str(PageValue(number - 1, scope, turned=True))))
    left = sum(map(len, pages[number + 1 :]))
    if left:
        label = ctx.t("Show more ({n} left)", n=left)
        buttons.append(Button(label, action, str(PageValue(number + 1, scope, turned=True))))
    return buttons
