"""The last sections: what was corrected, what was excused, the method, and where the report comes from."""

from i18n import Translator
from reports.content.document import (
    Block,
    Bullets,
    Cell,
    Column,
    Heading,
    Noted,
    Paragraph,
    Section,
    SectionKind,
    Table,
)
from reports.content.half_year.report import Report
from reports.content.half_year.words.goals import excuse, iso_day
from reports.content.half_year.words.lights import light, share
from reports.content.half_year.words.people import signatures


def closing_section(t: Translator, report: Report, rebuild: str) -> Section:
    """Corrections, excused rows, method and origin."""
    blocks = (*_errata(t, report), *_excused(t, report), *_method(t, report), *_origin(t, report, rebuild))
    return Section(SectionKind.APPENDIX, t("Corrections and method"), blocks)


def _errata(t: Translator, report: Report) -> list[Block]:
    heading = Heading(2, t("Corrections after the lock"))
    if report.is_draft:
        return [heading, Paragraph(t("The round is not locked, so nothing has been corrected after the lock."))]
    lines: list[tuple[Cell, ...]] = []
    for row in report.errata:
        for each in row.errata:
            corrected = Noted(str(light(t, each.status)), (each.comment,))
            frozen = Noted(str(light(t, row.status)), (row.comment,) if row.comment else ())
            lines.append((str(row.row), row.activity, frozen, corrected, iso_day(t, each), each.reason or "–"))
    if not lines:
        return [heading, Paragraph(t("Nothing has been corrected."))]
    told = Paragraph(t("The figures and the rows above are those that were frozen at the lock."))
    table = Table(
        caption=t("What has been corrected"),
        description=t("One row for each correction: the row of the plan, the activity, the frozen answer, the "
                      "corrected one, the day and the reason."),
        columns=(Column(t("No."), 5, is_number=True), Column(t("Activity"), 22), Column(t("Frozen"), 24),
                 Column(t("Corrected"), 24), Column(t("Day"), 9), Column(t("Reason"), 16)),
        rows=tuple(lines),
        continued=t("cont. {heading}", heading=heading.text),
    )  # fmt: skip
    return [heading, told, table]


def _excused(t: Translator, report: Report) -> list[Block]:
    heading = Heading(2, t("Rows that did not have to be answered"))
    if not report.excused:
        return [heading, Paragraph(t("No row was excused."))]
    table = Table(
        caption=t("Excused rows"),
        description=t("One row for each excused row of the plan: its number, the activity and the reason."),
        columns=(Column(t("No."), 6, is_number=True), Column(t("Activity"), 54), Column(t("Reason"), 40)),
        rows=tuple((str(each.row), each.activity, excuse(t, each.why)) for each in report.excused),
        continued=t("cont. {heading}", heading=heading.text),
    )
    return [heading, table]


def _method(t: Translator, report: Report) -> list[Block]:
    return [Heading(2, t("Method and denominators")), Bullets(tuple(method_lines(t, report)))]


def method_lines(t: Translator, report: Report) -> list[str]:
    """How the figures came about, one sentence or two in each line."""
    method, total = report.method, report.totals.total
    lines = [t("The report is about {first} to {last}.", first=t.day(report.period_from), last=t.day(report.period_to))]
    if method.opened_at and method.deadline:
        lines.append(t("The units were asked from {opened}; the deadline was {deadline}.",
                       opened=t.instant(method.opened_at), deadline=t.instant(method.deadline)))  # fmt: skip
    lines.append(t("Each unit has assessed its own activities."))
    if method.rows != method.activities:
        lines.append(t("The plan has {rows} rows and {activities} different activities: some stand under several "
                       "goals, and count once under each.", rows=t.number(method.rows),
                       activities=t.number(method.activities)))  # fmt: skip
    lines.append(t("The denominator of every share is the rows of the plan, excused ones too. {answered} of {total} "
                   "were answered ({share}), {on_time} in time and {late} late.", answered=t.number(method.answered),
                   total=t.number(total), share=share(t, method.answered, total),
                   on_time=t.number(method.answered - method.late), late=t.number(method.late)))  # fmt: skip
    if None not in (method.asked, method.excused, method.missing, method.reviewed):
        lines.append(t("{asked} rows were asked about, {excused} were excused and {missing} lack an answer. {reviewed} "
                       "answers have been reviewed.", asked=t.number(method.asked or 0),
                       excused=t.number(method.excused or 0), missing=t.number(method.missing or 0),
                       reviewed=t.number(method.reviewed or 0)))  # fmt: skip
    lines.append(t("Not reported means that there is no answer. It is never counted as green."))
    if report.previous_round:
        lines.append(t("It is compared with {round}, with the answers that were current there.",
                       round=report.previous_round))  # fmt: skip
    lines.append(t("Characters that cannot be seen are shown by a sign, such as ␇. Where a PDF has no font for a "
                   "character, its Unicode name stands in square brackets."))  # fmt: skip
    if not report.has_names:
        lines.append(t("Persons are not named: whoever is responsible is told by office or unit."))
    return lines


def _origin(t: Translator, report: Report, rebuild: str) -> list[Block]:
    blocks: list[Block] = [Heading(2, t("Where the report comes from"))]
    if signed := signatures(t, report):
        blocks += [Paragraph(t("Signed by:")), Bullets(tuple(signed))]
    if report.sha256 is None:
        return [*blocks, Paragraph(t("It is a draft from the answers as they were {time}. Once the round is locked, it "
                                     "is made from the frozen record.", time=t.instant(report.as_of)))]  # fmt: skip
    return [
        *blocks,
        Paragraph(t("It is made from the record that was frozen {time}, and from nothing else. The record’s checksum "
                    "(SHA-256): {sha256}", time=t.instant(report.as_of), sha256=report.sha256)),
        Paragraph(t("It is made again with: {command}", command=rebuild)),
    ]  # fmt: skip
