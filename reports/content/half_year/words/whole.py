"""The half-year report as one document."""

import shlex
from typing import assert_never

from i18n import Translator
from models.rules.text import plain
from models.vocabulary.rounds import ReportKind
from reports.content.document import Document, Section
from reports.content.half_year.report import Report
from reports.content.half_year.words.brief import brief_section
from reports.content.half_year.words.closing import closing_section
from reports.content.half_year.words.deviations import deviations_section
from reports.content.half_year.words.effects import effects_sections
from reports.content.half_year.words.first_page import first_page
from reports.content.half_year.words.goals import goal_section
from reports.content.half_year.words.lights import legend
from reports.content.half_year.words.press import press_section, press_title
from reports.content.half_year.words.registers import registers_sections
from reports.content.half_year.words.yearly import yearly_sections, yearly_title

# Always for people to finish, also of a frozen record.
_DRAFTS = (ReportKind.PRESS, ReportKind.YEARLY)


def half_year_document(t: Translator, report: Report, form: str, kind: ReportKind = ReportKind.WHOLE) -> Document:
    """The report, the half page, or the draft of a press release, in the language of `t`, whose zone should be that of
    the report. `form` is the file format that the command which rebuilds it names."""
    rebuild = rebuild_command(t, report, form, kind)
    sections: tuple[Section, ...]
    match kind:
        case ReportKind.WHOLE:
            title, subject, contents = _title(t, report), t("Half-year report"), t("Contents")
            goals = (goal_section(t, report, goal) for goal in report.goals)
            closing = closing_section(t, report, rebuild)
            beside = (deviations_section(t, report), *effects_sections(t, report), *registers_sections(t, report))
            sections = (first_page(t, report), *goals, *beside, closing)
        case ReportKind.BRIEF:
            title, subject, contents = _title(t, report), t("Half-year report in brief"), ""
            sections = (brief_section(t, report),)
        case ReportKind.PRESS:
            title, subject, contents = press_title(t, report), t("Press release"), ""
            sections = (press_section(t, report),)
        case ReportKind.YEARLY:
            title, subject, contents = yearly_title(t, report), t("Yearly account"), t("Contents")
            sections = yearly_sections(t, report)
        case _:
            assert_never(kind)
    return Document(
        title=title,
        subtitle=subtitle(t, report),
        language=t.language,
        date=report.date,
        draft=t("Draft") if report.is_draft or kind in _DRAFTS else "",
        author="Målvakten",
        subject=subject,
        keywords=(t("activity plan"), t("follow-up"), report.round),
        footer=f"{report.date.isoformat()} · {title if kind is ReportKind.YEARLY else _title(t, report)}",
        page_of=t("page {page} of {pages}"),
        legend=legend(t),
        sha256=report.sha256 or "",
        rebuild=rebuild,
        sections=sections,
        contents=contents,
    )


def _title(t: Translator, report: Report) -> str:
    return t("Follow-up of the activity plan – {round}", round=report.round)


def subtitle(t: Translator, report: Report) -> str:
    """The period, and as of when."""
    return t("{first} to {last}, as of {day}", first=t.day(report.period_from), last=t.day(report.period_to),
             day=t.day(report.as_of))  # fmt: skip


def file_stem(report: Report) -> str:
    """`rapport-halvar-2022`: a file name without its ending."""
    return "-".join(["rapport", *plain(report.round).replace("#", " ").split()])[:80]


def rebuild_command(t: Translator, report: Report, form: str, kind: ReportKind = ReportKind.WHOLE) -> str:
    """What makes the same bytes again, on any machine; "" for what is no record's: a draft, and a press release."""
    if report.sha256 is None or kind in _DRAFTS:
        return ""
    record = f"{file_stem(report)}.snapshot.json"
    more = (" --names" if report.has_names else "") + (" --brief" if kind is ReportKind.BRIEF else "")
    return (
        f"malvakten snapshot {shlex.quote(report.round)} --out {record} && malvakten report --from-snapshot {record} "
        f"--format {form} --language {t.language}{more} --out {file_stem(report)}.{form}"
    )
