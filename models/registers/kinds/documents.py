"""Steering documents (styrdokument) with when they are valid and who decided them (domain: S33, §1.3)."""

from i18n import N_
from models.registers.declaration import Choice, Field, Kind, Register, Reported

REGISTER = Register(
    name="documents",
    words=("styrdokument", "documents"),
    title=N_("Steering documents"),
    question=N_("Which steering documents belong to a goal or an activity?"),
    prefix="S",
    fields=(
        Field("title", N_("Title"), required=True),
        Field(
            "kind",
            N_("Kind"),
            Kind.CHOICE,
            choices=(
                Choice("strategy", N_("Strategy"), ("strategi",)),
                Choice("plan", N_("Plan")),
                Choice("programme", N_("Programme"), ("program",)),
                Choice("action_plan", N_("Action plan"), ("handlingsplan",)),
                Choice("agreement", N_("Agreement"), ("överenskommelse",)),
            ),
        ),
        Field("valid_from", N_("Valid from"), Kind.DATE),
        Field("valid_to", N_("Valid to"), Kind.DATE),
        Field("decided_by", N_("Decided by"), may_name_somebody=True),
        Field("decided_on", N_("Decided"), Kind.DATE),
        Field("source", N_("Source")),
    ),
    summary=("title", "valid_from", "valid_to"),
    links=("row", "unit", "goals"),
    public=True,
    reported=Reported(("title", "decided_by", "decided_on"), "decided_on", "decided_on"),
)
