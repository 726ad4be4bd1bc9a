"""The message to the coordinators that a need is said to be gone."""

from sqlalchemy.orm import Session

from i18n import Translator
from messages.parts import Button, Buttons, Message, Paragraph, Quote, Small
from messages.values.registers import LineValue
from models.registers.kinds.needs import NO, REGISTER
from models.registers.tables import RegisterLine
from models.rules.answers.personal_data import masked
from models.rules.text import shorten

_SHOWN = 1500


def need_told(session: Session, t: Translator, line_id: int) -> Message | None:
    """None when the answer has been changed to a yes meanwhile."""
    line = session.get(RegisterLine, line_id)
    if line is None or line.ended or line.content.get("answer") != NO:
        return None
    words = t("{unit} says that the need behind {about} is not there any more:",
              unit=line.content.get("answered_by") or "–", about=t.quote(line.content["about"]))  # fmt: skip
    show = Button(t("Show {key}", key=line.key), "register_show", str(LineValue(REGISTER.name, line.key)))
    return Message((
        Paragraph(words), Quote(shorten(masked(str(line.content.get("why") or "–")), _SHOWN)), Buttons((show,)),
        Small(t("Only coordinators get this message.")),
    ))  # fmt: skip
