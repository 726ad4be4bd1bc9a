"""What stands where a form was when the sitting is over, for now or for good."""

from collections.abc import Sequence

from sqlalchemy import select

from handlers.access import plan_of
from handlers.context import Context
from messages.parts import Button, Buttons, Message, Paragraph, Part, Run, Small
from messages.values import RoundValue, RowValue
from models.answers.progress import Progress
from models.answers.tables import Draft
from models.plan.views import RowView
from models.rounds.tables import Round
from models.vocabulary import RoundState


def all_done(
    ctx: Context, found: Round, rows: tuple[RowView, ...], state: Progress, saved: str, notes: Sequence[str]
) -> Message:
    """Every activity has an answer. `saved` tells of the last of them, `notes` are hints about it."""
    t = ctx.t
    parts: list[Part] = [Paragraph((Run(saved, bold=True),))] if saved else []
    parts.append(Paragraph(t.plural("Your only activity in {round} has an answer.",
                                    "All {n} of your activities in {round} have answers.", state.total,
                                    round=found.name)))  # fmt: skip
    parts += [Small(note) for note in notes]
    if found.state in {RoundState.PLANNED, RoundState.OPEN}:
        parts.append(Small(t("You can change an answer until {time}: choose a row.", time=t.instant(found.deadline))))
    else:
        parts.append(Small(t("You can still change an answer, which is then marked as late: choose a row.")))
    return Message((*parts, *_row_buttons(ctx, found, rows)))


def all_seen(ctx: Context, found: Round, state: Progress) -> Message:
    """The end of the list has been reached, and some were skipped."""
    t = ctx.t
    words = t.plural("That was the last one. {n} activity lacks an answer in {round}.",
                     "That was the last one. {n} activities lack an answer in {round}.", len(state.left),
                     round=found.name)  # fmt: skip
    return Message((Paragraph(words), *_drafts(ctx, found), *_row_buttons(ctx, found, state.left)))


def until_later(ctx: Context, found: Round, state: Progress) -> Message:
    """Put off: what is left, and the way back."""
    t = ctx.t
    words = t.plural("{n} activity lacks an answer in {round}. The last day is {deadline}.",
                     "{n} activities lack an answer in {round}. The last day is {deadline}.", len(state.left),
                     round=found.name, deadline=t.instant(found.deadline))  # fmt: skip
    again = Button(t("Report"), "report", str(RoundValue(found.id)), primary=True)
    return Message((Paragraph(words), *_drafts(ctx, found), Buttons((again,))))


def _drafts(ctx: Context, found: Round) -> list[Part]:
    t, plan = ctx.t, plan_of(ctx, found)
    query = select(Draft.placement_id).where(Draft.round_id == found.id, Draft.person_id == ctx.person().id)
    placements = set(ctx.session.scalars(query))
    rows = [str(row.row) for row in plan.rows if row.placement_id in placements]
    if not rows:
        return []
    words = t.plural("Your draft is kept: row {rows}.", "Your drafts are kept: rows {rows}.", len(rows),
                     rows=t.enumeration(rows))  # fmt: skip
    return [Paragraph(words)]


def _row_buttons(ctx: Context, found: Round, rows: tuple[RowView, ...]) -> list[Part]:
    buttons = [Button(ctx.t("Row {row}", row=row.row), "answer_row", str(RowValue(row.row, found.id))) for row in rows]
    return [Buttons(tuple(buttons[i : i + 5])) for i in range(0, len(buttons), 5)]
