"""The answer that another one refers to (“see above”, “same as row 12”), in words."""

from sqlalchemy.orm import Session

from i18n import Translator
from messages.words import SHOWN_COMMENT, light
from models.answers.queries import AnswerView, answer_by_id
from models.plan.views import PlanView
from models.rules.text import shorten
from models.vocabulary import Status

_LONGEST_CHAIN = 6


def meant(session: Session, t: Translator, plan: PlanView, answer: AnswerView) -> str:
    """The text of the answer that a comment refers to; "" when it refers to none. Wanted wherever an answer is shown
    without the rows around it."""
    row_id, answer_id = answer.reference_row_id, answer.reference_answer_id
    row = plan.by_placement.get(row_id or 0)
    if row_id is None or row is None:
        return ""
    name = t("row {row}", row=row.row)
    if row_id == answer.placement_id:
        name = t("row {row}, last time", row=row.row)
    referenced = answer_by_id(session, answer_id) if answer_id else None
    for _ in range(_LONGEST_CHAIN):
        # An answer that refers to another in its turn: the last one of the chain is what is meant.
        if referenced is None or referenced.reference_answer_id is None:
            break
        referenced = answer_by_id(session, referenced.reference_answer_id)
    words, status = (
        (referenced.comment, referenced.status) if referenced else (row.previous_comment or "", row.previous_status)
    )
    return _reference_text(t, name, words, status)


def _reference_text(t: Translator, name: str, words: str, status: Status | None) -> str:
    if not words:
        return t("Refers to {name}.", name=name)
    comment = t.quote(shorten(words, SHOWN_COMMENT))
    if status is None:
        return t("Refers to {name}: {comment}", name=name, comment=comment)
    return t("Refers to {name}: {light} – {comment}", name=name, light=light(t, status), comment=comment)
