"""The closed sets of words that the tables and the rules share. Imports nothing of ours."""

from enum import StrEnum


class Status(StrEnum):
    """The traffic light of one answer. *Not reported* is no member: it is the absence of an answer."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    CANNOT_ASSESS = "cannot_assess"

    @property
    def is_deviation(self) -> bool:
        """True for yellow and red, which need a cause and an action and reach management."""
        return self in {Status.YELLOW, Status.RED}


class Lifecycle(StrEnum):
    """How far an activity has come, beside the traffic light and never instead of it."""

    NOT_STARTED = "not_started"
    ONGOING = "ongoing"
    DONE = "done"
    PAUSED = "paused"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Done or cancelled: there is nothing more to ask about, unless it is reopened."""
        return self in {Lifecycle.DONE, Lifecycle.CANCELLED}


class FollowUp(StrEnum):
    """What became of the action that was promised the time before."""

    DONE = "done"
    ONGOING = "ongoing"
    CHANGED = "changed"
    DROPPED = "dropped"

    @property
    def wants_note(self) -> bool:
        """Changed and dropped say why."""
        return self in {FollowUp.CHANGED, FollowUp.DROPPED}


class GoalKind(StrEnum):
    """The two kinds of goal in the regional development strategy, by their Swedish names."""

    VISION = "visionsmål"
    AREA = "målområde"


class RoundState(StrEnum):
    """The life of a reporting round; answers are taken in the first three (locked: as an erratum)."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    LOCKED = "locked"
    PUBLISHED = "published"


# Everybody may answer: early, in time or late.
TAKES_ANSWERS = (RoundState.PLANNED, RoundState.OPEN, RoundState.CLOSED)


class Role(StrEnum):
    """What a person in the people file may do, beside what any full member may."""

    OWNER = "owner"
    MANAGER = "manager"
    COORDINATOR = "coordinator"


class HandoverReason(StrEnum):
    """Why somebody else is asked about a row: its owner is away, says that it is not theirs, or is back."""

    AWAY = "away"
    NOT_MINE = "not_mine"
    BACK = "back"


class Membership(StrEnum):
    """What the chat platform says about an account."""

    FULL = "full"
    GUEST = "guest"
    EXTERNAL = "external"
    BOT = "bot"
    DEACTIVATED = "deactivated"
    UNKNOWN = "unknown"


class Source(StrEnum):
    """Where an answer came from; the values of the export's `source`."""

    SLACK = "slack"
    TEAMS = "teams"
    WEB = "web"
    CLI = "cli"
    IMPORT = "import"


class DeliveryState(StrEnum):
    """One message's way out (docs/architecture.md draws the transitions)."""

    PENDING = "pending"
    SENDING = "sending"
    UNCERTAIN = "uncertain"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


# On its way: it will be sent, or may have been.
UNSETTLED = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.UNCERTAIN)


class CoordinatorNotice(StrEnum):
    """What a message to the coordinators is about; `messages.coordinators` words each."""

    CLOSED = "closed"
    OWNERLESS = "ownerless"
    AWAY = "away"
    DEPARTED = "departed"
    HANDED_OVER = "handed_over"
    FAILED = "failed"
    TROUBLE = "trouble"
    RENAMED = "renamed"


class DeliveryKind(StrEnum):
    """What a message is about; `messages.build` words each kind."""

    PROMPT = "prompt"
    PROMPT_UPDATE = "prompt_update"
    REMINDER = "reminder"
    NUDGE = "nudge"
    ESCALATION = "escalation"
    NOTICE = "notice"
    ALERT = "alert"
    ALERT_CHANGE = "alert_change"
    OUTAGE = "outage"
    SUMMARY = "summary"
    SUMMARY_CHANGE = "summary_change"
    COORDINATOR = "coordinator"
    REPLY = "reply"
    PAGE = "page"
    HOME = "home"
    FILE = "file"
