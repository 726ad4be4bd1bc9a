"""The database's figures for Prometheus, asked for at the moment of the scrape.

So every web process tells the same of all workers, and a worker needs no address of its own (docs/decisions.md).
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from prometheus_client import REGISTRY
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from sqlalchemy import and_, case, func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from models.operations.tables import Heartbeat
from models.outbox.tables import Delivery
from models.rounds.tables import Round
from models.storage.database import Database
from models.storage.schema import is_current
from models.vocabulary import UNSETTLED, DeliveryState, RoundState

# A message that has waited longer than this for its turn is late.
LATE = timedelta(seconds=60)
# PostgreSQL gives a question up after this; SQLite never lets a reader wait.
_ANSWER_MILLISECONDS = 2000
# Counting every message ever sent is asked for so seldom that it takes a hundredth of the time at most.
_REST = 100


class Figures:
    """Prometheus' collector of one program: this process's own figures and the database's."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._asking = threading.Lock()
        self._counted: dict[str, int] = {}
        self._count_again = 0.0

        self.without_database = _WithoutDatabase()

    def collect(self) -> Iterable[Metric]:
        """Never raises. Without the database it says so and leaves its figures out."""
        try:
            found = list(self._ask())
        except (SQLAlchemyError, TimeoutError):
            yield from self.without_database.collect()
            return
        yield from REGISTRY.collect()
        yield _is_up(True)
        yield from found

    def _ask(self) -> Iterator[Metric]:
        # Questions to a database that does not answer must not pile up.
        if not self._asking.acquire(blocking=False):
            raise TimeoutError
        try:
            current = is_current(self._database)
            yield _gauge("schema_current", "Whether the schema is the one this program needs.", int(current))
            if current:
                with self._database.read() as session:
                    if not self._database.is_sqlite:
                        session.execute(text(f"SET LOCAL statement_timeout = {_ANSWER_MILLISECONDS}"))
                    now = self._clock()
                    yield from _waiting(session, now)
                    yield _heartbeats(session, now)
                    yield _rounds(session)
                    yield self._deliveries(session)
        finally:
            self._asking.release()

    def _deliveries(self, session: Session) -> Metric:
        """The counts by state, remembered for as long as they were expensive."""
        if time.monotonic() >= self._count_again:
            began = time.monotonic()
            by_state = select(Delivery.state, func.count()).group_by(Delivery.state)
            self._counted = {state.value: count for state, count in session.execute(by_state)}
            self._count_again = time.monotonic() + _REST * (time.monotonic() - began)
        family = GaugeMetricFamily("malvakten_deliveries", "Messages by state.", labels=["state"])
        for state in DeliveryState:
            family.add_metric([state.value], self._counted.get(state.value, 0))
        return family


class _WithoutDatabase:
    """What is told when the database does not answer."""

    def collect(self) -> Iterable[Metric]:
        yield from REGISTRY.collect()
        yield _is_up(False)


def _is_up(up: bool) -> Metric:
    return _gauge("database_up", "Whether the database answers.", int(up))


def _gauge(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"malvakten_{name}", meaning, value)


def _waiting(session: Session, now: datetime) -> Iterator[Metric]:
    """What is on its way. A message waits from when it was due or first tried; a rewriting from when it is due."""
    since = case((Delivery.target_id.is_(None), func.coalesce(Delivery.first_tried_at, Delivery.due_at)),
                 else_=Delivery.due_at)  # fmt: skip
    due = and_(Delivery.state == DeliveryState.PENDING, Delivery.due_at <= now)
    found = session.execute(
        select(
            func.count(case((due, 1))),
            func.count(case((since <= now - LATE, 1))),
            func.count(case((Delivery.state == DeliveryState.UNCERTAIN, 1))),
            func.min(case((since <= now, since))),
        ).where(Delivery.state.in_(UNSETTLED))
    ).one()
    oldest = (now - found[3]).total_seconds() if found[3] else 0.0
    yield _gauge("deliveries_due", "Messages that may be sent now.", found[0])
    yield _gauge("deliveries_late", f"Messages that have waited more than {LATE.seconds} s.", found[1])
    yield _gauge("deliveries_uncertain", "Messages that may have been sent and are looked for.", found[2])
    yield _gauge("delivery_queue_age_seconds", "How long the message has waited that has waited longest.", oldest)


def _heartbeats(session: Session, now: datetime) -> Metric:
    family = GaugeMetricFamily(
        "malvakten_heartbeat_age_seconds", "Since a process's last sign of life.", labels=["name"]
    )
    for name, at in session.execute(select(Heartbeat.name, Heartbeat.at).order_by(Heartbeat.name)):
        family.add_metric([name], (now - at).total_seconds())
    return family


def _rounds(session: Session) -> Metric:
    counted = {row[0]: row[1] for row in session.execute(_ROUNDS)}
    family = GaugeMetricFamily("malvakten_rounds", "Reporting rounds by state.", labels=["state"])
    for state in RoundState:
        family.add_metric([state.value], counted.get(state, 0))
    return family


_ROUNDS = select(Round.state, func.count()).group_by(Round.state)
