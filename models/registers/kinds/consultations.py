"""Consultations (remisser) and the responses to them, which are linked to their consultation (domain: S25)."""

from i18n import N_
from models.registers.declaration import Field, Kind, Register

REGISTER = Register(
    name="consultations",
    words=("remisser", "consultations"),
    title=N_("Consultations"),
    question=N_("Who has answered a consultation, and about what?"),
    prefix="R",
    fields=(
        Field("matter", N_("Matter"), required=True),
        Field("sender", N_("Sender")),
        Field("from_date", N_("Open from"), Kind.DATE),
        Field("to_date", N_("Open until"), Kind.DATE),
        Field("theme", N_("Theme")),
        Field("text", N_("Summary"), Kind.LONG_TEXT),
        Field("handled", N_("Handled"), Kind.YES_NO),
    ),
    summary=("matter", "sender", "theme"),
    links=("row", "unit", "documents", "goals", "consultations"),
)
