"""The parts of an answer's receipt: its row, until when it may be changed, and what is missing."""

from collections.abc import Sequence

from actions.store_answer import Stored
from handlers.answers.drafts import drop_if_answered
from handlers.answers.known import RowHistory
from handlers.context import Context
from messages.parts import Button, Buttons, Paragraph, Part, Run
from messages.values import RowValue
from messages.words import goal_name
from models.answers.answerable import AnswerableRow
from models.answers.queries import AnswerView
from models.vocabulary import RoundState


def heading(ctx: Context, target: AnswerableRow, first: str) -> list[Part]:
    """The first sentence, and the activity with its goal."""
    row = target.row
    return [Paragraph((Run(first, bold=True),)), Paragraph(f"{row.activity} ({goal_name(ctx.t, row.goal)})")]


def until_when(ctx: Context, target: AnswerableRow, answer: AnswerView) -> str:
    """Until when the answer may be changed, or that it is late or an erratum."""
    t = ctx.t
    if not answer.late:
        return t("You can change it until {time}.", time=t.instant(target.round.deadline))
    if target.round.state is RoundState.LOCKED:
        return t("The round is locked; the answer is marked as an erratum.")
    return t("The deadline has passed, so the answer is marked as late.")


def remaining_parts(
    ctx: Context, target: AnswerableRow, history: RowHistory, stored: Stored, missing: Sequence[str],
    is_unclear: bool = False,
) -> list[Part]:  # fmt: skip
    """What is `missing` in the answer, the draft that stays after it, and a button to the form. The button is there too
    when the answer `is_unclear`, as the parts above explain."""
    t, parts = ctx.t, list[Part]()
    if missing:
        parts.append(Paragraph(t("Still lacking: {fields}.", fields=t.enumeration(missing))))
    draft = drop_if_answered(ctx, target, (stored.answer, stored.replaced)) if history.has_draft else None
    if draft:
        parts.append(Paragraph(t("Your draft from {time} is kept; it is in the form.", time=t.instant(draft.saved_at))))
    if missing or is_unclear or draft:
        label = t("Fill in") if missing or is_unclear else t("Open the draft")
        value = str(RowValue.of(target.row, target.round.id))
        parts.append(Buttons((Button(label, "answer_row", value, primary=True),)))
    return parts
