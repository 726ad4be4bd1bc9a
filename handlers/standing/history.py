"""`historik RAD`: a row's light and comment in every round, and who changed it when."""

from collections.abc import Sequence

from sqlalchemy import select

from handlers.access import no_such_row_text, plan_of, require_member
from handlers.context import Context, Refusal
from handlers.question import Question
from messages.parts import Bullets, Button, Heading, Message, Paragraph, Part, Run, Small, Text
from messages.words import goal_name, light, row_name
from models.answers.queries import AnswerView, answer_versions
from models.plan.find import row_number
from models.plan.mentions import mentions
from models.plan.views import RowView
from models.rounds.queries import current_round
from models.rounds.tables import Round
from models.rules.text import plain, shorten
from models.vocabulary import RoundState

_MOST_ROUNDS, _MOST_BUTTONS = 12, 10
_MOST_VERSIONS = 10
_SHOWN = 300


def history(ctx: Context, words: str) -> Message:
    """The command. `words` are a row's number, or words that only it has."""
    require_member(ctx)
    plan = plan_of(ctx, current_round(ctx.session))
    number, mentioned = row_number(words), mentions(plan, plain(words))
    if number is None:
        named = mentioned.titles or mentioned.texts
        number = mentioned.row or (named[0].row if len(named) == 1 else None)
    if number is None:
        raise _which_row(ctx, mentioned.rows(plan))
    row = plan.by_row.get(number)
    if row is None:
        raise Refusal(no_such_row_text(ctx, plan, number))
    return history_of(ctx, row)


def history_asked(ctx: Context, question: Question) -> Message:
    """A question about how a row has been answered; asks which row when it names none."""
    require_member(ctx)
    if question.row is None:
        raise _which_row(ctx, question.mentioned.rows(question.plan))
    return history_of(ctx, question.row)


def _which_row(ctx: Context, rows: Sequence[RowView]) -> Refusal:
    """Asks which row is meant, with a button to each of those that may be."""
    example = ctx.t("/{command} history 14", command=ctx.options.commands["all"])
    buttons = [Button(ctx.t("Row {row}", row=row.row), "ask", f"historik {row.row}") for row in rows[:_MOST_BUTTONS]]
    return Refusal(ctx.t("Which row? Write its number, for example: {words}", words=example), *buttons)


def history_of(ctx: Context, row: RowView) -> Message:
    """Every opened round, newest first, with the versions of its answer, errata marked."""
    t = ctx.t
    query = select(Round).where(Round.opened_at.is_not(None)).order_by(Round.deadline.desc(), Round.id.desc())
    rounds = list(ctx.session.scalars(query.limit(_MOST_ROUNDS)))
    parts: list[Part] = [
        Heading(t("History of row {row}", row=row.row)),
        Paragraph(row_name(t, row)),
        Small(f"{goal_name(t, row.goal)} · {row.unit_names}"),
    ]
    for round_ in rounds:
        versions = answer_versions(ctx.session, round_.id, row.placement_id)
        if not versions and row.continues_id is not None:
            versions = answer_versions(ctx.session, round_.id, row.continues_id)
        parts += _round_parts(ctx, round_, versions)
    if row.previous_status or row.previous_comment:
        words = t.quote(shorten(row.previous_comment or "", _SHOWN)) if row.previous_comment else ""
        parts.append(Paragraph((Run(t("Before the first round"), bold=True),)))
        parts.append(Paragraph(" – ".join(filter(None, (light(t, row.previous_status), words)))))
    if not rounds and not (row.previous_status or row.previous_comment):
        parts.append(Paragraph(t("Nothing has been reported on this row yet.")))
    return Message(tuple(parts))


def _round_parts(ctx: Context, round_: Round, versions: list[AnswerView]) -> list[Part]:
    t = ctx.t
    parts: list[Part] = [Paragraph((Run(round_.name, bold=True),))]
    if not versions:
        return [*parts, Paragraph(light(t, None))]
    newest = versions[-1]
    parts.append(Paragraph(f"{light(t, newest.status)} – {t.quote(shorten(newest.comment, _SHOWN))}"))
    lines: list[Text] = [_version_line(ctx, round_, version) for version in reversed(versions[-_MOST_VERSIONS:])]
    return [*parts, Bullets(tuple(lines))]


def _version_line(ctx: Context, round_: Round, version: AnswerView) -> str:
    t = ctx.t
    author = ctx.directory.by_id.get(version.author_id or 0)
    name = author.name if author else t("Someone else")
    line = t("{time}: {light}, by {name}", time=t.instant(version.submitted_at), light=light(t, version.status),
             name=name)  # fmt: skip
    return f"{line} ({_mark(ctx, round_, version)})" if version.late else line


def _mark(ctx: Context, round_: Round, version: AnswerView) -> str:
    is_locked = round_.state in {RoundState.LOCKED, RoundState.PUBLISHED}
    if is_locked and round_.locked_at and version.submitted_at > round_.locked_at:
        return ctx.t("erratum")
    return ctx.t("late")
