"""How late messages become when their worker is lost: at most by lease and settle time (contract)."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select

from messages.parts import Message, Paragraph
from messages.stored import to_data
from models.outbox.queue import queue_all, row_of
from models.outbox.tables import Delivery
from models.storage.database import Database
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from tests.fakes.slack import FakeSlack
from tests.soak.processes import Process

_LATENCY = 0.2
_BATCHES, _BATCH = 20, 4


@dataclass(frozen=True)
class Late:
    """The latest message: seconds from due to standing there, and its story."""

    seconds: float
    attempts: int
    looks: int
    error: str | None


def worst_delay(
    database: Database, slack: FakeSlack, workers: Sequence[Process], owners: int, patience: float = 300
) -> Late:
    """The latest of some messages when a worker is lost in the midst of them and others go on. Raises AssertionError
    when they do not come."""
    before, slack.latency = slack.latency, _LATENCY
    name, victim = f"delay{sum(worker.kills for worker in workers)}", workers[0]
    rows = [_message(f"{name}:{n}", 2 * n % owners + 1) for n in range(_BATCHES * _BATCH)]
    for number in range(0, len(rows), _BATCH):
        with database.write() as session:
            queue_all(
                session, [{**row, "due_at": _now(), "created_at": _now()} for row in rows[number : number + _BATCH]]
            )
        time.sleep(_LATENCY / 3)
        if number == len(rows) // 2:
            # From here nothing that is under way arrives: what the platform already has is not late. Whoever has sent
            # last is in the midst of sending more.
            slack.faults.add("chat.postMessage", "hang_after", times=None, store=False)
            time.sleep(2 * _LATENCY)
            victim = max(workers, key=lambda worker: worker.log.stat().st_mtime_ns)
            victim.kill()
            slack.faults.clear()
    slack.latency = before
    mine = select(Delivery).where(Delivery.key.startswith(f"{name}:"))
    ends = time.monotonic() + patience
    while time.monotonic() < ends:
        with database.read() as session:
            if not session.scalar(mine.where(Delivery.state != DeliveryState.SENT).with_only_columns(func.count())):
                found = list(session.scalars(mine))
                victim.start()
                return max((_late(row) for row in found), key=lambda late: late.seconds)
        time.sleep(0.2)
    raise AssertionError(f"not all were sent within {patience} s after a worker was lost")


def _late(row: Delivery) -> Late:
    stood = float(row.platform_message or "inf")
    return Late(stood - row.created_at.timestamp(), row.attempt, row.looks, row.error)


def _message(key: str, person: int) -> dict[str, object]:
    payload = to_data(Message((Paragraph("Hej."),)))
    return row_of(key, DeliveryKind.REPLY, "slack", f"person:{person}", _now(), person_id=person, payload=payload)


def _now() -> datetime:
    return datetime.now(UTC)
