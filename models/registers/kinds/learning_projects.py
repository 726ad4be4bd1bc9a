"""Learning projects (lärprojekt): what became of a proposal, a series of learning sessions (domain: S36)."""

from i18n import N_
from models.registers.declaration import Field, Kind, Register

REGISTER = Register(
    name="learning_projects",
    words=("lärprojekt", "learning projects"),
    title=N_("Learning projects"),
    question=N_("Which learning projects do we take part in, and what came of them?"),
    prefix="LR",
    fields=(
        Field("name", N_("Name"), required=True),
        Field("year", N_("Year"), Kind.WHOLE),
        Field("organiser", N_("Organiser"), may_name_somebody=True),
        Field("starts_on", N_("Starts"), Kind.DATE),
        Field("ends_on", N_("Ends"), Kind.DATE),
        Field("outcome", N_("Outcome"), Kind.LONG_TEXT),
        Field("source", N_("Source")),
    ),
    summary=("name", "year"),
    links=("proposals", "row", "unit", "goals"),
    public=True,
)
