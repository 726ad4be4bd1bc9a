"""The draft of the regions' yearly account of results to the government: the parts that the ordinance asks for, with
what the full-year round and the registers know of each, and a marked gap where nothing is known.

Nothing is made up: what a part shall say is for people to write. The parts are as they are told in public summaries of
the ordinance; the agency's instructions of the year decide the form.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import isfinite
from typing import Any

from i18n import Translator
from models.registers.all import BY_NAME
from reports.content.document import Block, Bullets, Column, Heading, Paragraph, Section, SectionKind, Table
from reports.content.half_year.report import Report
from reports.content.half_year.words.first_page import five_lines
from reports.content.registers.lines import value_words

ORDINANCE = "förordning (2024:99) om resultatredovisning av det regionala utvecklingsarbetet"
_FUNDING = BY_NAME["funding"]


@dataclass
class _Gaps:
    """What is missing, in the order in which it was found."""

    t: Translator
    found: list[str]

    def mark(self, words: str) -> Paragraph:
        """A gap where it is, remembered for the list at the end."""
        self.found.append(words)
        return Paragraph(self.t("[Missing: {what}]", what=words), is_note=True)


def yearly_title(t: Translator, report: Report) -> str:
    """The title of the account."""
    return t("Account of the results of the regional development work {year}", year=report.period_to.year)


def yearly_sections(t: Translator, report: Report) -> tuple[Section, ...]:
    """The first page, the parts, and what is missing."""
    gaps = _Gaps(t, [])
    parts = [
        _section(t("Starting points"), _starting_points(t, report, gaps)),
        _section(t("How decisions on funding have contributed to the results"), _funding(t, report, gaps)),
        _section(t("How economic, social and environmental sustainability have influenced the decisions"),
                 _sustainability(t, report, gaps)),
        _section(t("How territorial perspectives have influenced the decisions"), _territory(t, report, gaps)),
        _section(t("Equality, integration, environment and climate through business support and project grants"),
                 _equality(t, report, gaps)),
    ]  # fmt: skip
    last = _section(t("What is missing"), [Bullets(tuple(gaps.found))])
    return (_first_page(t, report, len(gaps.found)), *parts, last)


def _section(title: str, blocks: Iterable[Block]) -> Section:
    return Section(SectionKind.APPENDIX, title, (Heading(2, title), *blocks), starts_page=False)


def _first_page(t: Translator, report: Report, missing: int) -> Section:
    year = report.period_to.year
    frozen = (
        t("It is made from the frozen record of {round}.", round=report.round) if not report.is_draft else
        t("{round} is not locked, so the figures may still change.", round=report.round)
    )  # fmt: skip
    blocks: list[Block] = [
        Paragraph(t("A draft according to {ordinance}. It is to be handed in by {day}.", ordinance=ORDINANCE,
                    day=t.day(date(year + 1, 2, 21)))),
        Paragraph(frozen),
        Paragraph(t("The parts are those of public summaries of the ordinance. The instructions of the year decide the "
                    "form: check it against them."), is_note=True),
        Paragraph(t.plural("{n} gap is marked with “Missing”.", "{n} gaps are marked with “Missing”.", missing)),
    ]  # fmt: skip
    return Section(SectionKind.OVERVIEW, t("About this draft"), tuple(blocks), starts_page=False)


def _starting_points(t: Translator, report: Report, gaps: _Gaps) -> list[Block]:
    national = gaps.mark(t("the national goal, and how the account starts from it"))
    goals = tuple(f"{goal.name}: {goal.counts.sentence(t)}" for goal in report.goals)
    programmes = dict.fromkeys(str(line["programme"]) for line in _lines(report, "projects") if line.get("programme"))
    lacking = t(
        "the programme goals of ERUF and JTF, where they apply; no project that ended in the "
        "year and tells its results has a programme"
    )
    eu = Bullets(tuple(programmes)) if programmes else gaps.mark(lacking)
    return [
        Heading(3, t("The national goal")), national,
        Heading(3, t("Programmes of the EU")), eu,
        Heading(3, t("The goals of the regional development strategy")), Bullets(goals),
    ]  # fmt: skip


def _funding(t: Translator, report: Report, gaps: _Gaps) -> list[Block]:
    blocks: list[Block] = [Heading(3, t("The funds of the year")), *_sums(t, report, gaps)]
    blocks += [Heading(3, t("The results of the activities")), Paragraph(report.totals.sentence(t) + "."),
               five_lines(t, report)]  # fmt: skip
    blocks += [Heading(3, t("Projects that ended")), _told(t, report, "projects", "name", "results") or gaps.mark(
        t("results of projects that ended in the year"))]  # fmt: skip
    blocks += [Heading(3, t("Decisions of the year")), _told(t, report, "decisions", "matter", "outcome") or gaps.mark(
        t("decisions of the year in the register of decisions"))]  # fmt: skip
    blocks.append(gaps.mark(t("the region’s own words on how the decisions on funding contributed")))
    return blocks


def _sums(t: Translator, report: Report, gaps: _Gaps) -> list[Block]:
    """The amounts of the year by kind, summed exactly. Lines without an amount are not in the record, unless it was
    damaged: then it is said."""
    sums: dict[str, Decimal] = {}
    unread: list[str] = []
    for line in _lines(report, "funding"):
        kind, amount = str(line.get("kind")), line.get("amount")
        if isinstance(amount, int | float) and isfinite(amount):
            sums[kind] = sums.get(kind, Decimal(0)) + Decimal(str(amount))
        else:
            unread.append(str(line["key"]))
    if not sums and not unread:
        return [gaps.mark(t("amounts of the year in the register of funding"))]
    what = t("the amount of {keys}: what the record has is no number", keys=", ".join(unread))
    said = [gaps.mark(what)] if unread else []
    kind_column, amount_column = _FUNDING.field("kind"), _FUNDING.field("amount")
    told = [*((value_words(t, kind_column, kind), sums[kind]) for kind in sorted(sums)),
            (t("Total"), sum(sums.values(), Decimal(0)))]  # fmt: skip
    rows = tuple((name, value_words(t, amount_column, f"{amount:f}")) for name, amount in told)
    title = t("Funds of {year} by kind", year=report.period_to.year)
    table = Table(title, t("One row for each kind of funding, with the sum of its amounts; the last row is the total."),
                  (Column(t("Kind"), 60), Column(t("Amount"), 40, is_number=True)), rows)  # fmt: skip
    note = t("Only lines with an amount, of what is open data, are summed.")
    return [table, Paragraph(note, is_note=True), *said]


def _sustainability(t: Translator, report: Report, gaps: _Gaps) -> list[Block]:
    concluded = _told(t, report, "evaluations", "question", "conclusion")
    told: list[Block] = [Heading(3, t("Conclusions of evaluations")), concluded] if concluded else []
    dimensions = (t("economic sustainability"), t("social sustainability"), t("environmental sustainability"))
    return [*told, *(gaps.mark(t("how {what} influenced the decisions", what=what)) for what in dimensions)]


def _territory(t: Translator, report: Report, gaps: _Gaps) -> list[Block]:
    held = _told(t, report, "dialogues", "municipality", "outcome")
    told: list[Block] = [Heading(3, t("Municipal dialogues")), held] if held else []
    return [*told, gaps.mark(t("how territorial perspectives influenced the decisions"))]


def _equality(t: Translator, report: Report, gaps: _Gaps) -> list[Block]:
    stories = _told(t, report, "stories", "title", "text")
    told: list[Block] = [Heading(3, t("Stories")), stories] if stories else []
    fields = (t("gender equality"), t("integration"), t("environment and climate"))
    marked = (gaps.mark(t("how work with {what} contributed through business support and project grants", what=what))
              for what in fields)  # fmt: skip
    by_sex = t("Support by sex and industry: “funding sums by sex and industry” in the chat has the figures.")
    return [*told, *marked, Paragraph(by_sex, is_note=True)]


def _told(t: Translator, report: Report, register: str, about: str, outcome: str) -> Block | None:
    """What a register has to say of the year: each line with what came of it; None when it has nothing."""
    lines = [
        t("{about}: {outcome}", about=line[about], outcome=line[outcome]) if line.get(outcome) else str(line[about])
        for line in _lines(report, register)
        if line.get(about)
    ]
    return Bullets(tuple(lines)) if lines else None


def _lines(report: Report, register: str) -> list[Mapping[str, Any]]:
    return [line for each in report.registers if each.name == register for line in each.lines]
