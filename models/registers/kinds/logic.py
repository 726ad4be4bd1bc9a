"""Change logics (förändringslogik): from need to effects in the short, medium and long run (domain: S16).

The source names only the effects in three runs; the other parts follow from what it says around them. Between two parts
there is an arrow, with what is assumed for the one to lead to the other, and what that builds on."""

from i18n import N_
from models.registers.declaration import Field, Kind, Register

# The parts in their order, by the column of each.
PARTS = ("need", "goal", "measure", "activity_goal", "result", "effect_short", "effect_medium", "effect_long")


def assumption(part: str) -> str:
    """The column of what is assumed for the part before to lead to this one."""
    return f"{part}_assumption"


def evidence(part: str) -> str:
    """The column of what that assumption builds on."""
    return f"{part}_evidence"


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
        Field("goal_assumption", N_("Assumption from need to goal"), Kind.LONG_TEXT),
        Field("goal_evidence", N_("Evidence from need to goal"), Kind.LONG_TEXT),
        Field("measure", N_("Measure"), Kind.LONG_TEXT),
        Field("measure_assumption", N_("Assumption from goal to measure"), Kind.LONG_TEXT),
        Field("measure_evidence", N_("Evidence from goal to measure"), Kind.LONG_TEXT),
        Field("activity_goal", N_("Activity goal"), Kind.LONG_TEXT),
        Field("activity_goal_assumption", N_("Assumption from measure to activity goal"), Kind.LONG_TEXT),
        Field("activity_goal_evidence", N_("Evidence from measure to activity goal"), Kind.LONG_TEXT),
        Field("result", N_("Result"), Kind.LONG_TEXT),
        Field("result_assumption", N_("Assumption from activity goal to result"), Kind.LONG_TEXT),
        Field("result_evidence", N_("Evidence from activity goal to result"), Kind.LONG_TEXT),
        Field("effect_short", N_("Effect in the short run"), Kind.LONG_TEXT),
        Field("effect_short_assumption", N_("Assumption from result to effect in the short run"), Kind.LONG_TEXT),
        Field("effect_short_evidence", N_("Evidence from result to effect in the short run"), Kind.LONG_TEXT),
        Field("effect_medium", N_("Effect in the medium run"), Kind.LONG_TEXT),
        Field("effect_medium_assumption", N_("Assumption from effect in the short to the medium run"), Kind.LONG_TEXT),
        Field("effect_medium_evidence", N_("Evidence from effect in the short to the medium run"), Kind.LONG_TEXT),
        Field("effect_long", N_("Effect in the long run"), Kind.LONG_TEXT),
        Field("effect_long_assumption", N_("Assumption from effect in the medium to the long run"), Kind.LONG_TEXT),
        Field("effect_long_evidence", N_("Evidence from effect in the medium to the long run"), Kind.LONG_TEXT),
        Field("assumption", N_("Assumptions of the whole"), Kind.LONG_TEXT),
        Field("evidence", N_("Evidence of the whole"), Kind.LONG_TEXT),
    ),
    summary=("title",),
    links=("row", "unit", "indicators", "projects", "goals"),
)
