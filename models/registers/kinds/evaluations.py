"""Evaluations (utredningar) in three areas and three perspectives (domain: S13, S14, S15). Which area goes with
which perspective is not stated by any source, so it is free."""

from i18n import N_
from models.registers.declaration import Choice, Field, Kind, Register, Reported

REGISTER = Register(
    name="evaluations",
    words=("utredningar", "evaluations"),
    title=N_("Evaluations"),
    question=N_("What has been evaluated, how, and what came of it?"),
    prefix="U",
    fields=(
        Field("question", N_("Question"), Kind.LONG_TEXT, required=True),
        Field(
            "area",
            N_("Area"),
            Kind.CHOICE,
            choices=(
                Choice("U1", N_("Results"), ("resultat",)),
                Choice("U2", N_("Process"), ("processgenomförande", "process implementation")),
                Choice(
                    "U3",
                    N_("The regional development mandate"),
                    ("genomförande av det regionala utvecklingsuppdraget", "uppdraget"),
                ),
            ),
        ),
        Field("perspective", N_("Perspectives")),
        Field("method", N_("Method")),
        Field(
            "values",
            N_("Values"),
            Kind.CHOICE,
            choices=(
                Choice("hard", N_("Hard (statistics)"), ("hårda", "statistik")),
                Choice("soft", N_("Soft (stories)"), ("mjuka", "berättelser")),
                Choice("both", N_("Both"), ("båda",)),
            ),
        ),
        Field(
            "state",
            N_("State"),
            Kind.CHOICE,
            choices=(
                Choice("planned", N_("Planned"), ("planerad",)),
                Choice("ongoing", N_("Ongoing"), ("pågår",)),
                Choice("done", N_("Done"), ("klar",)),
            ),
        ),
        Field("conclusion", N_("Conclusion"), Kind.LONG_TEXT),
        Field("fed_back_to", N_("Fed back to")),
    ),
    summary=("question", "state"),
    links=("row", "unit", "goals", "projects"),
    public=True,
    reported=Reported(("question", "area", "conclusion"), "conclusion"),
)
