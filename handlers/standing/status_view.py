"""What `status` shows of a part of the plan: the goals with their numbers, or each row with its answer, worst first."""

from collections.abc import Sequence

from handlers.context import Context
from handlers.registers.linked import linked_to
from handlers.standing.changes.last import LastAnswers, deviation, last_answers
from handlers.standing.pages import page_buttons, pages_of
from handlers.standing.view import (
    ScopeView,
    Standing,
    figures_note,
    scope_buttons,
    scope_name,
)  # fmt: skip
from messages.management.deviation import answer_parts
from messages.parts import Bullets, Button, Buttons, Heading, Message, Paragraph, Part, Run, Small, Text
from messages.references import meant
from messages.values.plan import PageValue
from messages.words import count, goal_name, light, previously, row_name, rows_note
from models.answers.queries import AnswerView, answer_versions
from models.deviations.history import row_history
from models.plan.find import Scope, goal_scope
from models.plan.views import RowView
from models.vocabulary.answers import Status

ROWS_A_PAGE = 12
_SEVERITY = {Status.RED: 0, Status.YELLOW: 1, Status.CANNOT_ASSESS: 2, Status.GREEN: 4}
_NOT_REPORTED_RANK = 3
_TRAIL = 3


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
        *_goals_of_unit(ctx, standing, scope),
    ]
    last = last_answers(ctx, standing, _with_a_past(standing, scope.rows))
    shown = [(row, _row_parts(ctx, standing, row, last)) for row in _ranked(scope.rows, standing.answers)]
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


def _goals_of_unit(ctx: Context, standing: Standing, scope: Scope) -> list[Part]:
    """A unit's numbers under each of its goals, when there are several."""
    by_goal = [[row for row in scope.rows if row.goal == goal] for goal in standing.plan.goals]
    by_goal = [rows for rows in by_goal if rows]
    if scope.unit is None or len(by_goal) < 2:
        return []
    lines: list[Text] = [
        (Run(goal_name(ctx.t, rows[0].goal), bold=True), f": {count(rows, standing.answers).sentence(ctx.t)}")
        for rows in by_goal
    ]
    return [Bullets(tuple(lines))]


def _with_a_past(standing: Standing, rows: Sequence[RowView]) -> list[RowView]:
    """The rows of which it is told what they were: deviations, and those without an answer."""
    current = ((row, standing.answers.get(row.placement_id)) for row in rows)
    return [row for row, answer in current if answer is None or answer.status.is_deviation]


def _row_parts(ctx: Context, standing: Standing, row: RowView, last: LastAnswers) -> tuple[Part, ...]:
    """A deviation in full; any other row as one item of a list, with its last answer when it has none now."""
    t, answer = ctx.t, standing.answers.get(row.placement_id)
    if answer and answer.status.is_deviation:
        return deviation(ctx, standing, row, answer, last)
    line = f" – {light(t, answer.status if answer else None)}"
    if answer is None and (earlier := last.answers.get(row.placement_id)):
        line += " · " + t("last {light}, from {round}", light=light(t, earlier.answer.status),
                          round=earlier.round_name)  # fmt: skip
    return (Bullets(((*row_name(t, row), line),)),)


def _row_message(ctx: Context, standing: Standing, scope: Scope) -> Message:
    t, row = ctx.t, scope.rows[0]
    answer = standing.answers.get(row.placement_id)
    parts: list[Part] = [Heading(t("Row {row}", row=row.row)), Small(figures_note(ctx, standing))]
    last, from_round = last_answers(ctx, standing, (row,)).of(row)
    if answer is None:
        parts.append(Paragraph((*row_name(t, row), f" – {light(t, None)}")))
        parts.append(Small(f"{goal_name(t, row.goal)} · {row.unit_names}"))
    else:
        reference = meant(ctx.session, t, standing.plan, answer)
        parts += answer_parts(
            t, row, answer, last, ctx.options.commands["all"], whole=True, meant=reference, from_round=from_round
        )
        versions = answer_versions(ctx.session, answer.round_id, row.placement_id)
        parts.append(Small(t("Answered {time}; version {n}.", time=t.instant(answer.submitted_at), n=len(versions))))
    if answer is None and (told := _last_answer(ctx, standing, row, last)):
        parts.append(Paragraph(told))
    parts += [*_trail(ctx, standing, row), *linked_to(ctx, row)]
    parts.append(Buttons((Button(t("Show in the channel"), "status_share", str(PageValue(0, scope.value))),)))
    return Message(tuple(parts))


def _last_answer(ctx: Context, standing: Standing, row: RowView, last: AnswerView | None) -> str:
    """The last answer of a row that has none in this round, with the round that it is from."""
    if last is None:
        return (
            ctx.t("Last period: {comment}", comment=ctx.t.quote(row.previous_comment)) if row.previous_comment else ""
        )
    of_round = last_answers(ctx, standing, (row,)).answers[row.placement_id].round_name
    return previously(ctx.t, row, last, len(last.comment), of_round)


def _trail(ctx: Context, standing: Standing, row: RowView) -> list[Part]:
    """The colours of the last rounds, the newest first."""
    t, this = ctx.t, standing.round
    if this is None:
        return []
    rounds = row_history(ctx.session, row, most=_TRAIL + 1)
    earlier = [each for each in rounds if each.round.deadline < this.deadline and each.newest][:_TRAIL]
    lights = [f"{each.round.name} {light(t, each.newest.status)}" for each in earlier if each.newest]
    return [Small(t("Earlier: {lights}", lights=" · ".join(lights)))] if lights else []


VIEW = ScopeView("status_page", _scope_message, _overview)
