"""Learning sessions (lärpass) of a learning project. What was learnt there are lessons that are linked to it (domain:
S36)."""

from i18n import N_
from models.registers.declaration import Field, Kind, Register

REGISTER = Register(
    name="sessions",
    words=("lärpass", "learning sessions"),
    title=N_("Learning sessions"),
    question=N_("When is the next learning session, and what did we learn there?"),
    prefix="PASS",
    fields=(
        Field("theme", N_("Theme"), required=True),
        Field("on", N_("Day"), Kind.DATE),
        Field("when", N_("Time in words")),
        Field("participants", N_("Participants (roles)")),
        Field("source", N_("Source")),
    ),
    summary=("theme", "on", "when"),
    links=("learning_projects", "row", "unit"),
)
