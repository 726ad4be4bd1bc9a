"""The half-year report read from a frozen record alone: nothing else is asked, no database, no clock."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from models.rules.words.offices import is_office
from models.vocabulary.answers import Status
from models.vocabulary.deviations import ActionState, DecisionAnswer, Trend
from models.vocabulary.plan import GoalKind
from reports.content.effects import effect_of
from reports.content.half_year.record_values import as_instant, as_text, as_whole, optional
from reports.content.half_year.report import (
    Erratum,
    ExcusedRow,
    Method,
    Reference,
    Report,
    ReportDeviation,
    ReportGoal,
    ReportRegister,
    ReportRow,
    ReportState,
    Signature,
    Words,
)
from reports.content.record.snapshot import SCHEMA
from reports.content.words import Counts, count_statuses

# Of a record from before the zone was kept in it.
_ZONE = "Europe/Stockholm"
_AGAIN = "Take it out anew with: malvakten snapshot NAME --out FILE"


class RecordFault(Exception):
    """The bytes are no frozen record. The text says why and what to do."""


def report_of_snapshot(content: bytes, names: bool = False) -> Report:
    """The report of a frozen record as `malvakten snapshot` writes it. Raises RecordFault. With `names`, persons who
    are responsible and who signed are named."""
    return report_of(read_record(content), names, digest=sha256(content).hexdigest())


def read_record(content: bytes) -> dict[str, Any]:
    """The record as a document. Raises RecordFault for anything else."""
    try:
        document = json.loads(content)
    except ValueError:
        what = "It is empty" if not content.strip() else "It is no JSON, or only a part of it"
        raise RecordFault(f"{what}, so it is no frozen record. {_AGAIN}") from None
    if not isinstance(document, dict) or "schema" not in document:
        raise RecordFault(f"It is JSON, but no frozen record. {_AGAIN}")
    if document["schema"] != SCHEMA:
        raise RecordFault(f"It says that it is {document['schema']!r}, and this program reads {SCHEMA!r}.")
    return document


def report_of(
    document: Mapping[str, Any], names: bool, digest: str | None, state: ReportState = ReportState.LOCKED,
    errata: Mapping[int, tuple[Erratum, ...]] | None = None,
) -> Report:  # fmt: skip
    """The report of a record's document. `errata` are what was corrected since, by row. Raises RecordFault when
    something of the record is missing or is not what it should be."""
    try:
        return _Reading(document, names, errata or {}).report(digest, state)
    except KeyError as error:
        raise RecordFault(f"It is damaged: it lacks {error}. {_AGAIN}") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise RecordFault(f"It is damaged ({error}). {_AGAIN}") from error


class _Reading:
    """One record being read."""

    def __init__(self, document: Mapping[str, Any], names: bool, errata: Mapping[int, tuple[Erratum, ...]]) -> None:
        self._record, self._names, self._errata = document, names, errata
        self._beside: Mapping[str, Any] = document.get("report") or {}
        self._rows = {row["row"]: row for goal in document["goals"] for row in goal["rows"]}
        self._known = {goal["name"] for goal in document["goals"]}
        self._known |= {unit for row in self._rows.values() for unit in row["units"]}
        self._references = {each["row"]: each for each in self._beside.get("references", ())}
        self._summaries = {(each["kind"], each["name"]): each for each in self._beside.get("summaries", ())}
        self._before = {each["row"]: each for each in self._beside.get("deviations", ())}

    def report(self, digest: str | None, state: ReportState) -> Report:
        record, beside = self._record, self._beside
        previous = beside.get("previous") or {}
        return Report(
            round=as_text(record["round"]),
            period_from=date.fromisoformat(record["period"]["from"]),
            period_to=date.fromisoformat(record["period"]["to"]),
            as_of=as_instant(record["locked_at"]),
            zone=ZoneInfo(beside.get("zone", _ZONE)),
            state=state,
            sha256=digest,
            signed=tuple(self._signature(each) for each in record["signed"]),
            totals=_counts(record["totals"], self._rows.values()),
            previous_round=optional(as_text, previous.get("round")),
            previous=optional(_counts, previous.get("totals")),
            introduction=optional(_words, beside.get("introduction")),
            goals=tuple(self._goal(each, previous.get("goals", ())) for each in record["goals"]),
            deviations=tuple(self._deviation(each) for each in record["deviations"]),
            excused=tuple(self._excused(each) for each in beside.get("excused", ())),
            method=self._method(),
            has_names=self._names,
            effects=tuple(effect_of(each) for each in beside.get("effects", ())),
            registers=tuple(self._register(each) for each in beside.get("registers", ())),
        )

    def _register(self, register: Mapping[str, Any]) -> ReportRegister:
        lines = tuple({**line, "key": as_text(line["key"])} for line in register["lines"])
        return ReportRegister(as_text(register["register"]), lines)

    def _signature(self, signed: Mapping[str, Any]) -> Signature:
        return Signature(
            as_text(signed["role"]),
            optional(as_text, signed["name"]) if self._names else None,
            as_instant(signed["at"]),
        )

    def _goal(self, goal: Mapping[str, Any], previous: Any) -> ReportGoal:
        before = next((each for each in previous if (each["kind"], each["name"]) == (goal["kind"], goal["name"])), None)
        return ReportGoal(
            kind=GoalKind(goal["kind"]),
            name=as_text(goal["name"]),
            counts=_counts(goal["counts"], goal["rows"]),
            previous=_counts(before["counts"]) if before else None,
            summary=optional(_words, self._summaries.get((goal["kind"], goal["name"]))),
            rows=tuple(self._row(each) for each in goal["rows"]),
        )

    def _row(self, row: Mapping[str, Any]) -> ReportRow:
        return ReportRow(
            row=as_whole(row["row"]),
            activity=as_text(row["activity"]),
            units=tuple(map(as_text, row["units"])),
            status=optional(Status, row["status"]),
            comment=optional(as_text, row["comment"]),
            cause=optional(as_text, row["cause"]),
            action=optional(as_text, row["action"]),
            action_owner=self.public(row["action_owner"]),
            action_due=optional(date.fromisoformat, row["action_due"]),
            on_behalf_of=optional(as_text, row["on_behalf_of"]),
            submitted_at=optional(as_instant, row["submitted_at"]),
            late=bool(row["late"]),
            version=optional(as_whole, row["version"]),
            source=optional(as_text, row["source"]),
            refers_to=optional(_reference, self._references.get(row["row"])),
            errata=tuple(self._erratum(each) for each in self._errata.get(row["row"], ())),
        )

    def _erratum(self, erratum: Erratum) -> Erratum:
        return replace(erratum, action_owner=self.public(erratum.action_owner))

    def _deviation(self, data: Mapping[str, Any]) -> ReportDeviation:
        beside, row = self._before.get(data["row"], {}), self._rows.get(data["row"], {})
        owner, decider = self.public(data["action_owner"]), self.public(data["decision_by"])
        return ReportDeviation(
            row=as_whole(data["row"]),
            goal=as_text(data["goal"]),
            activity=as_text(data["activity"]),
            units=tuple(map(as_text, data["units"])),
            status=Status(data["status"]),
            before=optional(Status, beside.get("before")),
            trend=Trend(data["trend"]),
            opened_in=as_text(data["opened_in"]),
            rounds=as_whole(data["rounds"]),
            is_reported=bool(data["reported"]),
            comment=optional(as_text, beside.get("comment", row.get("comment"))),
            cause=optional(as_text, beside.get("cause", row.get("cause"))),
            action=optional(as_text, data["action"]),
            action_owner=owner,
            action_due=optional(date.fromisoformat, data["action_due"]),
            action_state=ActionState(data["action_state"]),
            decision_by=decider,
            decision_asked_at=optional(as_instant, data["decision_asked_at"]),
            decision_answered_at=optional(as_instant, data["decision_answered_at"]),
            decision_answer=optional(DecisionAnswer, data["decision_answer"]),
            data={**data, "action_owner": owner, "decision_by": decider},
        )

    def public(self, named: str | None) -> str | None:
        """Who is named, if persons are to be or it is an office; else None."""
        return as_text(named) if named and (self._names or is_office(named, self._known)) else None

    def _excused(self, excused: Mapping[str, Any]) -> ExcusedRow:
        return ExcusedRow(
            excused["row"], as_text(self._rows[excused["row"]]["activity"]), optional(as_text, excused["why"])
        )

    def _method(self) -> Method:
        beside, rows = self._beside, self._rows.values()
        answered = [row for row in rows if row["status"]]
        return Method(
            rows=len(rows),
            activities=as_whole(beside.get("activities", len({row["activity"] for row in rows}))),
            opened_at=optional(as_instant, beside.get("opened_at")),
            deadline=optional(as_instant, beside.get("deadline")),
            asked=optional(as_whole, beside.get("asked")),
            answered=len(answered),
            late=sum(row["late"] for row in answered),
            excused=len(beside["excused"]) if "excused" in beside else None,
            missing=optional(as_whole, beside.get("missing")),
            reviewed=optional(as_whole, beside.get("reviewed")),
        )


def _counts(data: Mapping[str, int], rows: Iterable[Mapping[str, Any]] | None = None) -> Counts:
    """The numbers, which must be those of the rows that they count."""
    counts = Counts(data["total"], *(as_whole(data[status.value]) for status in Status))
    if rows is not None and counts != count_statuses(optional(Status, row["status"]) for row in rows):
        raise ValueError("its numbers are not those of its rows")
    return counts


def _words(data: Mapping[str, Any]) -> Words:
    return Words(as_text(data["text"]), as_whole(data["version"]), optional(as_text, data["signed_as"]),
                 optional(as_instant, data["signed_at"]))  # fmt: skip


def _reference(data: Mapping[str, Any]) -> Reference:
    return Reference(
        as_whole(data["to"]), bool(data["last_time"]), optional(Status, data["status"]), as_text(data["comment"])
    )
