"""`avvikelser`: yellow and red with what is done about them, the newest change first."""

from handlers.context import Context
from handlers.standing.view import (
    Standing,
    View,
    before_deviations,
    deviation,
    head,
    page_buttons,
    pages_of,
    show_scope,
    standing,
)  # fmt: skip
from messages.parts import Buttons, Heading, Message, Paragraph, Part, Run, Small
from messages.values import PageValue
from messages.words import count
from models.plan.find import Scope

DEVIATIONS_A_PAGE = 6


def deviations(ctx: Context, words: str) -> Message:
    """Of the whole plan, or of a goal, unit or free text."""
    now = standing(ctx)
    page = PageValue(0, words)
    return show_scope(ctx, now, VIEW, page) if words.strip() else _show(ctx, now, _everything(now), page)


def deviations_page(ctx: Context, value: str) -> Message:
    """The button to a scope or to another page of one."""
    page = PageValue.read(value)
    now = standing(ctx)
    return show_scope(ctx, now, VIEW, page) if page.scope else _show(ctx, now, _everything(now), page)


def _everything(now: Standing) -> Scope:
    return Scope("", "", now.plan.rows)


def _show(ctx: Context, now: Standing, scope: Scope, page: PageValue) -> Message:
    t = ctx.t
    found = [(row, now.answers[row.placement_id]) for row in scope.rows if row.placement_id in now.answers]
    deviating = [(row, answer) for row, answer in found if answer.status.is_deviation]
    deviating.sort(key=lambda pair: (pair[1].submitted_at, pair[1].id), reverse=True)
    title = t("Deviations – {name}", name=scope.name) if scope.name else t("Deviations")
    parts: list[Part] = [Heading(title[:150]), Small(head(ctx, now))]
    parts.append(Paragraph((Run(count(scope.rows, now.answers).sentence(t), bold=True),)))
    if not deviating:
        parts.append(Paragraph(t("No yellow or red answers have been given.")))
    before = before_deviations(ctx, now, scope.rows)
    pages = pages_of([(row, deviation(ctx, now, row, answer, before)) for row, answer in deviating], DEVIATIONS_A_PAGE)
    number = min(page.page, len(pages) - 1)
    for _, row_parts in pages[number]:
        parts += row_parts
    buttons = page_buttons(ctx, "deviations_page", scope.value, number, pages)
    if buttons:
        parts.append(Buttons(tuple(buttons)))
    return Message(tuple(parts), replace=page.turned)


VIEW = View("deviations_page", _show)
