"""The sheet of raw answers: one line for each row of the plan, with its goal."""

from collections.abc import Iterable

from openpyxl import Workbook

from i18n import N_, Translator
from reports.content.document import Column, Document
from reports.content.half_year.report import Report, ReportGoal, ReportRow
from reports.content.half_year.words.lights import light
from reports.content.words import goal_kind
from reports.formats.workbook.cells import Value
from reports.formats.workbook.sheets import Sheet

# The texts here are looked up in the catalogue below, each with its share of a page's width.
_COLUMNS = (
    (N_("No."), 5), (N_("Kind of goal"), 10), (N_("Goal"), 20), (N_("Activity"), 29), (N_("Unit"), 15),
    (N_("Status"), 13), (N_("Comment"), 38), (N_("Cause"), 20), (N_("Action"), 20), (N_("Responsible"), 14),
    (N_("Done by"), 9), (N_("Answered at"), 11), (N_("Late"), 6), (N_("Version"), 6), (N_("Through"), 8),
)  # fmt: skip
_LATE, _IN_TIME = N_("late"), N_("in time")


def write_answers(book: Workbook, document: Document, report: Report, t: Translator) -> None:
    """The frozen answers, or for a draft those of now. Times are those of the report's zone."""
    sheet = Sheet(book, t("Answers"), document)
    sheet.set_up(1, [width for _, width in _COLUMNS])
    sheet.table([Column(t(title), width) for title, width in _COLUMNS], list(_rows(report, t)))


def _rows(report: Report, t: Translator) -> Iterable[list[Value]]:
    for goal in report.goals:
        for row in goal.rows:
            yield _row(report, t, goal, row)


def _row(report: Report, t: Translator, goal: ReportGoal, row: ReportRow) -> list[Value]:
    at = row.submitted_at and row.submitted_at.astimezone(report.zone).replace(tzinfo=None)
    return [
        row.row, goal_kind(t, goal.kind), goal.name, row.activity, " / ".join(row.units), light(t, row.status),
        row.comment, row.cause, row.action, row.action_owner, row.action_due, at,
        None if at is None else t(_LATE if row.late else _IN_TIME), row.version, row.source,
    ]  # fmt: skip
