"""The report as JSON (contract, *The report*; docs/report.schema.json)."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from i18n import Translator
from models.rules.text import storable
from reports.content.effects import effect_data
from reports.content.exports.answers import instant
from reports.content.half_year.report import (
    SCHEMA,
    Erratum,
    ExcusedRow,
    Method,
    Reference,
    Report,
    ReportGoal,
    ReportRegister,
    ReportRow,
    Signature,
    Words,
)  # fmt: skip
from reports.content.half_year.words.closing import method_lines
from reports.content.half_year.words.drafting import introduction_of, summary_of
from reports.content.half_year.words.goals import goal_heading


def render(t: Translator, report: Report) -> bytes:
    """The report as the bytes of a JSON file; the same report gives the same bytes."""
    document = {
        "schema": SCHEMA,
        "language": t.language,
        "round": report.round,
        "period": {"from": report.period_from.isoformat(), "to": report.period_to.isoformat()},
        "as_of": report.as_of.astimezone(report.zone).isoformat(timespec="seconds"),
        "state": report.state.value,
        "snapshot_sha256": report.sha256,
        "signed": [_signature(each) for each in report.signed],
        "totals": report.totals.data(),
        "previous_round": report.previous_round,
        "previous_totals": report.previous and report.previous.data(),
        "introduction": _words(introduction_of(t, report)),
        "goals": [_goal(t, report, goal) for goal in report.goals],
        "deviations": [{**each.data, "before": each.before and each.before.value, "cause": each.cause}
                       for each in report.deviations],
        "excused": [_excused(each) for each in report.excused],
        "method": _method(report.method, method_lines(t, report)),
        **({"effects": [effect_data(each) for each in report.effects]} if report.effects else {}),
        **({"registers": [_register(each) for each in report.registers]} if report.registers else {}),
    }  # fmt: skip
    return (storable(json.dumps(document, ensure_ascii=False, indent=2)) + "\n").encode()


def _register(register: ReportRegister) -> Mapping[str, Any]:
    return {"register": register.name, "lines": [dict(line) for line in register.lines]}


def _goal(t: Translator, report: Report, goal: ReportGoal) -> Mapping[str, Any]:
    summary = summary_of(t, report, goal)
    return {
        "kind": goal.kind.value,
        "name": goal.name,
        "heading": goal_heading(t, goal),
        "counts": goal.counts.data(),
        "previous_counts": goal.previous and goal.previous.data(),
        "summary": summary and summary.text,
        "summary_origin": _words(summary),
        "rows": [_row(row) for row in goal.rows],
    }


def _row(row: ReportRow) -> Mapping[str, Any]:
    return {
        "row": row.row,
        "activity": row.activity,
        "units": list(row.units),
        "status": row.status and row.status.value,
        "comment": row.comment,
        "cause": row.cause,
        "action": row.action,
        "action_owner": row.action_owner,
        "action_due": _day(row.action_due),
        "submitted_at": _instant(row.submitted_at),
        "late": row.late,
        "version": row.version,
        "refers_to": row.refers_to and _reference(row.refers_to),
        "errata": [_erratum(each) for each in row.errata],
    }


def _erratum(erratum: Erratum) -> Mapping[str, Any]:
    return {
        "at": instant(erratum.at), "status": erratum.status.value, "comment": erratum.comment, "cause": erratum.cause,
        "action": erratum.action, "action_owner": erratum.action_owner, "action_due": _day(erratum.action_due),
        "reason": erratum.reason,
    }  # fmt: skip


def _reference(reference: Reference) -> Mapping[str, Any]:
    return {
        "row": reference.row, "last_time": reference.is_last_time,
        "status": reference.status and reference.status.value, "comment": reference.comment,
    }  # fmt: skip


def _signature(signature: Signature) -> Mapping[str, Any]:
    return {"role": signature.role, "name": signature.name, "at": instant(signature.at)}


def _words(words: Words | None) -> Mapping[str, Any] | None:
    """A text by people or the draft of one, with who signed it and, of a draft, the rows that each sentence stands
    on."""
    if words is None:
        return None
    return {
        "text": words.text, "draft": words.is_draft, "signed_as": words.signed_as,
        "signed_at": _instant(words.signed_at),
        "sentences": [{"text": each.text, "rows": list(each.rows)} for each in words.sentences],
    }  # fmt: skip


def _excused(excused: ExcusedRow) -> Mapping[str, Any]:
    return {"row": excused.row, "activity": excused.activity, "why": excused.why}


def _method(method: Method, lines: list[str]) -> Mapping[str, Any]:
    return {
        "rows": method.rows, "activities": method.activities, "opened_at": _instant(method.opened_at),
        "deadline": _instant(method.deadline), "asked": method.asked, "answered": method.answered,
        "on_time": method.answered - method.late, "late": method.late, "excused": method.excused,
        "missing": method.missing, "reviewed": method.reviewed, "text": lines,
    }  # fmt: skip


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _instant(at: datetime | None) -> str | None:
    return instant(at) if at else None
