"""Decisions of the fora (beslut): matter, forum, date (domain: S33, §2.2). What management decides about a deviation
is not kept here."""

from i18n import N_
from models.registers.declaration import Field, Kind, Register, Reported

REGISTER = Register(
    name="decisions",
    words=("beslut", "decisions"),
    title=N_("Decisions"),
    question=N_("What was decided, by whom and when?"),
    prefix="BE",
    fields=(
        Field("matter", N_("Matter"), required=True),
        Field("forum", N_("Forum")),
        Field("decided_on", N_("Date"), Kind.DATE),
        Field("reference", N_("Reference number")),
        Field("outcome", N_("Decision"), Kind.LONG_TEXT),
        Field("source", N_("Source")),
    ),
    summary=("decided_on", "forum", "matter"),
    links=("row", "unit", "documents", "projects"),
    public=True,
    reported=Reported(("decided_on", "forum", "matter", "outcome"), "decided_on", "decided_on"),
)
