"""The sections of the goals: a table of each one's rows."""

from i18n import Translator
from models.vocabulary.answers import Status
from models.vocabulary.plan import GoalKind
from reports.content.document import Block, Column, Heading, Noted, Paragraph, Section, SectionKind, Table
from reports.content.half_year.report import Erratum, Report, ReportGoal, ReportRow
from reports.content.half_year.words.drafting import summary_of
from reports.content.half_year.words.lights import light
from reports.content.half_year.words.people import words_blocks


def goal_section(t: Translator, report: Report, goal: ReportGoal) -> Section:
    """A goal's heading, its numbers in words, its summary and its rows."""
    heading = goal_heading(t, goal)
    blocks: list[Block] = [Heading(2, heading), Paragraph(goal.counts.sentence(t) + ".")]
    if summary := summary_of(t, report, goal):
        blocks += words_blocks(t, summary)
    return Section(SectionKind.GOAL, goal.name, (*blocks, _table(t, report, goal, heading)))


def goal_heading(t: Translator, goal: ReportGoal) -> str:
    """`AKTIVITETER MÅLOMRÅDE – Ett tillgängligt Västmanland`, as in the follow-up of 2022-07-07."""
    if goal.kind is GoalKind.VISION:
        return t("ACTIVITIES OF THE VISION GOAL – {goal}", goal=goal.name)
    return t("ACTIVITIES OF THE GOAL AREA – {goal}", goal=goal.name)


def row_columns(t: Translator) -> tuple[Column, ...]:
    return (
        Column(t("No."), 5, is_number=True), Column(t("Activity"), 29), Column(t("Unit"), 15),
        Column(t("Comment"), 38), Column(t("Status"), 13),
    )  # fmt: skip


def _table(t: Translator, report: Report, goal: ReportGoal, heading: str) -> Table:
    excused = {each.row: each.why for each in report.excused}
    rows = tuple(
        (
            str(row.row),
            row.activity,
            " / ".join(row.units),
            Noted(row.comment or "", tuple(_notes(t, row, excused))),
            light(t, row.status),
        )
        for row in goal.rows
    )
    return Table(
        caption=t("{goal}: the activities, row by row", goal=goal.name),
        description=t("One row for each activity: its number in the plan, the activity, the responsible unit, the "
                      "unit’s comment, and the status as a symbol and a word."),
        columns=row_columns(t),
        rows=rows,
        continued=t("cont. {heading}", heading=heading),
    )  # fmt: skip


def _notes(t: Translator, row: ReportRow, excused: dict[int, str | None]) -> list[str]:
    """What is told under a comment: what it refers to, that the row was excused, what was corrected."""
    notes = []
    if row.refers_to:
        notes.append(_reference(t, row))
    if row.row in excused:
        notes.append(excuse(t, excused[row.row]))
    return notes + [erratum_note(t, each) for each in row.errata]


def _reference(t: Translator, row: ReportRow) -> str:
    to = row.refers_to
    assert to  # noqa: S101 - asked by the caller
    where = t("row {row}, last time", row=to.row) if to.is_last_time else t("row {row}", row=to.row)
    if not to.comment:
        return t("Refers to {name}.", name=where)
    comment = t.quote(to.comment)
    if to.status is None:
        return t("Refers to {name}: {comment}", name=where, comment=comment)
    return t("Refers to {name}: {light} – {comment}", name=where, light=light(t, to.status), comment=comment)


def excuse(t: Translator, why: str | None) -> str:
    """Why a row did not have to be answered."""
    if why is None:
        return t("Excused: nobody was asked in time.")
    return t("Excused: {why}", why=why)


def erratum_note(t: Translator, erratum: Erratum) -> str:
    """`Rättelse 2022-08-01: ▲ Gult – ”…” Skäl: …`."""
    words = t("Correction {day}: {light} – {comment}", day=iso_day(t, erratum),
              light=light(t, Status(erratum.status)), comment=t.quote(erratum.comment))  # fmt: skip
    return f"{words} " + t("Reason: {why}", why=erratum.reason) if erratum.reason else words


def iso_day(t: Translator, erratum: Erratum) -> str:
    return erratum.at.astimezone(t.zone).date().isoformat()
