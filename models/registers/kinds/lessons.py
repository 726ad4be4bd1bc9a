"""Lessons (lärdomar), also good ones, with the step of the PDCA wheel (Plan, Do, Study, Act) that they belong to
(domain: S2, S17)."""

from i18n import N_
from models.registers.declaration import Choice, Field, Kind, Register

REGISTER = Register(
    name="lessons",
    words=("lärdomar", "lessons"),
    title=N_("Lessons"),
    question=N_("What have we learnt, and what should we stop doing?"),
    prefix="LD",
    fields=(
        Field("text", N_("Lesson"), Kind.LONG_TEXT, required=True),
        Field(
            "kind",
            N_("Kind"),
            Kind.CHOICE,
            choices=(
                Choice("went_well", N_("Went well"), ("gick bra", "positiv")),
                Choice("went_badly", N_("Went badly"), ("gick dåligt", "negativ")),
                Choice("stop", N_("To stop doing"), ("sluta", "sluta göra", "avsluta", "avsluta aktivitet")),
                Choice("goal_conflict", N_("Goal conflict"), ("målkonflikt",)),
            ),
        ),
        Field(
            "step",
            N_("Step of the PDCA wheel"),
            Kind.CHOICE,
            choices=(
                Choice("plan", N_("Plan"), ("planera",)),
                Choice("do", N_("Do"), ("göra",)),
                Choice("study", N_("Study"), ("studera",)),
                Choice("act", N_("Act"), ("agera",)),
            ),
        ),
        Field("origin", N_("Where it comes from")),
        Field("learnt_on", N_("Learnt"), Kind.DATE),
        Field("source", N_("Source")),
    ),
    summary=("text", "kind"),
    links=("row", "unit", "goals", "projects", "evaluations", "sessions"),
)
