"""The half-year report as one document."""

import shlex

from i18n import Translator
from models.rules.text import plain
from reports.content.document import Document
from reports.content.half_year import Report
from reports.content.half_year_words.closing import closing_section
from reports.content.half_year_words.deviations import deviations_section
from reports.content.half_year_words.first_page import first_page
from reports.content.half_year_words.goals import goal_section
from reports.content.half_year_words.lights import legend


def half_year_document(t: Translator, report: Report, form: str) -> Document:
    """All of the report in the language of `t`, whose zone should be that of the report. `form` is the file format
    that the command which rebuilds it names."""
    title = t("Follow-up of the activity plan – {round}", round=report.round)
    rebuild = rebuild_command(t, report, form)
    return Document(
        title=title,
        subtitle=subtitle(t, report),
        language=t.language,
        date=report.date,
        draft=t("Draft") if report.is_draft else "",
        author="Målvakten",
        subject=t("Half-year report"),
        keywords=(t("activity plan"), t("follow-up"), report.round),
        footer=f"{report.date.isoformat()} · {title}",
        page_of=t("page {page} of {pages}"),
        contents=t("Contents"),
        legend=legend(t),
        sha256=report.sha256 or "",
        rebuild=rebuild,
        sections=(
            first_page(t, report),
            *(goal_section(t, report, goal) for goal in report.goals),
            deviations_section(t, report),
            closing_section(t, report, rebuild),
        ),
    )


def subtitle(t: Translator, report: Report) -> str:
    """The period, and as of when."""
    return t("{first} to {last}, as of {day}", first=t.day(report.period_from), last=t.day(report.period_to),
             day=t.day(report.as_of))  # fmt: skip


def file_stem(report: Report) -> str:
    """`rapport-halvar-2022`: a file name without its ending."""
    return "-".join(["rapport", *plain(report.round).replace("#", " ").split()])[:80]


def rebuild_command(t: Translator, report: Report, form: str) -> str:
    """What makes the same bytes again, on any machine; "" for a draft."""
    if report.sha256 is None:
        return ""
    record = f"{file_stem(report)}.snapshot.json"
    names = " --names" if report.has_names else ""
    return (
        f"malvakten snapshot {shlex.quote(report.round)} --out {record} && malvakten report --from-snapshot {record} "
        f"--format {form} --language {t.language}{names} --out {file_stem(report)}.{form}"
    )
