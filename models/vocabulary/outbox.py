"""What messages are about, and their states."""

from enum import StrEnum


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


class RequestKind(StrEnum):
    """What a manager asks the coordinators to do with a row that lacks an answer."""

    ANSWER = "answer"
    EXCUSE = "excuse"


# The names of the files in the payload of a delivery of kind FILE: the picture of the digest, and the report.
CHART = "chart"
REPORT = "report"
DRAWING = "drawing"
