"""Change logics (förändringslogik): from need to effects in the short, medium and long run (domain: S16)."""

from i18n import N_
from models.registers.declaration import Field, Kind, Register

REGISTER = Register(
    name="logic",
    words=("förändringslogik", "logic"),
    title=N_("Change logics"),
    question=N_("Which effects do we expect in the long run, and on what do we base that?"),
    prefix="L",
    fields=(
        Field("title", N_("Title"), required=True),
        Field("need", N_("Need"), Kind.LONG_TEXT),
        Field("goal", N_("Goal"), Kind.LONG_TEXT),
        Field("measure", N_("Measure"), Kind.LONG_TEXT),
        Field("activity_goal", N_("Activity goal"), Kind.LONG_TEXT),
        Field("result", N_("Result"), Kind.LONG_TEXT),
        Field("effect_short", N_("Effect in the short run"), Kind.LONG_TEXT),
        Field("effect_medium", N_("Effect in the medium run"), Kind.LONG_TEXT),
        Field("effect_long", N_("Effect in the long run"), Kind.LONG_TEXT),
        Field("assumption", N_("Assumptions"), Kind.LONG_TEXT),
        Field("evidence", N_("Evidence"), Kind.LONG_TEXT),
    ),
    summary=("title",),
    links=("row", "unit", "indicators", "projects", "goals"),
)
