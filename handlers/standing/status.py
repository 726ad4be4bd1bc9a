"""`status`: the answers of the current round so far, deviations first."""

from collections.abc import Sequence

from handlers.context import Context
from handlers.standing.pages import page_buttons, pages_of
from handlers.standing.view import (
    ScopeView,
    Standing,
    deviation,
    figures_note,
    last_time_of_deviations,
    scope_buttons,
    scope_name,
    show,
)  # fmt: skip
from messages.management.deviation import answer_parts
from messages.parts import Bullets, Button, Buttons, Heading, Message, Paragraph, Part, Run, Small, Text
from messages.references import meant
from messages.values import PageValue
from messages.words import count, goal_name, light, row_name, rows_note
from models.answers.last_time import answer_last_time
from models.answers.queries import AnswerView, answer_versions
from models.plan.find import Scope, goal_scope
from models.plan.views import RowView
from models.vocabulary import Status

ROWS_A_PAGE = 12
_SEVERITY = {Status.RED: 0, Status.YELLOW: 1, Status.CANNOT_ASSESS: 2, Status.GREEN: 4}
_NOT_REPORTED_RANK = 3


def status(ctx: Context, words: str) -> Message:
    """All goals; or a goal, a unit, a row or a text, of certain colours, in a round. Asks which is meant when the words
    are ambiguous."""
    return show(ctx, VIEW, PageValue(0, words))


def status_page(ctx: Context, value: str) -> Message:
    """The button to a scope or to another page of one. `value` is a `PageValue`."""
    return show(ctx, VIEW, PageValue.read(value))


def status_share(ctx: Context, value: str) -> Message:
    """The button that shows its message to the whole conversation. `value` is a `PageValue`."""
    message = show(ctx, VIEW, PageValue.read(value))
    return Message(tuple(part for part in message.parts if not isinstance(part, Buttons)), public=True)


def _overview(ctx: Context, standing: Standing, page: PageValue) -> Message:
    t = ctx.t
    parts: list[Part] = [
        Heading(t("Status of the activity plan")),
        Small(figures_note(ctx, standing)),
        Paragraph((Run(count(standing.plan.rows, standing.answers).sentence(t), bold=True),)),
        *_rows_note(ctx, standing.plan.rows),
    ]
    scopes = tuple(goal_scope(standing.plan, goal) for goal in standing.plan.goals)
    for scope in scopes:
        parts.append(Paragraph((Run(scope_name(ctx, scope), bold=True),)))
        parts.append(Paragraph(count(scope.rows, standing.answers).sentence(t)))
    parts += scope_buttons(scopes, "status_page")
    parts.append(Buttons((Button(t("Show in the channel"), "status_share", str(PageValue(0, page.scope))),)))
    return Message(tuple(parts))


def _rows_note(ctx: Context, rows: Sequence[RowView]) -> list[Part]:
    note = rows_note(ctx.t, rows)
    return [Small(note)] if note else []


def _ranked(rows: tuple[RowView, ...], answers: dict[int, AnswerView]) -> list[RowView]:
    """Red, yellow, cannot be assessed, not reported, green; by row number within each."""

    def rank(row: RowView) -> tuple[int, int]:
        answer = answers.get(row.placement_id)
        return (_SEVERITY[answer.status] if answer else _NOT_REPORTED_RANK, row.row)

    return sorted(rows, key=rank)


def _scope_message(ctx: Context, standing: Standing, scope: Scope, page: PageValue) -> Message:
    if scope.is_row:
        return _row_message(ctx, standing, scope)
    t = ctx.t
    parts: list[Part] = [
        Heading(scope_name(ctx, scope)[:150]),
        Small(figures_note(ctx, standing)),
        Paragraph((Run(count(scope.rows, standing.answers).sentence(t), bold=True),)),
        *_rows_note(ctx, scope.rows),
    ]
    last_time = last_time_of_deviations(ctx, standing, scope.rows)
    shown = [(row, _row_parts(ctx, standing, row, last_time)) for row in _ranked(scope.rows, standing.answers)]
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


def _row_parts(ctx: Context, standing: Standing, row: RowView, last_time: dict[int, AnswerView]) -> tuple[Part, ...]:
    """A deviation in full; any other row as one item of a list."""
    answer = standing.answers.get(row.placement_id)
    if answer and answer.status.is_deviation:
        return deviation(ctx, standing, row, answer, last_time)
    return (Bullets(((*row_name(ctx.t, row), f" – {light(ctx.t, answer.status if answer else None)}"),)),)


def _row_message(ctx: Context, standing: Standing, scope: Scope) -> Message:
    t, row = ctx.t, scope.rows[0]
    answer = standing.answers.get(row.placement_id)
    parts: list[Part] = [Heading(t("Row {row}", row=row.row)), Small(figures_note(ctx, standing))]
    last_time_answer = answer_last_time(ctx.session, standing.round, row) if standing.round else None
    if answer is None:
        parts.append(Paragraph((*row_name(t, row), f" – {light(t, None)}")))
        parts.append(Small(f"{goal_name(t, row.goal)} · {row.unit_names}"))
    else:
        reference = meant(ctx.session, t, standing.plan, answer)
        parts += answer_parts(
            t, row, answer, last_time_answer, ctx.options.commands["all"], whole=True, meant=reference
        )
        versions = answer_versions(ctx.session, answer.round_id, row.placement_id)
        parts.append(Small(t("Answered {time}; version {n}.", time=t.instant(answer.submitted_at), n=len(versions))))
    if answer is None and row.previous_comment:
        parts.append(Paragraph(t("Last period: {comment}", comment=t.quote(row.previous_comment))))
    parts.append(Buttons((Button(t("Show in the channel"), "status_share", str(PageValue(0, scope.value))),)))
    return Message(tuple(parts))


VIEW = ScopeView("status_page", _scope_message, _overview)
