"""The goal tree (målträdet): Agenda 2030, vision, vision goals and goal areas, sub-goals, goals of steering
documents (domain: S10).

A goal is linked to those above it (`goals:KEY`) and to the activities that it has (`row:14`); one activity may stand
under several."""

from i18n import N_
from models.registers.declaration import Choice, Field, Kind, Register
from models.vocabulary.plan import GoalKind

# The levels at which the plan's own goals stand.
VISION_GOAL, GOAL_AREA = "vision_goal", "goal_area"
LEVEL_OF = {GoalKind.VISION: VISION_GOAL, GoalKind.AREA: GOAL_AREA}

REGISTER = Register(
    name="goals",
    words=("mål", "goals"),
    title=N_("Goals"),
    question=N_("Which sub-goals have no activities? Which Agenda 2030 goals do we contribute to?"),
    prefix="M",
    fields=(
        Field(
            "kind",
            N_("Level"),
            Kind.CHOICE,
            required=True,
            choices=(
                Choice("agenda2030", N_("Agenda 2030")),
                Choice("vision", N_("Vision")),
                Choice(VISION_GOAL, N_("Vision goal"), ("visionsmål",)),
                Choice(GOAL_AREA, N_("Goal area"), ("målområde",)),
                Choice("sub_goal", N_("Sub-goal"), ("delmål",)),
                Choice("document_goal", N_("Goal of a steering document"), ("styrdokumentsmål", "mål i styrdokument")),
            ),
        ),
        Field("number", N_("Number"), Kind.WHOLE),
        Field("name", N_("Name")),
        Field("prioritised", N_("Prioritised"), Kind.YES_NO),
        Field("source", N_("Source")),
    ),
    summary=("kind", "number", "name"),
    links=("goals", "documents", "row"),
    public=True,
)
