"""How a deviation has moved, what has become of its action, and what was decided."""

from enum import StrEnum


class Trend(StrEnum):
    """How a deviation has moved since its last known colour (contract, *Deviations, review, the frozen record*)."""

    NEW = "new"
    WORSENED = "worsened"
    UNCHANGED = "unchanged"
    IMPROVED = "improved"
    CLOSED = "closed"


class DeviationFilter(StrEnum):
    """By what deviations may be narrowed: how they have moved, an action past its date, a decision that is waited for.
    The values are part of buttons."""

    NEW = "new"
    WORSENED = "worsened"
    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    CLOSED = "closed"
    OVERDUE = "overdue"
    WAITING = "waiting"


class ActionState(StrEnum):
    """What has become of a deviation's action: by its date, or by what the follow-up said."""

    NONE = "none"
    PLANNED = "planned"
    OVERDUE = "overdue"
    DONE = "done"
    CHANGED = "changed"
    DROPPED = "dropped"


class DecisionAnswer(StrEnum):
    """What was answered to a request for a decision."""

    YES = "yes"
    NO = "no"
    LATER = "later"
