"""Improvements by the PDCA wheel: Plan, Do, Study (so the source calls the third step), Act. A card begins in a
deviation and is filled in step by step (domain: S17)."""

from i18n import N_
from models.registers.declaration import Field, Kind, Register

STEPS = ("plan", "do", "study", "act")
REGISTER = Register(
    name="improvements",
    words=("pdca", "improvements"),
    title=N_("Improvements (PDCA)"),
    question=N_("What do we try out because of a deviation, and what did it show?"),
    prefix="PDCA",
    fields=(
        Field("matter", N_("What deviates"), Kind.LONG_TEXT, required=True),
        Field("plan", N_("Plan"), Kind.LONG_TEXT),
        Field("do", N_("Do"), Kind.LONG_TEXT),
        Field("study", N_("Study"), Kind.LONG_TEXT),
        Field("act", N_("Act"), Kind.LONG_TEXT),
        Field("origin", N_("Where it comes from")),
        Field("begun_on", N_("Begun"), Kind.DATE),
        Field("done_on", N_("Done"), Kind.DATE),
    ),
    summary=("matter", "done_on"),
    links=("row", "unit", "goals", "lessons"),
)
