"""The frozen record of a round: one document that is the same bytes every time (contract, *Deviations, review, the
frozen record*)."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from models.deviations.register import load_register
from models.people.directory_cache import load_directory
from models.plan.views import PlanView
from models.rounds.queries import plan_of_round
from models.rounds.tables import Round
from reports.content.exports.answers import current_rows, instant
from reports.content.exports.deviations import deviation_data
from reports.content.record.report import counted_goals, counts_of, report_part

SCHEMA = "malvakten-snapshot/1"


def snapshot_bytes(
    session: Session, round_: Round, signed: Sequence[Mapping[str, Any]], at: datetime, zone: ZoneInfo
) -> bytes:
    """The record of a round as of the instant `at`, when it is locked. Read from the database alone: nothing in it
    depends on when it is read again."""
    return canonical(snapshot_document(session, round_, signed, at, zone))


def snapshot_document(
    session: Session, round_: Round, signed: Sequence[Mapping[str, Any]], at: datetime, zone: ZoneInfo
) -> dict[str, Any]:
    """The same before it is written as bytes; also what a draft of the report is made from."""
    directory = load_directory(session)
    plan = plan_of_round(directory, round_)
    rows = _rows(session, round_, plan) if plan else []
    today = at.astimezone(zone).date()
    register = load_register(session, round_, plan.rows if plan else (), today, is_current=True)
    return {
        "schema": SCHEMA,
        "round": round_.name,
        "period": {"from": round_.period_from.isoformat(), "to": round_.period_to.isoformat()},
        "locked_at": instant(at),
        "signed": list(signed),
        "totals": counts_of(rows),
        "goals": counted_goals(rows),
        "deviations": [deviation_data(each, zone) for each in register.open],
        "report": report_part(session, directory, round_, plan, register, zone),
    }


def canonical(document: Mapping[str, Any]) -> bytes:
    """The document as UTF-8 with its keys sorted and no space between; the same document gives the same bytes."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _rows(session: Session, round_: Round, plan: PlanView) -> list[dict[str, Any]]:
    """The export's objects of the plan's rows, without e-mail addresses."""
    return [
        {name: value for name, value in row.items() if name != "author_email"}
        for row in current_rows(session, round_)
        if row["row"] in plan.by_row
    ]
