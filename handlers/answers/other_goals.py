"""The other rows of an activity that stands under several goals: what they have now, and whether an answer is theirs
too."""

from collections.abc import Mapping

from handlers.context import Context
from messages.parts import Choice, Option, Paragraph, Part
from messages.words import light
from models.answers.answerable import AnswerableRow
from models.answers.queries import AnswerView, current_answer
from models.plan.views import RowView
from models.rules.text import shorten

BOTH, ONE = "both", "one"


def shared_rows(ctx: Context, target: AnswerableRow) -> tuple[RowView, ...]:
    """All rows of the activity, one for each of its goals, if the asker reports on each in this round; else only this
    one."""
    rows = target.plan.of_activity(target.row.activity_id)
    me, round_id = ctx.person(), target.round.id
    if target.on_behalf_of is None and all(ctx.directory.reports_on(me, row, round_id) for row in rows):
        return rows
    return (target.row,)


def answers_elsewhere(ctx: Context, target: AnswerableRow) -> list[tuple[RowView, AnswerView | None]]:
    """The activity's other rows, each with its answer in this round."""
    others = [row for row in target.plan.of_activity(target.row.activity_id) if row.row != target.row.row]
    return [(row, current_answer(ctx.session, target.round.id, row.placement_id)) for row in others]


def elsewhere_parts(ctx: Context, target: AnswerableRow) -> list[Part]:
    """What each of the other rows has now."""
    t, parts = ctx.t, list[Part]()
    for row, answer in answers_elsewhere(ctx, target):
        if answer is None:
            words = t("The same activity is also row {row} ({goal}), which has no answer yet.", row=row.row,
                      goal=row.goal.name)  # fmt: skip
        else:
            words = t("The same activity is also row {row} ({goal}), answered by {name}: {light} – {comment}.",
                      row=row.row, goal=row.goal.name, name=_author(ctx, answer), light=light(t, answer.status),
                      comment=t.quote(shorten(answer.comment, 600)))  # fmt: skip
        parts.append(Paragraph(words))
    return parts


def _author(ctx: Context, answer: AnswerView) -> str:
    if answer.author_id == ctx.person().id:
        return ctx.t("you")
    author = ctx.directory.by_id.get(answer.author_id or 0)
    return author.name if author else ctx.t("someone else")


def scope_field(ctx: Context, target: AnswerableRow, chosen: str | None) -> Choice | None:
    """Whether the answer is for all goals or this row only; None when the asker reports on this row only. Nothing that
    another row has is changed without being asked for."""
    if len(shared_rows(ctx, target)) == 1:
        return None
    only = shorten(ctx.t("Only {goal}", goal=target.row.goal.name), 75)
    options = (Option(BOTH, ctx.t("Both goals: the same answer")), Option(ONE, only))
    return Choice("scope", ctx.t("The answer applies to"), options, chosen or _default(ctx, target))


def _default(ctx: Context, target: AnswerableRow) -> str:
    return ONE if any(answer for _, answer in answers_elsewhere(ctx, target)) else BOTH


def without_old_scope(ctx: Context, target: AnswerableRow, draft: Mapping[str, str]) -> dict[str, str]:
    """A draft's values. "Both" was chosen before the other row had its answer, perhaps."""
    is_old = draft.get("scope") == BOTH and _default(ctx, target) == ONE
    return {name: text for name, text in draft.items() if not (is_old and name == "scope")}


def seen_elsewhere(ctx: Context, target: AnswerableRow) -> dict[str, int | None]:
    """The ids of the other rows' answers by placement, as a form's state has them."""
    return {str(row.placement_id): answer.id if answer else None for row, answer in answers_elsewhere(ctx, target)}


def changed_elsewhere(ctx: Context, target: AnswerableRow, seen: Mapping[str, int | None]) -> str:
    """An error text when another row has got another answer than the one that the form showed; else empty."""
    now = answers_elsewhere(ctx, target)
    rows = [str(row.row) for row, answer in now if seen.get(str(row.placement_id)) != (answer.id if answer else None)]
    if not rows:
        return ""
    return ctx.t.plural(
        "Row {rows} was answered while you wrote; the answer is shown below. Choose what yours applies to.",
        "Rows {rows} were answered while you wrote; the answers are shown below. Choose what yours applies to.",
        len(rows), rows=ctx.t.enumeration(rows),
    )  # fmt: skip
