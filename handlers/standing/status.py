"""`status`: how it stands, at any moment, with deviations first."""

from handlers.context import Context
from handlers.standing.view import (
    Standing,
    View,
    before_deviations,
    deviation,
    head,
    page_buttons,
    pages_of,
    scope_buttons,
    scope_name,
    show_scope,
    standing,
)  # fmt: skip
from messages.deviation import answer_parts
from messages.parts import Bullets, Button, Buttons, Heading, Message, Paragraph, Part, Run, Small, Text
from messages.references import meant
from messages.values import PageValue
from messages.words import count, goal_name, light, row_name
from models.answers.last_time import answer_last_time
from models.answers.queries import AnswerView, answer_versions
from models.plan.find import Scope, find, goal_scope, row_scope
from models.plan.views import RowView
from models.vocabulary import Status

ROWS_A_PAGE = 12
_SEVERITY = {Status.RED: 0, Status.YELLOW: 1, Status.CANNOT_ASSESS: 2, Status.GREEN: 4}
_NOT_REPORTED_RANK = 3


def status(ctx: Context, words: str) -> Message:
    """All goals; or a goal, unit, row or free text. An ambiguous word is asked back."""
    now = standing(ctx)
    return show_scope(ctx, now, VIEW, PageValue(0, words)) if words.strip() else _overview(ctx, now)


def status_page(ctx: Context, value: str) -> Message:
    """The button to a scope or to another page of one."""
    page = PageValue.read(value)
    now = standing(ctx)
    return show_scope(ctx, now, VIEW, page) if page.scope else _overview(ctx, now)


def status_share(ctx: Context, value: str) -> Message:
    """The button that shows what it stands under to the whole conversation."""
    page = PageValue.read(value)
    now = standing(ctx)
    found = find(now.plan, page.scope).scopes if page.scope else ()
    message = _scope_message(ctx, now, found[0], page) if found else _overview(ctx, now)
    return Message(tuple(part for part in message.parts if not isinstance(part, Buttons)), public=True)


def _overview(ctx: Context, now: Standing) -> Message:
    t = ctx.t
    parts: list[Part] = [
        Heading(t("Status of the activity plan")),
        Small(head(ctx, now)),
        Paragraph((Run(count(now.plan.rows, now.answers).sentence(t), bold=True),)),
    ]
    scopes = tuple(goal_scope(now.plan, goal) for goal in now.plan.goals)
    for scope in scopes:
        parts.append(Paragraph((Run(scope_name(ctx, scope), bold=True),)))
        parts.append(Paragraph(count(scope.rows, now.answers).sentence(t)))
    parts += scope_buttons(scopes, "status_page")
    parts.append(Buttons((Button(t("Show in the channel"), "status_share"),)))
    return Message(tuple(parts))


def _ranked(rows: tuple[RowView, ...], answers: dict[int, AnswerView]) -> list[RowView]:
    """Red, yellow, cannot be assessed, not reported, green; by row number within each."""

    def rank(row: RowView) -> tuple[int, int]:
        answer = answers.get(row.placement_id)
        return (_SEVERITY[answer.status] if answer else _NOT_REPORTED_RANK, row.row)

    return sorted(rows, key=rank)


def _scope_message(ctx: Context, now: Standing, scope: Scope, page: PageValue) -> Message:
    if scope.is_row:
        return _row_message(ctx, now, scope.rows[0])
    t = ctx.t
    parts: list[Part] = [
        Heading(scope_name(ctx, scope)[:150]),
        Small(head(ctx, now)),
        Paragraph((Run(count(scope.rows, now.answers).sentence(t), bold=True),)),
    ]
    before = before_deviations(ctx, now, scope.rows)
    shown = [(row, _row_parts(ctx, now, row, before)) for row in _ranked(scope.rows, now.answers)]
    pages = pages_of(shown, ROWS_A_PAGE)
    number = min(page.page, len(pages) - 1)
    lines: list[Text] = []
    for _, row_parts in pages[number]:
        if isinstance(row_parts[0], Bullets):
            lines += row_parts[0].items
        else:
            parts += row_parts
    if lines:
        parts.append(Bullets(tuple(lines)))
    buttons = page_buttons(ctx, "status_page", scope.value, number, pages)
    buttons.append(Button(t("Show in the channel"), "status_share", str(PageValue(number, scope.value))))
    return Message((*parts, Buttons(tuple(buttons))), replace=page.turned)


def _row_parts(ctx: Context, now: Standing, row: RowView, before: dict[int, AnswerView]) -> tuple[Part, ...]:
    """A deviation with all that is known of it; of any other row one line of a list."""
    answer = now.answers.get(row.placement_id)
    if answer and answer.status.is_deviation:
        return deviation(ctx, now, row, answer, before)
    return (Bullets(((*row_name(ctx.t, row), f" – {light(ctx.t, answer.status if answer else None)}"),)),)


def _row_message(ctx: Context, now: Standing, row: RowView) -> Message:
    t = ctx.t
    answer = now.answers.get(row.placement_id)
    parts: list[Part] = [Heading(t("Row {row}", row=row.row)), Small(head(ctx, now))]
    previous = answer_last_time(ctx.session, now.round, row) if now.round else None
    if answer is None:
        parts.append(Paragraph((*row_name(t, row), f" – {light(t, None)}")))
        parts.append(Small(f"{goal_name(t, row.goal)} · {row.unit_names}"))
    else:
        told = meant(ctx.session, t, now.plan, answer)
        parts += answer_parts(t, row, answer, previous, ctx.options.commands["all"], whole=True, meant=told)
        versions = answer_versions(ctx.session, answer.round_id, row.placement_id)
        parts.append(Small(t("Answered {time}; version {n}.", time=t.instant(answer.submitted_at), n=len(versions))))
    if answer is None and row.previous_comment:
        parts.append(Paragraph(t("Last period: {comment}", comment=t.quote(row.previous_comment))))
    parts.append(Buttons((Button(t("Show in the channel"), "status_share", str(PageValue(0, row_scope(row).value))),)))
    return Message(tuple(parts))


VIEW = View("status_page", _scope_message)
