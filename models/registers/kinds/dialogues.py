"""Dialogues with the municipalities (kommundialoger); a date may be preliminary (domain: S26)."""

from i18n import N_
from models.registers.declaration import REMIND_DAYS, Dated, Field, Kind, Register, Reported, check_remind_days

REGISTER = Register(
    name="dialogues",
    words=("dialoger", "dialogues"),
    title=N_("Municipal dialogues"),
    question=N_("What was said in the dialogue with a municipality?"),
    prefix="D",
    fields=(
        Field("municipality", N_("Municipality"), required=True),
        Field("on", N_("Date"), Kind.DATE),
        Field("when", N_("When, in words")),
        Field("preliminary", N_("Preliminary"), Kind.YES_NO),
        Field("participants", N_("Kinds of participants")),
        Field("outcome", N_("Outcome"), Kind.LONG_TEXT),
        REMIND_DAYS,
        Field("source", N_("Source")),
    ),
    summary=("municipality", "on", "when", "preliminary"),
    links=("row", "unit", "documents", "goals"),
    public=True,
    check=check_remind_days,
    dates=(Dated("on", N_("Municipal dialogue"), done="outcome", preliminary="preliminary"),),
    reported=Reported(("municipality", "on", "outcome"), "outcome", "on"),
)
