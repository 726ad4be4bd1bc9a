"""The files of the open site: the published rounds, each as the half-year report in its file formats, in every
language, and beside them the registers that are open data. The web server and `malvakten site build` give the same
files. Nothing that is not published is read, and no person is named."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.web.open_registers import FOLDER, OpenRegister, open_registers
from bot.web.pages import drawn
from i18n import LANGUAGES, Translator, translator
from models.operations.log import log_of
from models.rounds.tables import Round
from models.rules.text import plain
from models.vocabulary.rounds import ReportForm, RoundState
from reports.content.half_year.from_record import RecordFault
from reports.content.half_year.of_round import load_report
from reports.content.half_year.report import Report
from reports.content.words import goal_kind
from reports.formats.half_year import MOST_ROWS_IN_A_PDF

log = log_of(__name__)
SCHEMA = "malvakten-site/1"
PAGE = "text/html; charset=utf-8"
MEDIA_TYPES = {
    ReportForm.HTML: PAGE,
    ReportForm.PDF: "application/pdf",
    ReportForm.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ReportForm.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ReportForm.JSON: "application/json",
}
# The languages' own names, which are not translated.
NAMES = {"sv": "Svenska", "en": "English"}
# As people know them.
_CALLED = {ReportForm.PDF: "PDF", ReportForm.DOCX: "Word", ReportForm.XLSX: "Excel", ReportForm.JSON: "JSON"}
# What stands at the top beside the rounds' folders.
_TAKEN = {
    *LANGUAGES, FOLDER, "calendar", "files", "slack", "teams", "demo", "healthz", "readyz", "metrics",
}  # fmt: skip


@dataclass(frozen=True)
class SiteFile:
    """A file of the site. `make` writes its content, which takes from milliseconds to seconds (PDF). `of_round` is
    whether it is about one round alone: then no register changes it."""

    media_type: str
    make: Callable[[], bytes]
    of_round: bool = False

    @property
    def is_document(self) -> bool:
        """Whether it takes long to make."""
        return self.media_type in {MEDIA_TYPES[form] for form in (ReportForm.PDF, ReportForm.DOCX, ReportForm.XLSX)}


@dataclass(frozen=True)
class PublishedRound:
    """A published round. `folder` is its place on the site, such as `halvar-2022`."""

    folder: str
    published_at: datetime
    report: Report

    @property
    def downloads(self) -> tuple[ReportForm, ...]:
        """The forms beside the page. A report that is too long for one PDF has none."""
        is_long = len(self.report.rows) > MOST_ROWS_IN_A_PDF
        return tuple(form for form in _CALLED if not (is_long and form is ReportForm.PDF))


def load_site(session: Session, language: str, zone: ZoneInfo, now: datetime) -> Mapping[str, SiteFile]:
    """The site's files by their paths; `""` is the start page, and a path that ends with `/` a page in a folder. The
    installation's `language` is at the top, the others have a folder each."""
    rounds = _published_rounds(session, zone, now)
    # Nothing is open before the first round is published.
    registers = open_registers(session, now.astimezone(zone).year) if rounds else []
    files = dict[str, SiteFile]()
    index = partial(_index, translator(language, zone), rounds, registers, files)
    files["index.json"] = SiteFile("application/json", index)
    files |= {path: SiteFile(*file) for each in registers for path, file in each.files.items()}
    for each in LANGUAGES:
        t, top = translator(each, zone), _top(each, language)
        files[top] = SiteFile(PAGE, partial(_start_page, t, rounds, registers, language))
        for published in rounds:
            at = f"{top}{published.folder}/"
            files[at] = SiteFile(PAGE, partial(_round_page, t, published, language), of_round=True)
            for form in published.downloads:
                files[f"{at}{_file_name(t, form)}"] = SiteFile(
                    MEDIA_TYPES[form], partial(_report, t, published.report, form), of_round=True
                )
    return files


def _published_rounds(session: Session, zone: ZoneInfo, now: datetime) -> list[PublishedRound]:
    """The newest first. A round whose record is damaged is left out, and logged."""
    query = select(Round).where(Round.state == RoundState.PUBLISHED).order_by(Round.deadline.desc(), Round.id)
    found, folders = list[PublishedRound](), _folders(session)
    for round_ in session.scalars(query):
        try:
            report = load_report(session, round_, now, zone)
        except RecordFault:
            log.exception("site.round_left_out", round=round_.id)
            continue
        found.append(PublishedRound(folders[round_.id], round_.published_at or round_.deadline, report))
    return found


def _folders(session: Session) -> dict[int, str]:
    """The folder of each round. Those that are not published have one, too, and the oldest chooses first: an address
    that was passed on never leads to another round."""
    folders, taken = dict[int, str](), set(_TAKEN)
    for id_, name in session.execute(select(Round.id, Round.name).order_by(Round.id)):
        folder = "-".join(plain(name).replace("#", " ").split())[:60] or "omgang"
        while folder in taken:
            folder = f"{folder}-{id_}"
        taken.add(folder)
        folders[id_] = folder
    return folders


def _top(language: str, first: str) -> str:
    return "" if language == first else f"{language}/"


def _file_name(t: Translator, form: ReportForm) -> str:
    word = t("report")
    return f"{word}.{form}"


def _start_page(
    t: Translator, rounds: Sequence[PublishedRound], registers: Sequence[OpenRegister], first: str
) -> bytes:  # fmt: skip
    up = "" if t.language == first else "../"
    return drawn(
        "start.html", t, rounds=rounds, registers=registers, up=up, goal_kind=goal_kind, called=_CALLED,
        file_name=partial(_file_name, t), index=f"{up}index.json",
        languages=[(each, NAMES[each], f"{up}{_top(each, first)}" or "./") for each in LANGUAGES],
    )  # fmt: skip


def _round_page(t: Translator, published: PublishedRound, first: str) -> bytes:
    """The report as a page, with the ways to the start page, to the other languages and to the files."""
    from reports.content.half_year.words.whole import half_year_document
    from reports.formats import report_html
    from reports.formats.report_html import Link

    up = "../" if t.language == first else "../../"
    others = [Link(NAMES[each], f"{up}{_top(each, first)}{published.folder}/", each)
              for each in LANGUAGES if each != t.language]  # fmt: skip
    files = [Link(_CALLED[form], _file_name(t, form)) for form in published.downloads]
    links = (Link(t("All follow-ups"), "../"), *others, *files)
    return report_html.render(half_year_document(t, published.report, ReportForm.HTML), links)


def _report(t: Translator, report: Report, form: ReportForm) -> bytes:
    from reports.formats.half_year import make_report

    return make_report(t, report, form)[0].content


def _index(
    t: Translator, rounds: Sequence[PublishedRound], registers: Sequence[OpenRegister], files: Collection[str]
) -> bytes:  # fmt: skip
    """What there is, for programs. By `paths`, `site build` knows its own files again."""
    about = [
        {
            "round": each.report.round, "published_at": each.published_at.isoformat(), "path": f"{each.folder}/",
            "snapshot_sha256": each.report.sha256,
            "files": [f"{each.folder}/{_file_name(t, form)}" for form in each.downloads],
        }
        for each in rounds
    ]  # fmt: skip
    of_registers = [
        {"register": each.register.name, "lines": len(each.rows), "files": list(each.files)} for each in registers
    ]
    index = {"schema": SCHEMA, "rounds": about, "registers": of_registers, "paths": sorted(files)}
    return (json.dumps(index, ensure_ascii=False, indent=2) + "\n").encode()
