"""Metrics that are read from the database when Prometheus scrapes.

So every web process reports the same about all workers, and a worker needs no HTTP port (docs/decisions.md).
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

from bot.telemetry.waiting import waiting_since
from models.operations.tables import Heartbeat
from models.outbox.tables import Delivery
from models.rounds.tables import Round
from models.storage.database import Database
from models.storage.schema import is_current
from models.vocabulary.outbox import UNSETTLED, DeliveryState
from models.vocabulary.rounds import RoundState
from scheduler.outbox.pace import PaceRules

# A message that has waited longer than this is late.
LATE = timedelta(seconds=60)
# The statement timeout on PostgreSQL; on SQLite a reader never waits.
_STATEMENT_TIMEOUT_MILLISECONDS = 2000
# Counting every message ever sent takes long. It is repeated after this many times what it took: 1 % of the time.
_RECOUNT_FACTOR = 100


class Figures:
    """A Prometheus collector: this process's metrics and the database's. `rules` is the pace of sending."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        rules: PaceRules = PaceRules(),  # noqa: B008 - frozen
    ) -> None:
        self._database = database
        self._rules = rules
        self._clock = clock
        self._querying = threading.Lock()
        self._deliveries_by_state: dict[str, int] = {}
        self._recount_at = 0.0
        self.without_database = _WithoutDatabase()

    def collect(self) -> Iterable[Metric]:
        """The metrics. When the database is unavailable, that is reported and its metrics are left out."""
        try:
            from_database = list(self._query())
        except (SQLAlchemyError, TimeoutError):
            yield from self.without_database.collect()
            return
        yield from REGISTRY.collect()
        yield _is_up(True)
        yield from from_database

    def _query(self) -> Iterator[Metric]:
        # Queries must not pile up while the database does not answer.
        if not self._querying.acquire(blocking=False):
            raise TimeoutError
        try:
            current = is_current(self._database)
            yield _gauge("schema_current", "Whether the schema is the one this program needs.", int(current))
            if current:
                with self._database.read() as session:
                    if not self._database.is_sqlite:
                        session.execute(text(f"SET LOCAL statement_timeout = {_STATEMENT_TIMEOUT_MILLISECONDS}"))
                    now = self._clock()
                    yield from _waiting(session, now, self._rules)
                    yield _heartbeats(session, now)
                    yield _rounds(session)
                    yield self._deliveries(session)
        finally:
            self._querying.release()

    def _deliveries(self, session: Session) -> Metric:
        """The number of messages in each state, counted anew at most `1 / _RECOUNT_FACTOR` of the time."""
        if time.monotonic() >= self._recount_at:
            began = time.monotonic()
            by_state = select(Delivery.state, func.count()).group_by(Delivery.state)
            self._deliveries_by_state = {state.value: count for state, count in session.execute(by_state)}
            self._recount_at = time.monotonic() + _RECOUNT_FACTOR * (time.monotonic() - began)
        family = GaugeMetricFamily("malvakten_deliveries", "Messages by state.", labels=["state"])
        for state in DeliveryState:
            family.add_metric([state.value], self._deliveries_by_state.get(state.value, 0))
        return family


class _WithoutDatabase:
    """The collector when the database does not answer."""

    def collect(self) -> Iterable[Metric]:
        yield from REGISTRY.collect()
        yield _is_up(False)


def _is_up(up: bool) -> Metric:
    return _gauge("database_up", "Whether the database answers.", int(up))


def _gauge(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"malvakten_{name}", meaning, value)


def _waiting(session: Session, now: datetime, rules: PaceRules) -> Iterator[Metric]:
    """Messages not yet sent."""
    due = and_(Delivery.state == DeliveryState.PENDING, Delivery.due_at <= now)
    due_count, uncertain_count = session.execute(
        select(func.count(case((due, 1))), func.count(case((Delivery.state == DeliveryState.UNCERTAIN, 1)))).where(
            Delivery.state.in_(UNSETTLED)
        )
    ).one()
    since, waiting = waiting_since(session, rules)
    late_count, oldest_since = session.execute(
        waiting.with_only_columns(func.count(case((since <= now - LATE, 1))), func.min(case((since <= now, since))))
    ).one()
    oldest = (now - oldest_since).total_seconds() if oldest_since else 0.0
    yield _gauge("deliveries_due", "Messages that may be sent now.", due_count)
    yield _gauge("deliveries_late", f"Messages that could have been sent more than {LATE.seconds} s ago.", late_count)
    yield _gauge("deliveries_uncertain", "Messages that may have been sent and are looked for.", uncertain_count)
    yield _gauge("delivery_queue_age_seconds", "How long the message has waited that has waited longest.", oldest)


def _heartbeats(session: Session, now: datetime) -> Metric:
    family = GaugeMetricFamily(
        "malvakten_heartbeat_age_seconds", "Since a process's last sign of life.", labels=["name"]
    )
    for name, at in session.execute(select(Heartbeat.name, Heartbeat.at).order_by(Heartbeat.name)):
        family.add_metric([name], (now - at).total_seconds())
    return family


def _rounds(session: Session) -> Metric:
    count_by_state = {state: count for state, count in session.execute(_ROUNDS)}  # noqa: C416 - typed
    family = GaugeMetricFamily("malvakten_rounds", "Reporting rounds by state.", labels=["state"])
    for state in RoundState:
        family.add_metric([state.value], count_by_state.get(state, 0))
    return family


_ROUNDS = select(Round.state, func.count()).group_by(Round.state)
