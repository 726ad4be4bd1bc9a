"""The half-year report as a file in a coordinator's direct messages."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from i18n import Translator
from messages.parts import File
from models.options import Options
from models.people.directory_cache import load_directory
from models.rounds.tables import Round
from models.vocabulary.rounds import ReportForm, ReportKind
from reports.content.half_year.of_round import load_report
from reports.content.half_year.words.whole import file_stem
from reports.formats.half_year import make_report


def report_file(session: Session, payload: Mapping[str, Any], options: Options) -> File | None:
    """The file of a payload that `actions.rounds.report_files` made; None when its round has been removed."""
    round_ = session.get(Round, payload["round"])
    if round_ is None:
        return None
    kind, form = ReportKind(payload["kind"]), ReportForm(payload["form"])
    t = options.translator(load_directory(session).by_id.get(payload["person"]))
    report = load_report(session, round_, datetime.fromisoformat(payload["at"]), options.zone)
    made = make_report(options.translator_in(t.language, report.zone), report, form, kind=kind)
    title = _title(t, kind, round_.name)
    state = t("A draft: the round is not locked.") if report.is_draft else ""
    stem = file_stem(report) + ("" if kind is ReportKind.WHOLE else f"-{kind.value}")
    return File(f"{stem}.{form.value}", made[0].content, title, f"{title}. {state}".strip())


def _title(t: Translator, kind: ReportKind, name: str) -> str:
    if kind is ReportKind.BRIEF:
        return t("Half-year report in brief – {round}", round=name)
    if kind is ReportKind.PRESS:
        return t("Draft of a press release – {round}", round=name)
    if kind is ReportKind.YEARLY:
        return t("Draft of the yearly account – {round}", round=name)
    return t("Half-year report – {round}", round=name)
