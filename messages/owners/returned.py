"""An answer was sent back with a question."""

from messages.parts import Button, Buttons, Message, Paragraph, Quote, Run, Small
from messages.round_context import RoundContext
from messages.values.rows import RowValue
from messages.words import light, row_name
from models.answers.queries import AnswerView, current_answer
from models.outbox.tables import Delivery
from models.plan.views import RowView
from models.review.tables import Review
from models.rules.text import shorten

_SHOWN = 1000


def returned(ctx: RoundContext, delivery: Delivery, row: RowView, answer: AnswerView) -> Message | None:
    """The question, the answer as it stands, and a button to the form. None when the answer has been changed
    meanwhile."""
    current = current_answer(ctx.session, ctx.round.id, row.placement_id, delivery.person_id)
    if current is None or current.id != answer.id:
        return None
    review = ctx.session.get_one(Review, int((delivery.payload or {})["review"]))
    t = ctx.t
    asked = t("The coordinator asks about your answer on row {row}:", row=row.row)
    if delivery.person_id != answer.author_id:
        asked = t("The coordinator asks about the answer on row {row}:", row=row.row)
    stands = t("The answer stands as it is until you change it.")
    return Message(
        (
            Paragraph((Run(asked, bold=True),)),
            Quote(review.question),
            Paragraph((*row_name(t, row), f" – {light(t, current.status)}")),
            Quote(shorten(current.comment, _SHOWN)),
            Small(stands),
            Buttons(
                (Button(t("Answer the question"), "answer_row", str(RowValue.of(row, ctx.round.id)), primary=True),)
            ),
        )
    )
