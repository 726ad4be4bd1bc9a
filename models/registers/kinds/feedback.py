"""Giving back (återföring, the communication plan): who gets which result, by which channel and when (domain: S6,
S20). Each line says on what it is based."""

from i18n import N_
from models.registers.declaration import REMIND_DAYS, Dated, Field, Kind, Register, Reported, check_remind_days

REGISTER = Register(
    name="feedback",
    words=("återföring", "feedback"),
    title=N_("Giving back"),
    question=N_("Have we given the results back to those who are to have them?"),
    prefix="Å",
    fields=(
        Field("audience", N_("Audience"), required=True),
        Field("what", N_("What"), required=True),
        Field("channel", N_("Channel")),
        Field("when", N_("When, in words")),
        Field("planned_on", N_("Planned"), Kind.DATE),
        Field("done_on", N_("Done"), Kind.DATE),
        REMIND_DAYS,
        Field("basis", N_("Basis")),
    ),
    summary=("audience", "what", "when", "planned_on", "done_on"),
    links=("unit", "goals"),
    public=True,
    check=check_remind_days,
    dates=(Dated("planned_on", N_("Giving back"), rule="when", done="done_on"),),
    reported=Reported(("done_on", "audience", "what", "channel"), "done_on", "done_on"),
)
