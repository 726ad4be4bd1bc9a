"""Answers that are a list of rows: a sentence above, and each row with its light, deviations first."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.access import no_such_row_text
from handlers.context import Context, Refusal
from handlers.question import Question
from handlers.standing.filters import filtered
from handlers.standing.status_view import VIEW
from handlers.standing.view import (
    ScopeView,
    Standing,
    choose,
    in_round,
    load_standing,
    scope_name,
    show,
)  # fmt: skip
from messages.parts import Button, Buttons, Heading, Message, Paragraph
from messages.values.plan import PageValue
from models.plan.find import Scope, row_scope, rows_scope
from models.plan.views import RowView
from models.rounds.queries import current_round


def list_of(
    ctx: Context, standing: Standing, title: str, rows: Sequence[RowView], lead: str = "", view: ScopeView = VIEW
) -> Message:  # fmt: skip
    """These rows as `status` shows them, or another view, under a title, with a sentence above."""
    if not rows:
        return Message((Heading(title[:150]), Paragraph(lead or ctx.t("No rows match."))))
    message = _shown(ctx, view, standing, rows_scope(title, rows))
    first, *rest = message.parts
    return replace(message, parts=(first, *([Paragraph(lead)] if lead else []), *rest))


def _shown(ctx: Context, view: ScopeView, standing: Standing, scope: Scope) -> Message:
    """The scope; its buttons show it in the same round."""
    if standing.round and standing.round != current_round(ctx.session):
        scope = in_round(scope, standing.round)
    return view.show(ctx, standing, scope, PageValue(0, scope.value))


def standing_of(ctx: Context, question: Question, view: ScopeView = VIEW) -> Message:
    """How it stands with what the question names: a row, a goal, a unit, colours, rows about something, or all."""
    standing = load_standing(ctx, question.round)
    mentioned = question.mentioned
    if mentioned.row is not None:
        row = standing.plan.by_row.get(mentioned.row)
        if row is None:
            raise Refusal(no_such_row_text(ctx, standing.plan, mentioned.row))
        return _shown(ctx, view, standing, row_scope(row))
    scopes = [scope for group in mentioned.groups for scope in group]
    if len(mentioned.groups) == 1 and len(scopes) > 1:
        asked = ctx.t("{word} can mean several things. Which do you mean?", word=ctx.t.quote(question.words))
        return choose(ctx, asked, tuple(scopes), view.action)
    if mentioned.unknown and (question.names_target or not (question.colours or view is not VIEW)):
        return show(ctx, view, PageValue(0, " ".join(mentioned.unknown)))
    if len(scopes) > 1:
        rows = [row for row in standing.plan.rows if any(row in scope.rows for scope in scopes)]
        return _chosen(ctx, view, standing, rows_scope(ctx.t.enumeration(s.name for s in scopes), rows), question)
    return _chosen(ctx, view, standing, question.scope, question)


def _chosen(
    ctx: Context, view: ScopeView, standing: Standing, scope: Scope | None, question: Question
) -> Message:  # fmt: skip
    if scope is None and not question.colours:
        return _overview(ctx, view, standing)
    if scope is None:
        scope = Scope("", "", standing.plan.rows)
    if question.row and not question.colours and not question.asks_where:
        return _row(ctx, view, standing, question, question.row)
    if question.colours:
        chosen = filtered(ctx, scope, scope_name(ctx, scope), question.colours, standing.answers, "")
        none = ctx.t("None of the {n} rows.", n=len(scope.rows))
        return list_of(ctx, standing, chosen.name, chosen.rows, "" if chosen.rows else none, view)
    return _shown(ctx, view, standing, scope)


def _overview(ctx: Context, view: ScopeView, standing: Standing) -> Message:
    if standing.round and standing.round != current_round(ctx.session):
        return view.overview(ctx, standing, PageValue(0, in_round(Scope("", "", ()), standing.round).value))
    return view.overview(ctx, standing, PageValue())


def _row(ctx: Context, view: ScopeView, standing: Standing, question: Question, row: RowView) -> Message:
    """The row that is named, with a button to the others whose comments have the same words."""
    message = _shown(ctx, view, standing, row_scope(row))
    others = len(question.mentioned.texts) - 1
    if others < 1:
        return message
    label = ctx.t.plural("Show {n} more that mentions it", "Show {n} more that mention it", others)
    value = rows_scope(" ".join(question.mentioned.words), question.mentioned.texts).value
    return replace(message, parts=(*message.parts, Buttons((Button(label, view.action, str(PageValue(0, value))),))))
