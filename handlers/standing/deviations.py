"""`avvikelser`: yellow and red answers with their actions, the newest first."""

from handlers.context import Context
from handlers.standing.pages import page_buttons, pages_of
from handlers.standing.view import (
    ScopeView,
    Standing,
    deviation,
    figures_note,
    last_time_of_deviations,
    show,
)  # fmt: skip
from messages.parts import Buttons, Heading, Message, Paragraph, Part, Run, Small
from messages.values import PageValue
from messages.words import count
from models.plan.find import Scope

DEVIATIONS_A_PAGE = 6


def deviations(ctx: Context, words: str) -> Message:
    """Those of the whole plan, or of a goal, a unit, a row or a text."""
    return show(ctx, VIEW, PageValue(0, words))


def deviations_page(ctx: Context, value: str) -> Message:
    """The button to a scope or to another page of one. `value` is a `PageValue`."""
    return show(ctx, VIEW, PageValue.read(value))


def _overview(ctx: Context, standing: Standing, page: PageValue) -> Message:
    return _show(ctx, standing, Scope("", page.scope, standing.plan.rows), page)


def _show(ctx: Context, standing: Standing, scope: Scope, page: PageValue) -> Message:
    t = ctx.t
    answered = [(row, standing.answers[row.placement_id]) for row in scope.rows if row.placement_id in standing.answers]
    deviating = [(row, answer) for row, answer in answered if answer.status.is_deviation]
    deviating.sort(key=lambda pair: (pair[1].submitted_at, pair[1].id), reverse=True)
    title = t("Deviations – {name}", name=scope.name) if scope.name else t("Deviations")
    parts: list[Part] = [Heading(title[:150]), Small(figures_note(ctx, standing))]
    parts.append(Paragraph((Run(count(scope.rows, standing.answers).sentence(t), bold=True),)))
    if not deviating:
        parts.append(Paragraph(t("No yellow or red answers have been given.")))
    last_time = last_time_of_deviations(ctx, standing, scope.rows)
    pages = pages_of(
        [(row, deviation(ctx, standing, row, answer, last_time)) for row, answer in deviating], DEVIATIONS_A_PAGE
    )
    number = min(page.page, len(pages) - 1)
    for _, row_parts in pages[number]:
        parts += row_parts
    buttons = page_buttons(ctx, "deviations_page", scope.value, number, pages)
    if buttons:
        parts.append(Buttons(tuple(buttons)))
    return Message(tuple(parts), replace=page.turned)


VIEW = ScopeView("deviations_page", _show, _overview)
