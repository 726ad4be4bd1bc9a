"""The report on half a page, for the board: the figures in words, the deviations in brief, and what must be decided."""

from i18n import Translator
from models.rules.text import shorten
from reports.content.document import Block, Bullets, Heading, Paragraph, Section, SectionKind
from reports.content.half_year.report import Report, ReportDeviation
from reports.content.half_year.words.drafting import awaits_decision, ended
from reports.content.half_year.words.first_page import five_lines
from reports.content.half_year.words.lights import change, name
from reports.content.half_year.words.people import words_blocks

# Of an activity in a line.
_LONGEST = 90
_MOST_DECISIONS = 6


def brief_section(t: Translator, report: Report) -> Section:
    """The half page."""
    blocks: list[Block] = [Paragraph(report.totals.sentence(t) + ".")]
    if report.previous_round:
        moved = change(t, report.totals, report.previous)
        blocks.append(Paragraph(t("Since {round}: {change}.", round=report.previous_round, change=moved)))
    if report.introduction:
        blocks += words_blocks(t, report.introduction)
    blocks.append(Bullets(tuple(f"{goal.name}: {goal.counts.brief(t)}" for goal in report.goals)))
    blocks += [Heading(2, t("The deviations in brief")), five_lines(t, report)]
    if waiting := [each for each in report.deviations if awaits_decision(each)]:
        lines = [_decision(t, each) for each in waiting[:_MOST_DECISIONS]]
        if left := waiting[_MOST_DECISIONS:]:
            lines.append(t.plural("{n} more, see the whole report.", "{n} more, see the whole report.", len(left)))
        blocks += [Heading(2, t("To be decided")), Bullets(tuple(lines))]
    return Section(SectionKind.OVERVIEW, t("Overview"), tuple(blocks), starts_page=False)


def _decision(t: Translator, each: ReportDeviation) -> str:
    """`Rad 14, Gult: Aktiviteten. Regionstyrelsen`."""
    words = t("Row {row}, {status}: {activity}", row=each.row, status=name(t, each.status).lower(),
              activity=ended(shorten(each.activity, _LONGEST)))  # fmt: skip
    return f"{words} {each.decision_by}" if each.decision_by else words
