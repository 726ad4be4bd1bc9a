"""What every receipt of an answer says: which row it is about, until when it may be changed, what is left to do."""

from collections.abc import Sequence

from actions.store_answer import Stored
from handlers.answers.drafts import outlived
from handlers.answers.known import Known
from handlers.context import Context
from messages.parts import Button, Buttons, Paragraph, Part, Run
from messages.values import RowValue
from messages.words import goal_name
from models.answers.answerable import AnswerableRow
from models.answers.queries import AnswerView
from models.vocabulary import RoundState


def heading(ctx: Context, place: AnswerableRow, first: str) -> list[Part]:
    """The first sentence, and the activity with its goal."""
    row = place.row
    return [Paragraph((Run(first, bold=True),)), Paragraph(f"{row.activity} ({goal_name(ctx.t, row.goal)})")]


def until_when(ctx: Context, place: AnswerableRow, answer: AnswerView) -> str:
    t = ctx.t
    if not answer.late:
        return t("You can change it until {time}.", time=t.instant(place.round.deadline))
    if place.round.state is RoundState.LOCKED:
        return t("The round is locked; the answer is marked as an erratum.")
    return t("The deadline has passed, so the answer is marked as late.")


def left_over(
    ctx: Context, place: AnswerableRow, about: Known, stored: Stored, left: Sequence[str], is_unclear: bool = False
) -> list[Part]:  # fmt: skip
    """What the answer lacks, the draft that has outlived it, and the way to the form for either; also when something
    said above `is_unclear`."""
    t, parts = ctx.t, list[Part]()
    if left:
        parts.append(Paragraph(t("Still lacking: {fields}.", fields=t.enumeration(left))))
    draft = outlived(ctx, place, (stored.answer, stored.replaced)) if about.has_draft else None
    if draft:
        parts.append(Paragraph(t("Your draft from {time} is kept; it is in the form.", time=t.instant(draft.saved_at))))
    if left or is_unclear or draft:
        label = t("Fill in") if left or is_unclear else t("Open the draft")
        value = str(RowValue(place.row.row, place.round.id))
        parts.append(Buttons((Button(label, "answer_row", value, primary=True),)))
    return parts
