"""The enumerations that the tables and the rules share. Imports no other module of the program."""

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


class GoalKind(StrEnum):
    """The two kinds of goal in the regional development strategy, by their Swedish names."""

    VISION = "visionsmål"
    AREA = "målområde"


class RoundState(StrEnum):
    """The states of a reporting round, in order. Answers are accepted in the first three, and as an erratum when
    locked."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    LOCKED = "locked"
    PUBLISHED = "published"


# The states in which everybody may answer: early, in time or late.
TAKES_ANSWERS = (RoundState.PLANNED, RoundState.OPEN, RoundState.CLOSED)


class Role(StrEnum):
    """The roles in the people file. They give permissions in addition to those of every full member."""

    OWNER = "owner"
    MANAGER = "manager"
    COORDINATOR = "coordinator"


class HandoverReason(StrEnum):
    """Why somebody else is asked about a row: the person is away, says that it is not theirs, or the owner is back; or
    a coordinator has given it to somebody, whoever was asked before, if anybody was."""

    AWAY = "away"
    NOT_MINE = "not_mine"
    BACK = "back"
    GIVEN = "given"


class Membership(StrEnum):
    """What kind of account it is, according to the chat platform."""

    FULL = "full"
    GUEST = "guest"
    EXTERNAL = "external"
    BOT = "bot"
    DEACTIVATED = "deactivated"
    UNKNOWN = "unknown"


class AccountMatter(StrEnum):
    """What there is to know about a person's account on a chat platform. The first three have happened, and are told
    to the coordinators; the others last until somebody changes something, and are told by the command line."""

    NEW_ACCOUNT = "new_account"
    LINK_ENDED = "link_ended"
    OTHER_ADDRESS = "other_address"
    CLOSED = "closed"
    OUTSIDE = "outside"
    OUTSIDE_BY_FILE = "outside_by_file"
    SHARED = "shared"
    TWO_ACCOUNTS = "two_accounts"


class Source(StrEnum):
    """Through which channel an answer came. The values are those of the export's `source` column."""

    SLACK = "slack"
    TEAMS = "teams"
    WEB = "web"
    CLI = "cli"
    IMPORT = "import"


class Channel(StrEnum):
    """By which way a change came: a person in chat or on the web, an operator on the command line, the clock."""

    CHAT = "chat"
    WEB = "web"
    CLI = "cli"
    CLOCK = "clock"


class Personal(StrEnum):
    """Whether an answer's texts hold somebody's personal data. `RIGHT` when its author has said that it shall be there,
    `UNREAD` in answers from before they were read for it."""

    NONE = "none"
    FOUND = "found"
    RIGHT = "right"
    UNREAD = "unread"


class DeliveryState(StrEnum):
    """The states of a message in the outbox (docs/architecture.md draws the transitions)."""

    PENDING = "pending"
    SENDING = "sending"
    UNCERTAIN = "uncertain"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


# States in which the message will be sent or may have been sent.
UNSETTLED = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.UNCERTAIN)


class Wish(StrEnum):
    """What a manager asks the coordinators to do with a row that lacks an answer."""

    ANSWER = "answer"
    EXCUSE = "excuse"


class CoordinatorNotice(StrEnum):
    """What a message to the coordinators is about. `messages.coordinators` builds the text of each."""

    CLOSED = "closed"
    OWNERLESS = "ownerless"
    AWAY = "away"
    DEPARTED = "departed"
    HANDED_OVER = "handed_over"
    MANAGER_ASKS = "manager_asks"
    FAILED = "failed"
    ACCOUNT = "account"
    REMOVED = "removed"
    TROUBLE = "trouble"
    RENAMED = "renamed"
    NEED = "need"


# The names of the files in the payload of a delivery of kind FILE: the picture of the digest, and the report.
CHART = "chart"
REPORT = "report"
DRAWING = "drawing"


class DeliveryKind(StrEnum):
    """What a message is about. `messages.build` builds each kind."""

    PROMPT = "prompt"
    PROMPT_UPDATE = "prompt_update"
    REMINDER = "reminder"
    NUDGE = "nudge"
    DEADLINE = "deadline"
    ESCALATION = "escalation"
    NOTICE = "notice"
    PLAN_CHANGE = "plan_change"
    RETURNED = "returned"
    ALERT = "alert"
    ALERT_CHANGE = "alert_change"
    OUTAGE = "outage"
    SUMMARY = "summary"
    SUMMARY_CHANGE = "summary_change"
    COORDINATOR = "coordinator"
    ABSENCE = "absence"
    DECISION = "decision"
    QUESTION = "question"
    QUESTION_REPLY = "question_reply"
    OVERDUE = "overdue"
    REPLY = "reply"
    ROUND_NEWS = "round_news"
    DATES = "dates"
    NEED = "need"
    PAGE = "page"
    HOME = "home"
    FILE = "file"
    FOLLOWED = "followed"
    WEEKLY = "weekly"


class Followed(StrEnum):
    """What somebody may follow. `WEEKLY` is the letter about an open round."""

    ROW = "row"
    GOAL = "goal"
    UNIT = "unit"
    WEEKLY = "weekly"


class PlanChange(StrEnum):
    """What a coordinator did to a row while a round was open, as those who are asked about it are told."""

    ENDED = "ended"
    MERGED = "merged"
    GREW = "grew"
    MOVED = "moved"
    REWORDED = "reworded"
    GOALS = "goals"


class ReportForm(StrEnum):
    """The file formats of a report."""

    DOCX = "docx"
    PDF = "pdf"
    HTML = "html"
    XLSX = "xlsx"
    JSON = "json"


class ReportKind(StrEnum):
    """The report itself, half a page of it for the board, the draft of a press release about it, and the draft of the
    yearly account that is made from a full year."""

    WHOLE = "whole"
    BRIEF = "brief"
    PRESS = "press"
    YEARLY = "yearly"


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
    """What was answered to whoever asked for a decision."""

    YES = "yes"
    NO = "no"
    LATER = "later"


class LessonCause(StrEnum):
    """Why somebody is asked what was learnt: a deviation was closed, or the activity is done."""

    CLOSED = "closed"
    DONE = "done"


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
