"""What an answer may say, where it came from, and what a reviewer says of it."""

from enum import StrEnum


class Status(StrEnum):
    """The traffic light of one answer. There is no member for *not reported*: then there is no answer."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    CANNOT_ASSESS = "cannot_assess"

    @property
    def is_deviation(self) -> bool:
        """True for yellow and red, which need a cause and an action and reach management."""
        return self in {Status.YELLOW, Status.RED}


class Lifecycle(StrEnum):
    """The stage of an activity, in addition to the traffic light."""

    NOT_STARTED = "not_started"
    ONGOING = "ongoing"
    DONE = "done"
    PAUSED = "paused"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Done or cancelled: it is not asked about again unless it is reopened."""
        return self in {Lifecycle.DONE, Lifecycle.CANCELLED}


class FollowUp(StrEnum):
    """What became of the action that was promised in the previous answer."""

    DONE = "done"
    ONGOING = "ongoing"
    CHANGED = "changed"
    DROPPED = "dropped"

    @property
    def wants_note(self) -> bool:
        """True for changed and dropped, which need a reason."""
        return self in {FollowUp.CHANGED, FollowUp.DROPPED}


class Personal(StrEnum):
    """Whether an answer's texts hold somebody's personal data. `RIGHT` when its author has said that it shall be there,
    `UNREAD` in answers from before they were read for it."""

    NONE = "none"
    FOUND = "found"
    RIGHT = "right"
    UNREAD = "unread"


class Source(StrEnum):
    """Through which channel an answer came. The values are those of the export's `source` column."""

    SLACK = "slack"
    TEAMS = "teams"
    WEB = "web"
    CLI = "cli"
    IMPORT = "import"


class Verdict(StrEnum):
    """What a reviewer says of an answer."""

    APPROVED = "approved"
    RETURNED = "returned"


class ReviewState(StrEnum):
    """Whether a row's current answer has been reviewed. `CHANGED`: an earlier version was approved, and this one has
    not been looked at."""

    UNREVIEWED = "unreviewed"
    CHANGED = "changed_since_approval"
    APPROVED = "approved"
    RETURNED = "returned"


class LessonCause(StrEnum):
    """Why somebody is asked what was learnt: a deviation was closed, or the activity is done."""

    CLOSED = "closed"
    DONE = "done"
