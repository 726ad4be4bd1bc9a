"""The states of a reporting round, and the forms of its report."""

from enum import StrEnum


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
