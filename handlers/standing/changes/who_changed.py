"""Who changed what: the newest changed answers of a round, by role."""

from handlers.context import Context, Refusal
from handlers.question import Question
from handlers.standing.view import figures_note, load_standing, scope_name
from messages.parts import Bullets, Heading, Message, Paragraph, Part, Small, Text
from messages.roles import role_of
from messages.words import light, row_name
from models.answers.history.changed import changed_versions
from models.answers.queries import AnswerView
from models.plan.views import RowView

_LISTED = 15


def who_changed(ctx: Context, question: Question) -> Message:
    """The answers that have replaced another in the round that the question names, else in the current one, newest
    first; of the rows that it names, else of all."""
    standing, t = load_standing(ctx, question.round), ctx.t
    if standing.round is None:
        raise Refusal(t("No reporting has begun yet."))
    rows = {row.placement_id: row for row in question.rows}
    changed, number = changed_versions(ctx.session, standing.round.id, list(rows), _LISTED)
    lead = t.plural("An answer has been changed {n} time.", "Answers have been changed {n} times.", number)
    lines: list[Text] = [_line(ctx, rows[new.placement_id], old, new) for old, new in changed]
    parts: list[Part] = [Heading(t("Changed answers in {round}", round=standing.round.name)[:150])]
    if question.scope:
        parts.append(Small(scope_name(ctx, question.scope)))
    parts.append(Paragraph(lead))
    if lines:
        parts.append(Bullets(tuple(lines)))
    if number > len(lines):
        parts.append(Small(t.plural("and {n} more", "and {n} more", number - len(lines))))
    how = t("/{command} history 14", command=ctx.options.commands["all"])
    return Message((*parts, Small(t("All versions of a row: {how}", how=how)), Small(figures_note(ctx, standing))))


def _line(ctx: Context, row: RowView, old: AnswerView, new: AnswerView) -> Text:
    t = ctx.t
    moved = t("other words") if old.status is new.status else f"{light(t, old.status)} → {light(t, new.status)}"
    by = t("{time}, by {role}", time=t.instant(new.submitted_at), role=role_of(t, ctx.directory, row, new))
    return (*row_name(t, row), f" – {moved} ({by})")
