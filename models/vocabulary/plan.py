"""The kinds of goal, what becomes of a row, and what may be followed."""

from enum import StrEnum


class GoalKind(StrEnum):
    """The two kinds of goal in the regional development strategy, by their Swedish names."""

    VISION = "visionsmål"
    AREA = "målområde"


class PlanChange(StrEnum):
    """What a coordinator did to a row while a round was open, as those who are asked about it are told."""

    ENDED = "ended"
    MERGED = "merged"
    GREW = "grew"
    MOVED = "moved"
    REWORDED = "reworded"
    GOALS = "goals"


class Followed(StrEnum):
    """What somebody may follow. `WEEKLY` is the letter about an open round."""

    ROW = "row"
    GOAL = "goal"
    UNIT = "unit"
    WEEKLY = "weekly"
