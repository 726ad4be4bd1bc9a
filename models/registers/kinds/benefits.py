"""Benefits (effekthemtagning): what was expected, who answers for it, when it is measured and what came of it
(domain: S18)."""

from i18n import N_
from models.registers.declaration import Field, Kind, Register

REGISTER = Register(
    name="benefits",
    words=("effekter", "benefits"),
    title=N_("Benefits"),
    question=N_("Which effect was expected, when is it measured, and what came of it?"),
    prefix="E",
    fields=(
        Field("expected", N_("Expected effect"), Kind.LONG_TEXT, required=True),
        Field("owner_role", N_("Who answers for it (role)")),
        Field("measured_on", N_("Measured"), Kind.DATE),
        Field("outcome", N_("Outcome"), Kind.LONG_TEXT),
    ),
    summary=("expected", "measured_on"),
    links=("row", "unit", "projects", "indicators", "goals"),
)
