"""Benefits (effekthemtagning): what was expected, who answers for it, when it is measured and what came of it
(domain: S18)."""

from i18n import N_
from models.registers.declaration import REMIND_DAYS, Dated, Field, Kind, Register, check_remind_days

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
        REMIND_DAYS,
        Field("outcome", N_("Outcome"), Kind.LONG_TEXT),
    ),
    summary=("expected", "measured_on"),
    links=("row", "unit", "projects", "indicators", "goals"),
    check=check_remind_days,
    dates=(Dated("measured_on", N_("Effect to be measured"), done="outcome"),),
)
