"""Proposals for learning projects (lärprojektförslag) to the members' meeting (domain: S35, S36). A proposer that is
not stated is empty."""

from i18n import N_
from models.registers.declaration import Field, Kind, Register

REGISTER = Register(
    name="proposals",
    words=("förslag", "proposals"),
    title=N_("Proposals for learning projects"),
    question=N_("Is there a proposal about a subject, and which activities does it fit?"),
    prefix="LP",
    fields=(
        Field("number", N_("Number"), Kind.WHOLE),
        Field("title", N_("Title"), required=True),
        Field("proposer", N_("Proposed by"), may_name_somebody=True),
        Field("background", N_("Background"), Kind.LONG_TEXT),
        Field("purpose_goals", N_("Purpose and goals"), Kind.LONG_TEXT),
        Field("target_group", N_("Target group"), Kind.LONG_TEXT),
        Field("outcome", N_("Outcome")),
        Field("source", N_("Source")),
    ),
    summary=("number", "title", "proposer"),
    links=("row", "unit", "lessons"),
    public=True,
)
