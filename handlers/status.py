"""`status` and `avvikelser`: how it stands, at any moment, with deviations first."""

from dataclasses import dataclass
from datetime import datetime

from handlers.access import plan_of, require_member
from handlers.context import Context
from handlers.deviation_words import answer_parts
from handlers.find import Found, Scope, find, goal_scope
from handlers.message import Bullets, Button, Buttons, Heading, Message, Paragraph, Part, Run, Small, Text, say
from handlers.words import count, goal_name, light, row_name
from models.directory import PlanView, RowView
from models.queries import AnswerView, answer_versions, current_answers, current_round, previous_answer
from models.round import Round
from models.vocabulary import RoundState, Status

ROWS_A_PAGE = 12
DEVIATIONS_A_PAGE = 6
_SEVERITY = {Status.RED: 0, Status.YELLOW: 1, Status.CANNOT_ASSESS: 2, Status.GREEN: 4}
_NOT_REPORTED_RANK = 3


@dataclass(frozen=True)
class Standing:
    """The round meant, its plan and its current answers."""

    round: Round | None
    plan: PlanView
    answers: dict[int, AnswerView]


def standing(ctx: Context) -> Standing:
    found = current_round(ctx.session)
    plan = plan_of(ctx, found)
    return Standing(found, plan, current_answers(ctx.session, found.id, plan.id) if found else {})


def status(ctx: Context, words: str) -> Message:
    """All goals; or a goal, unit, row or free text. An ambiguous word is asked back."""
    require_member(ctx)
    now = standing(ctx)
    if not words.strip():
        return _overview(ctx, now)
    return _one(ctx, now, words, find(now.plan, words), _scope_message)


def status_page(ctx: Context, value: str) -> Message:
    """The button to another page of a status; `value` is `page|scope`."""
    require_member(ctx)
    page, _, scope = value.partition("|")
    now = standing(ctx)
    return _one(ctx, now, scope, find(now.plan, scope), _scope_message, int(page) if page.isdigit() else 0)


def status_share(ctx: Context, value: str) -> Message:
    """The button that shows a status to the whole conversation."""
    require_member(ctx)
    now = standing(ctx)
    message = _scope_message(ctx, now, find(now.plan, value).scopes[0], 0) if value else _overview(ctx, now)
    parts = tuple(part for part in message.parts if not isinstance(part, Buttons))
    return Message(parts, public=True)


def deviations(ctx: Context, words: str) -> Message:
    """Yellow and red with what is done about them, the newest change first."""
    require_member(ctx)
    now = standing(ctx)
    if not words.strip():
        return _deviations(ctx, now, Scope("", "", now.plan.rows), 0)
    return _one(ctx, now, words, find(now.plan, words), _deviations)


def deviations_page(ctx: Context, value: str) -> Message:
    require_member(ctx)
    page, _, scope = value.partition("|")
    now = standing(ctx)
    number = int(page) if page.isdigit() else 0
    if not scope:
        return _deviations(ctx, now, Scope("", "", now.plan.rows), number)
    return _one(ctx, now, scope, find(now.plan, scope), _deviations, number)


def _one(ctx: Context, now: Standing, words: str, found: Found, show: object, page: int = 0) -> Message:
    action = "deviations_page" if show is _deviations else "status_page"
    if len(found.scopes) == 1:
        scope = found.scopes[0]
        message = _deviations(ctx, now, scope, page) if show is _deviations else _scope_message(ctx, now, scope, page)
        return _with_texts(ctx, message, words, found, action)
    if found.scopes:
        question = ctx.t("{word} can mean several things. Which do you mean?", word=ctx.t.quote(words))
        return _choose(ctx, question, found.scopes, action)
    nothing = ctx.t("I find no goal, unit or activity called {word}.", word=ctx.t.quote(words))
    if found.near:
        return _choose(ctx, nothing + " " + ctx.t("Do you mean:"), found.near, action)
    goals = tuple(goal_scope(now.plan, goal) for goal in now.plan.goals)
    return _choose(ctx, nothing + " " + ctx.t("The goals are:"), goals, action)


def _choose(ctx: Context, question: str, scopes: tuple[Scope, ...], action: str) -> Message:
    names = Bullets(tuple(_scope_name(ctx, scope) for scope in scopes))
    buttons = [Button(scope.name[:75], action, f"0|{scope.value}") for scope in scopes]
    groups = [Buttons(tuple(buttons[i : i + 5])) for i in range(0, len(buttons), 5)]
    return Message((Paragraph(question), names, *groups))


def _scope_name(ctx: Context, scope: Scope) -> str:
    if scope.goal:
        return goal_name(ctx.t, scope.goal)
    return ctx.t("Unit {name}", name=scope.name) if scope.unit else scope.name


def _with_texts(ctx: Context, message: Message, words: str, found: Found, action: str) -> Message:
    """A word that names a goal may stand in activities under other goals too; says so."""
    shown = {row.row for row in found.scopes[0].rows}
    others = [row for row in found.texts if row.row not in shown]
    if not others or ":" in words:
        return message
    note = ctx.t.plural(
        "{n} activity under other goals has {word} in its text.",
        "{n} activities under other goals have {word} in their text.",
        len(others), word=ctx.t.quote(words),
    )  # fmt: skip
    button = Button(ctx.t("Show these"), action, f"0|text:{words}"[:200])
    return Message((*message.parts, Small(note), Buttons((button,))), message.public, message.replace)


def _head(ctx: Context, now: Standing) -> str:
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


def _overview(ctx: Context, now: Standing) -> Message:
    t = ctx.t
    parts: list[Part] = [
        Heading(t("Status of the activity plan")),
        Small(_head(ctx, now)),
        Paragraph((Run(count(now.plan.rows, now.answers).sentence(t), bold=True),)),
    ]
    scopes = [goal_scope(now.plan, goal) for goal in now.plan.goals]
    for scope in scopes:
        parts.append(Paragraph((Run(_scope_name(ctx, scope), bold=True),)))
        parts.append(Paragraph(count(scope.rows, now.answers).sentence(t)))
    buttons = [Button(scope.name[:75], "status_page", f"0|{scope.value}") for scope in scopes]
    parts += [Buttons(tuple(buttons[i : i + 5])) for i in range(0, len(buttons), 5)]
    parts.append(Buttons((Button(t("Show in the channel"), "status_share", ""),)))
    return Message(tuple(parts))


def _ranked(rows: tuple[RowView, ...], answers: dict[int, AnswerView]) -> list[RowView]:
    """Red, yellow, cannot be assessed, not reported, green; by row number within each."""

    def rank(row: RowView) -> tuple[int, int]:
        answer = answers.get(row.placement_id)
        return (_SEVERITY[answer.status] if answer else _NOT_REPORTED_RANK, row.row)

    return sorted(rows, key=rank)


def _scope_message(ctx: Context, now: Standing, scope: Scope, page: int) -> Message:
    if scope.is_row:
        return _row_message(ctx, now, scope.rows[0])
    t = ctx.t
    parts: list[Part] = [
        Heading(_scope_name(ctx, scope)[:150]),
        Small(_head(ctx, now)),
        Paragraph((Run(count(scope.rows, now.answers).sentence(t), bold=True),)),
    ]
    ranked = _ranked(scope.rows, now.answers)
    shown = ranked[page * ROWS_A_PAGE : (page + 1) * ROWS_A_PAGE]
    plain: list[Text] = []
    for row in shown:
        answer = now.answers.get(row.placement_id)
        if answer and answer.status.is_deviation:
            parts += answer_parts(t, row, answer, None, ctx.options.commands["all"])
        else:
            plain.append((*row_name(t, row), f" – {light(t, answer.status if answer else None)}"))
    if plain:
        parts.append(Bullets(tuple(plain)))
    buttons = _page_buttons(ctx, "status_page", scope, page, len(ranked), ROWS_A_PAGE)
    buttons.append(Button(t("Show in the channel"), "status_share", scope.value))
    return Message((*parts, Buttons(tuple(buttons))), replace=page > 0)


def _page_buttons(ctx: Context, action: str, scope: Scope, page: int, total: int, size: int) -> list[Button]:
    buttons = []
    if page > 0:
        buttons.append(Button(ctx.t("Previous"), action, f"{page - 1}|{scope.value}"))
    if (page + 1) * size < total:
        left = total - (page + 1) * size
        buttons.append(Button(ctx.t("Show more ({n} left)", n=left), action, f"{page + 1}|{scope.value}"))
    return buttons


def _row_message(ctx: Context, now: Standing, row: RowView) -> Message:
    t = ctx.t
    answer = now.answers.get(row.placement_id)
    parts: list[Part] = [Heading(t("Row {row}", row=row.row)), Small(_head(ctx, now))]
    previous = previous_answer(ctx.session, row, now.round.deadline) if now.round else None
    if answer is None:
        parts.append(Paragraph((*row_name(t, row), f" – {light(t, None)}")))
        parts.append(Small(f"{goal_name(t, row.goal)} · {row.unit_names}"))
    else:
        parts += answer_parts(t, row, answer, previous, ctx.options.commands["all"], whole=True)
        versions = answer_versions(ctx.session, answer.round_id, row.placement_id)
        parts.append(Small(t("Answered {time}; version {n}.", time=t.instant(answer.submitted_at), n=len(versions))))
    if answer is None and row.previous_comment:
        parts.append(Paragraph(t("Last period: {comment}", comment=t.quote(row.previous_comment))))
    parts.append(Buttons((Button(t("Show in the channel"), "status_share", f"row:{row.row}"),)))
    return Message(tuple(parts))


def _deviations(ctx: Context, now: Standing, scope: Scope, page: int) -> Message:
    t = ctx.t
    found = [(row, now.answers[row.placement_id]) for row in scope.rows if row.placement_id in now.answers]
    deviating = [(row, answer) for row, answer in found if answer.status.is_deviation]
    deviating.sort(key=lambda pair: (pair[1].submitted_at, pair[1].id), reverse=True)
    title = t("Deviations – {name}", name=scope.name) if scope.name else t("Deviations")
    parts: list[Part] = [Heading(title[:150]), Small(_head(ctx, now))]
    parts.append(Paragraph((Run(count(scope.rows, now.answers).sentence(t), bold=True),)))
    if not deviating:
        return say(*parts, t("No yellow or red answers have been given."))
    for row, answer in deviating[page * DEVIATIONS_A_PAGE : (page + 1) * DEVIATIONS_A_PAGE]:
        parts += answer_parts(t, row, answer, None, ctx.options.commands["all"])
    buttons = _page_buttons(ctx, "deviations_page", scope, page, len(deviating), DEVIATIONS_A_PAGE)
    return Message((*parts, *([Buttons(tuple(buttons))] if buttons else [])), replace=page > 0)
