"""Whether the need behind an activity or a goal is still there (omvärldsbevakning, domain: S21): asked once a year, one
line for each answer."""

from i18n import N_
from models.registers.declaration import Choice, Field, Kind, Register
from models.registers.kinds.goals import GOAL_AREA, VISION_GOAL

YES, NO = "yes", "no"
ACTIVITY, GOAL = "activity", "goal"


REGISTER = Register(
    name="needs",
    words=("behov", "needs"),
    title=N_("Needs"),
    question=N_("Is the need behind an activity or a goal still there?"),
    prefix="B",
    fields=(
        Field("about", N_("Activity or goal"), required=True),
        Field(
            "kind",
            N_("Kind"),
            Kind.CHOICE,
            choices=(
                Choice(ACTIVITY, N_("activity"), ("aktivitet",)),
                Choice(VISION_GOAL, N_("Vision goal"), ("visionsmål",)),
                Choice(GOAL_AREA, N_("Goal area"), ("målområde",)),
                # Of a file that does not say which.
                Choice(GOAL, N_("goal"), ("mål",)),
            ),
        ),
        Field(
            "answer",
            N_("Still there"),
            Kind.CHOICE,
            required=True,
            choices=(Choice(YES, N_("yes"), ("ja",)), Choice(NO, N_("no"), ("nej",))),
        ),
        Field("why", N_("Why"), Kind.LONG_TEXT),
        Field("answered_on", N_("Answered"), Kind.DATE),
        Field("answered_by", N_("Answered by (unit)")),
    ),
    summary=("answered_on", "answer", "about", "why"),
    links=("row", "unit", "goals"),
)
