"""Sending the half-year report to a coordinator as files. Never commits."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from models.outbox import keys
from models.outbox.destinations import to_person
from models.outbox.queue import queue
from models.rounds.tables import Round
from models.vocabulary.outbox import REPORT, DeliveryKind
from models.vocabulary.rounds import ReportForm, ReportKind


def send_report(
    session: Session, round_: Round, kind: ReportKind, forms: Iterable[ReportForm], person_id: int, platform: str,
    now: datetime,
) -> None:  # fmt: skip
    """Queues the report as files in these forms, to a person. They are made when they are sent."""
    for form in forms:
        payload = {"file": REPORT, "round": round_.id, "kind": kind.value, "form": form.value, "at": now.isoformat(),
                   "person": person_id}  # fmt: skip
        queue(session, keys.report(round_.id, person_id, kind, form, now), DeliveryKind.FILE, platform,
              to_person(person_id), now, person_id=person_id, payload=payload)  # fmt: skip
