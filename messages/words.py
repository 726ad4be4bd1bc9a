"""Phrases that several messages share: the traffic light in words, the counts, a row's name."""

from collections.abc import Iterable, Sequence

from i18n import N_, Translator
from messages.parts import Run, Text
from models.answers.queries import AnswerView
from models.plan.views import GoalView, RowView
from models.rules.text import shorten
from models.vocabulary.answers import FollowUp, Lifecycle, Status
from models.vocabulary.rounds import RoundState
from reports.content.words import LEGEND, NAMES, Counts, count_statuses, goal_kind

SYMBOLS = {Status.GREEN: "🟢", Status.YELLOW: "🟡", Status.RED: "🔴", Status.CANNOT_ASSESS: "⚪"}
NOT_REPORTED_SYMBOL = "▫️"
LIFECYCLES = {
    Lifecycle.NOT_STARTED: N_("Not started"),
    Lifecycle.ONGOING: N_("Ongoing"),
    Lifecycle.DONE: N_("Done"),
    Lifecycle.PAUSED: N_("Paused"),
    Lifecycle.CANCELLED: N_("Cancelled"),
}
FOLLOW_UPS = {
    FollowUp.DONE: N_("Done as planned"),
    FollowUp.ONGOING: N_("Still under way"),
    FollowUp.CHANGED: N_("Changed"),
    FollowUp.DROPPED: N_("Dropped"),
}
STATE_NAMES = {
    RoundState.PLANNED: N_("planned"), RoundState.OPEN: N_("open"), RoundState.CLOSED: N_("closed"),
    RoundState.LOCKED: N_("locked"), RoundState.PUBLISHED: N_("published"),
}  # fmt: skip
SHOWN_COMMENT = 600


def count(rows: Iterable[RowView], answers: dict[int, AnswerView]) -> Counts:
    """Counts rows by their current answer; a row without one is not reported, never green."""
    current = (answers.get(row.placement_id) for row in rows)
    return count_statuses(answer and answer.status for answer in current)


def light(t: Translator, status: Status | None) -> str:
    """`🟡 Gult`; None is not reported. The symbol never stands without its name (accessibility)."""
    if status is None:
        return f"{NOT_REPORTED_SYMBOL} {t('Not reported')}"
    return f"{SYMBOLS[status]} {t(NAMES[status])}"


def light_with_legend(t: Translator, status: Status) -> str:
    """`🟡 Gult – avvikelse emot måluppfyllelse`."""
    return f"{light(t, status)} – {t(LEGEND[status])}"


def goal_name(t: Translator, goal: GoalView) -> str:
    """`Målområde Ett tillgängligt Västmanland`."""
    return f"{goal_kind(t, goal.kind)} {goal.name}"


def rows_note(t: Translator, rows: Iterable[RowView]) -> str:
    """Why a number of activities and a number of rows differ: `22 rader, 20 olika aktiviteter (några finns under flera
    mål)`; empty when they do not."""
    listed = list(rows)
    activities = len({row.activity_id for row in listed})
    if activities == len(listed):
        return ""
    return t("{rows} rows, {activities} different activities (some stand under several goals).", rows=len(listed),
             activities=activities)  # fmt: skip


def row_numbers(t: Translator, rows: Sequence[RowView], most: int = 30) -> str:
    """`4, 9 och 12`; of more than `most` the first and how many more."""
    shown = [str(row.row) for row in rows[:most]]
    if len(rows) > most:
        shown.append(t("{n} more", n=len(rows) - most))
    return t.enumeration(shown)


def row_name(t: Translator, row: RowView) -> Text:
    """`Rad 14. Aktivitetens text`, the number in bold."""
    return (Run(t("Row {row}.", row=row.row), bold=True), f" {row.activity}")


def comment_shown(t: Translator, comment: str, row: RowView, command: str) -> str:
    """A comment in quotation marks, cut after 600 characters with a hint how to read all of it."""
    if len(comment) <= SHOWN_COMMENT:
        return t.quote(comment)
    hint = t("The whole comment: /{command} status {row}", command=command, row=row.row)
    return f"{t.quote(comment[:SHOWN_COMMENT] + '…')} ({hint})"


def previously(t: Translator, row: RowView, previous: AnswerView | None, limit: int = 160, from_round: str = "") -> str:
    """What was reported on the row last time, with at most `limit` characters of the comment; "" when nothing was.
    `from_round` is the name of the round that it is from, when that is older than the one before.

    `previous` is the answer of an earlier round; without one, the comment and status that the plan file has from the
    period before are used.
    """
    if previous is not None:
        when = t.day(previous.submitted_at)
        words = t.quote(shorten(previous.comment, limit))
        if from_round:
            return t("Last answer, from {round} ({day}): {light} – {comment}", round=from_round, day=when,
                     light=light(t, previous.status), comment=words)  # fmt: skip
        return t("Last time ({day}): {light} – {comment}", day=when, light=light(t, previous.status), comment=words)
    if not row.previous_comment:
        return t("Last period: {light}", light=light(t, row.previous_status)) if row.previous_status else ""
    words = t.quote(shorten(row.previous_comment, limit))
    if row.previous_status:
        return t("Last period: {light} – {comment}", light=light(t, row.previous_status), comment=words)
    return t("Last period: {comment}", comment=words)
