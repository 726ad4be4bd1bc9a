"""The answer that another one refers to (“see above”, “same as row 12”), in words."""

from sqlalchemy.orm import Session

from i18n import Translator
from messages.words import SHOWN_COMMENT, light
from models.answers.queries import AnswerView
from models.plan.views import PlanView
from models.rules.text import shorten
from models.vocabulary.answers import Status
from reports.content.references import referenced


def meant(session: Session, t: Translator, plan: PlanView, answer: AnswerView) -> str:
    """The text of the answer that a comment refers to; "" when it refers to none. Wanted wherever an answer is shown
    without the rows around it."""
    reference = referenced(session, plan, answer)
    if reference is None:
        return ""
    name = t("row {row}", row=reference.row.row)
    if reference.is_last_time:
        name = t("row {row}, last time", row=reference.row.row)
    return _reference_text(t, name, reference.comment, reference.status)


def _reference_text(t: Translator, name: str, words: str, status: Status | None) -> str:
    if not words:
        return t("Refers to {name}.", name=name)
    comment = t.quote(shorten(words, SHOWN_COMMENT))
    if status is None:
        return t("Refers to {name}: {comment}", name=name, comment=comment)
    return t("Refers to {name}: {light} – {comment}", name=name, light=light(t, status), comment=comment)
