"""What replaces the form when a sitting ends."""

from collections.abc import Sequence

from sqlalchemy import select

from handlers.access import plan_of
from handlers.context import Context
from handlers.learning.questions import waiting_parts
from messages.parts import Button, Buttons, Message, Paragraph, Part, Run, Small
from messages.values.rows import RoundValue, RowValue
from models.answers.progress import Progress
from models.answers.tables import Draft
from models.plan.views import RowView
from models.rounds.tables import Round
from models.vocabulary.rounds import RoundState


def all_done(
    ctx: Context, round_: Round, rows: tuple[RowView, ...], progress: Progress, saved: str, notes: Sequence[str]
) -> Message:
    """Every activity has an answer. `saved` says what was just stored, `notes` are hints about it."""
    t = ctx.t
    parts: list[Part] = [Paragraph((Run(saved, bold=True),))] if saved else []
    parts.append(Paragraph(t.plural("Your only activity in {round} has an answer.",
                                    "All {n} of your activities in {round} have answers.", progress.total,
                                    round=round_.name)))  # fmt: skip
    parts += [Small(note) for note in notes]
    if round_.state in {RoundState.PLANNED, RoundState.OPEN}:
        parts.append(Small(t("You can change an answer until {time}: choose a row.", time=t.instant(round_.deadline))))
    else:
        parts.append(Small(t("You can still change an answer, which is then marked as late: choose a row.")))
    learnt = waiting_parts(ctx, round_) if saved else []
    return Message((*parts, *learnt, *_row_buttons(ctx, round_, rows)))


def end_of_list(ctx: Context, round_: Round, progress: Progress) -> Message:
    """The end of the list is reached, and activities were skipped."""
    t = ctx.t
    words = t.plural("That was the last one. {n} activity lacks an answer in {round}.",
                     "That was the last one. {n} activities lack an answer in {round}.", len(progress.left),
                     round=round_.name)  # fmt: skip
    buttons = _row_buttons(ctx, round_, progress.left)
    return Message((Paragraph(words), *_draft_note(ctx, round_), *waiting_parts(ctx, round_), *buttons))


def postponed(ctx: Context, round_: Round, progress: Progress) -> Message:
    """The asker goes on later: how much is left, and a button to it."""
    t = ctx.t
    words = t.plural("{n} activity lacks an answer in {round}. The last day is {deadline}.",
                     "{n} activities lack an answer in {round}. The last day is {deadline}.", len(progress.left),
                     round=round_.name, deadline=t.instant(round_.deadline))  # fmt: skip
    again = Button(t("Report"), "report", str(RoundValue(round_.id)), primary=True)
    return Message((Paragraph(words), *_draft_note(ctx, round_), Buttons((again,)), *waiting_parts(ctx, round_)))


def _draft_note(ctx: Context, round_: Round) -> list[Part]:
    t, plan = ctx.t, plan_of(ctx, round_)
    query = select(Draft.placement_id).where(Draft.round_id == round_.id, Draft.person_id == ctx.person().id)
    placements = set(ctx.session.scalars(query))
    rows = [str(row.row) for row in plan.rows if row.placement_id in placements]
    if not rows:
        return []
    words = t.plural("Your draft is kept: row {rows}.", "Your drafts are kept: rows {rows}.", len(rows),
                     rows=t.enumeration(rows))  # fmt: skip
    return [Paragraph(words)]


def _row_buttons(ctx: Context, round_: Round, rows: tuple[RowView, ...]) -> list[Part]:
    buttons = [Button(ctx.t("Row {row}", row=row.row), "answer_row", str(RowValue.of(row, round_.id))) for row in rows]
    return [Buttons(tuple(buttons[i : i + 5])) for i in range(0, len(buttons), 5)]
