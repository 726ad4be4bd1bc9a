"""Answers that are a list of rows: a sentence above, and each row with its light, deviations first."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.context import Context
from handlers.question import Question
from handlers.standing.filters import filtered
from handlers.standing.status import VIEW
from handlers.standing.view import Standing, choose, load_standing, scope_name, show
from messages.parts import Button, Buttons, Heading, Message, Paragraph
from messages.values import PageValue
from models.plan.find import Scope, row_scope, rows_scope
from models.plan.views import RowView


def list_of(ctx: Context, standing: Standing, title: str, rows: Sequence[RowView], lead: str = "") -> Message:
    """These rows as `status` shows them, under a title, with a sentence above."""
    if not rows:
        return Message((Heading(title[:150]), Paragraph(lead or ctx.t("No rows match."))))
    scope = rows_scope(title, rows)
    message = VIEW.show(ctx, standing, scope, PageValue(0, scope.value))
    first, *rest = message.parts
    return replace(message, parts=(first, *([Paragraph(lead)] if lead else []), *rest))


def standing_of(ctx: Context, question: Question) -> Message:
    """How it stands with what the question names: a row, a goal, a unit, colours, rows about something, or all."""
    standing = load_standing(ctx, question.round)
    mentioned = question.mentioned
    if mentioned.row is not None:
        row = standing.plan.by_row.get(mentioned.row) if question.round else None
        if row:
            return VIEW.show(ctx, standing, row_scope(row), PageValue())
        return show(ctx, VIEW, PageValue(0, str(mentioned.row)))
    scopes = [scope for group in mentioned.groups for scope in group]
    if len(mentioned.groups) == 1 and len(scopes) > 1:
        asked = ctx.t("{word} can mean several things. Which do you mean?", word=ctx.t.quote(question.words))
        return choose(ctx, asked, tuple(scopes), VIEW.action)
    if mentioned.unknown and not (question.colours and not question.names_target):
        return show(ctx, VIEW, PageValue(0, " ".join(mentioned.unknown)))
    if len(scopes) > 1:
        rows = [row for row in standing.plan.rows if any(row in scope.rows for scope in scopes)]
        return _chosen(ctx, standing, rows_scope(ctx.t.enumeration(s.name for s in scopes), rows), question)
    return _chosen(ctx, standing, question.scope, question)


def _chosen(ctx: Context, standing: Standing, scope: Scope | None, question: Question) -> Message:
    if scope is None and not question.colours:
        return VIEW.overview(ctx, standing, PageValue())
    if scope is None:
        scope = Scope("", "", standing.plan.rows)
    if question.row and not question.colours and not question.asks_where:
        return _row(ctx, standing, question, question.row)
    if question.colours:
        chosen = filtered(ctx, scope, scope_name(ctx, scope), question.colours, standing.answers, "")
        none = ctx.t("None of the {n} rows.", n=len(scope.rows))
        return list_of(ctx, standing, chosen.name, chosen.rows, "" if chosen.rows else none)
    if question.round:
        return list_of(ctx, standing, scope_name(ctx, scope), scope.rows)
    return VIEW.show(ctx, standing, scope, PageValue(0, scope.value))


def _row(ctx: Context, standing: Standing, question: Question, row: RowView) -> Message:
    """The row that is named, with a button to the others whose comments have the same words."""
    message = VIEW.show(ctx, standing, row_scope(row), PageValue())
    others = len(question.mentioned.texts) - 1
    if others < 1:
        return message
    label = ctx.t.plural("Show {n} more that mentions it", "Show {n} more that mention it", others)
    button = Button(
        label,
        VIEW.action,
        str(PageValue(0, rows_scope(" ".join(question.mentioned.words), question.mentioned.texts).value)),
    )
    return replace(message, parts=(*message.parts, Buttons((button,))))
