"""`avvikelser`: the register of deviations, the newest change first, narrowed by part of the plan, colour and trend."""

from collections.abc import Sequence
from functools import partial

from handlers.context import Context
from handlers.standing.changes.last import NO_LAST_ANSWERS, LastAnswers, deviation, last_answers
from handlers.standing.changes.trends import FILTERS, trend_sentence
from handlers.standing.of_goal import shown_goal
from handlers.standing.pages import RowParts, page_buttons, pages_of
from handlers.standing.view import ScopeView, Standing, figures_note, show
from messages.parts import Buttons, Heading, Message, Paragraph, Part, Run, Small
from messages.values.plan import FilteredScope, PageValue
from messages.words import count
from models.deviations.register import Deviation, load_register
from models.plan.find import Scope
from models.rules.text import plain
from models.rules.words.deviations import take_filters
from models.vocabulary.deviations import ActionState, DeviationFilter, Trend

DEVIATIONS_A_PAGE = 6


def deviations(ctx: Context, words: str) -> Message:
    """Those of the whole plan, or of a goal, a unit, a row or a text; new, worsened, overdue and so on."""
    filters, rest = take_filters(plain(words))
    # Words are kept as they were written when there is no filter among them.
    return _narrowed(ctx, filters, PageValue(0, rest if filters else words))


def deviations_page(ctx: Context, value: str) -> Message:
    """The button to a scope or to another page of one. `value` is a `PageValue` of a `FilteredScope`."""
    page = PageValue.read(value)
    asked = FilteredScope.read(page.scope)
    return _narrowed(ctx, asked.filters, PageValue(page.page, asked.scope, page.turned))


def _narrowed(ctx: Context, filters: tuple[DeviationFilter, ...], page: PageValue) -> Message:
    view = view_of(filters)
    return shown_goal(ctx, view, page) or show(ctx, view, page)


def view_of(filters: tuple[DeviationFilter, ...]) -> ScopeView:
    """The deviations of these kinds; all without any."""
    return ScopeView("deviations_page", partial(_show, filters), partial(_overview, filters))


def _overview(filters: tuple[DeviationFilter, ...], ctx: Context, standing: Standing, page: PageValue) -> Message:
    return _show(filters, ctx, standing, Scope("", page.scope, standing.plan.rows), page)


def _show(
    filters: tuple[DeviationFilter, ...], ctx: Context, standing: Standing, scope: Scope, page: PageValue
) -> Message:  # fmt: skip
    t = ctx.t
    register = load_register(ctx.session, standing.round, scope.rows, ctx.today, is_current=True)
    listed = [*register.open, *(register.closed_now if DeviationFilter.CLOSED in filters else ())]
    shown = [each for each in listed if not filters or any(matches(each, kind) for kind in filters)]
    shown.sort(key=lambda each: (each.answer.submitted_at, each.answer.id), reverse=True)
    names = [*([scope.name] if scope.name else []), *(t(FILTERS[kind]) for kind in filters)]
    title = t("Deviations – {name}", name=", ".join(names)) if names else t("Deviations")
    parts: list[Part] = [Heading(title[:150]), Small(figures_note(ctx, standing))]
    parts.append(Paragraph((Run(count(scope.rows, standing.answers).sentence(t), bold=True),)))
    parts.append(Paragraph(_sentence(ctx, register.open)) if register.open else _none(ctx, filters))
    if register.open and not shown:
        parts.append(_none(ctx, filters))
    pages = pages_of(_row_parts(ctx, standing, shown), DEVIATIONS_A_PAGE)
    number = min(page.page, len(pages) - 1)
    for _, row_parts in pages[number]:
        parts += row_parts
    value = str(FilteredScope(filters, scope.value))
    buttons = page_buttons(ctx, "deviations_page", value, number, pages)
    if buttons:
        parts.append(Buttons(tuple(buttons)))
    return Message(tuple(parts), replace=page.turned)


def _row_parts(ctx: Context, standing: Standing, shown: Sequence[Deviation]) -> list[RowParts]:
    """Each with what it was before, and how it has moved; an answer of an earlier round is marked with it."""
    last = last_answers(ctx, standing, [each.row for each in shown])
    row_parts = []
    for each in shown:
        parts = deviation(ctx, standing, each.row, each.answer, last if each.is_reported else NO_LAST_ANSWERS)
        row_parts.append((each.row, (*parts, Small(_trend(ctx, each, last)))))
    return row_parts


def _trend(ctx: Context, each: Deviation, last: LastAnswers) -> str:
    sentence = trend_sentence(ctx.t, each)
    earlier = last.answers.get(each.row.placement_id)
    if each.is_reported or earlier is None:
        return sentence
    origin = ctx.t("from {round}", round=earlier.round_name)
    return f"{sentence} ({origin})"


def matches(deviation: Deviation, kind: DeviationFilter) -> bool:
    """Whether a deviation is of a kind."""
    match kind:
        case DeviationFilter.OVERDUE:
            return deviation.is_open and deviation.action_state is ActionState.OVERDUE
        case DeviationFilter.WAITING:
            return deviation.awaits_decision
        case _:
            return deviation.trend is Trend(kind.value)


def _none(ctx: Context, filters: Sequence[DeviationFilter]) -> Paragraph:
    t = ctx.t
    return Paragraph(t("No such deviations.") if filters else t("No yellow or red answers have been given."))


def _sentence(ctx: Context, listed: Sequence[Deviation]) -> str:
    """`3 avvikelser: 1 ny, 2 oförändrade. 1 försenad åtgärd.`"""
    t = ctx.t
    trends = [each.trend for each in listed]
    moved = t("{new} new, {worsened} worsened, {improved} improved, {unchanged} unchanged",
              new=t.number(trends.count(Trend.NEW)), worsened=t.number(trends.count(Trend.WORSENED)),
              improved=t.number(trends.count(Trend.IMPROVED)),
              unchanged=t.number(trends.count(Trend.UNCHANGED)))  # fmt: skip
    words = t.plural("{n} deviation: {moved}.", "{n} deviations: {moved}.", len(listed), moved=moved)
    overdue = sum(matches(each, DeviationFilter.OVERDUE) for each in listed)
    waiting = sum(each.awaits_decision for each in listed)
    if overdue:
        words += " " + t.plural("{n} action is overdue.", "{n} actions are overdue.", overdue)
    if waiting:
        words += " " + t.plural("{n} decision is waited for.", "{n} decisions are waited for.", waiting)
    return words
