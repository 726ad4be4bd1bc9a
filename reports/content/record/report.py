"""What the report says beside the frozen record's other parts: its key `report`. A record from before there was one
lacks it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from models.answers.history.last_time import answers_last_time
from models.answers.outcomes import RowOutcome, outcomes, round_numbers
from models.deviations.register import Deviation, Register
from models.people.directory import Directory
from models.plan.views import PlanView
from models.reporting.queries import current_texts, part_of
from models.review.queries import reviewed_rows
from models.rounds.queries import previous_round
from models.rounds.tables import Round
from models.vocabulary.answers import Status
from models.vocabulary.deviations import Trend
from reports.content.effects import effect_data, effect_questions
from reports.content.exports.answers import current_rows, instant
from reports.content.record.registers import registers_part
from reports.content.references import referenced
from reports.content.words import count_statuses


def report_part(
    session: Session, directory: Directory, round_: Round, plan: PlanView | None, register: Register, zone: ZoneInfo
) -> dict[str, Any]:
    """The numbers of the round, the round before, what was excused, what comments refer to, of each deviation what the
    register's own form leaves out, and what the registers have to say."""
    results = outcomes(session, directory, round_, plan) if plan else []
    numbers = round_numbers(results, round_)
    return {
        "zone": zone.key,
        "opened_at": _instant(round_.opened_at),
        "deadline": instant(round_.deadline),
        "activities": len({row.activity_id for row in plan.rows}) if plan else 0,
        "asked": numbers.asked,
        "missing": numbers.missing,
        "reviewed": _reviewed(session, round_, plan, results) if plan else 0,
        "excused": [_excused(round_, each) for each in results if each.excused],
        "previous": _previous(session, round_),
        "references": list(_references(session, plan, results)) if plan else [],
        "deviations": _deviations(session, round_, plan, register.open) if plan else [],
        **_texts(session, round_, plan),
        **(_effects(session, plan, results) if plan else {}),
        # Left out when they have nothing to say, so that such a record is as it was before there were registers.
        **({"registers": told} if (told := registers_part(session, directory, round_, plan)) else {}),
    }


def counted_goals(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The goals of the export's rows in the order of the plan, each with its rows and their counts."""
    by_goal: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        by_goal.setdefault((row["goal_kind"], row["goal"]), []).append(row)
    return [
        {"kind": kind, "name": name, "counts": counts_of(of_goal), "rows": of_goal}
        for (kind, name), of_goal in by_goal.items()
    ]


def counts_of(rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """The same numbers as `malvakten status --json`."""
    return count_statuses(row["status"] and Status(row["status"]) for row in rows).data()


def _texts(session: Session, round_: Round, plan: PlanView | None) -> dict[str, Any]:
    """The introduction and the summaries as coordinators have written them."""
    texts = current_texts(session, round_.id)
    told = {
        part: {"text": each.text, "version": each.version, "signed_as": each.signed_as and each.signed_as.value,
               "signed_at": instant(each.at) if each.signed_as else None}
        for part, each in texts.items()
    }  # fmt: skip
    goals = {row.goal.id: row.goal for row in plan.rows} if plan else {}
    return {
        "introduction": told.get(part_of(None)),
        "summaries": [
            {"kind": goal.kind.value, "name": goal.name, **told[part_of(goal)]}
            for goal in goals.values()
            if part_of(goal) in told
        ],
    }


def _instant(at: datetime | None) -> str | None:
    return instant(at) if at else None


def _reviewed(session: Session, round_: Round, plan: PlanView, results: Iterable[RowOutcome]) -> int:
    answers = {each.row.placement_id: each.answer for each in results if each.answer}
    return reviewed_rows(session, round_.id, plan, answers).reviewed


def _excused(round_: Round, result: RowOutcome) -> dict[str, Any]:
    return {"row": result.row.row, "why": round_.excused.get(str(result.row.placement_id))}


def _previous(session: Session, round_: Round) -> dict[str, Any] | None:
    before = previous_round(session, round_)
    if before is None:
        return None
    rows = current_rows(session, before)
    goals = [{name: goal[name] for name in ("kind", "name", "counts")} for goal in counted_goals(rows)]
    return {"round": before.name, "totals": counts_of(rows), "goals": goals}


def _effects(session: Session, plan: PlanView, results: Iterable[RowOutcome]) -> dict[str, Any]:
    """What there is to ask about effects; no key when there is nothing, as in records from before it was asked."""
    statuses = {each.row.placement_id: each.answer and each.answer.status for each in results}
    effects = [effect_data(each) for each in effect_questions(session, plan, statuses)]
    return {"effects": effects} if effects else {}


def _references(session: Session, plan: PlanView, results: Iterable[RowOutcome]) -> Iterable[dict[str, Any]]:
    for each in results:
        if each.answer and (reference := referenced(session, plan, each.answer)):
            yield {
                "row": each.row.row, "to": reference.row.row, "last_time": reference.is_last_time,
                "status": reference.status and reference.status.value, "comment": reference.comment,
            }  # fmt: skip


def _deviations(
    session: Session, round_: Round, plan: PlanView, deviations: Sequence[Deviation]
) -> list[dict[str, Any]]:
    last_time = answers_last_time(session, round_, plan.rows)
    listed = []
    for each in deviations:
        answer = last_time.get(each.row.placement_id)
        before = each.before if each.trend is not Trend.NEW else answer and answer.status
        listed.append({"row": each.row.row, "before": before and before.value, "cause": each.answer.cause,
                      "comment": each.answer.comment})  # fmt: skip
    return listed
