"""A refusal that arrives after its reason is gone holds nothing up: the channel came back during the call."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from actions.coordinators.platform_news import regain_management_channel
from messages.parts import Message, Paragraph
from messages.stored import to_data
from models.operations.trouble import MANAGEMENT, WORKSPACE, close_trouble, open_trouble, open_troubles
from models.outbox.queue import queue_all, row_of
from models.outbox.tables import Delivery
from models.storage.database import Database
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from scheduler.outbox import claims, results
from scheduler.outbox.messenger import Outcome, Permanent, Temporary
from scheduler.outbox.pace import PaceRules
from scheduler.outbox.results import Result
from tests.postgres import postgresql
from tests.scheduler.simulated import installation
from tests.scheduler.small_stock import small_stock
from tests.until import until

START = datetime(2022, 6, 8, 9, 0).astimezone()
RULES = PaceRules(per_conversation=0, per_minute=60_000)
REFUSED: list[tuple[str, Outcome]] = [
    (MANAGEMENT, Permanent("is_archived")),
    (WORKSPACE, Temporary("token_revoked", everywhere=True)),
]


@pytest.mark.parametrize(("subject", "outcome"), REFUSED, ids=["channel", "token"])
@pytest.mark.parametrize("came_back", [True, False], ids=["came back", "still gone"])
def test_a_call_that_began_before(tmp_path: Path, subject: str, outcome: Outcome, came_back: bool) -> None:
    stored = START + timedelta(seconds=2)

    def refused(session: Session) -> Delivery:
        payload = to_data(Message((Paragraph("Hej."),)))
        queue_all(session, [row_of("m", DeliveryKind.REPLY, "slack", "management", START, payload=payload)])
        open_trouble(session, "slack", subject, "is_archived", START - timedelta(minutes=1))
        [row] = claims.claim_due(session, START, RULES, ["slack"], 1)
        if came_back:
            close_trouble(session, "slack", subject, START + timedelta(seconds=1))
        results.finish(session, [Result(row, outcome, began=START)], stored, RULES)
        return session.scalars(select(Delivery), execution_options={"populate_existing": True}).one()

    with installation(tmp_path, small_stock(), START, rules=RULES) as world:
        row = world.write(refused)
        assert row.state is DeliveryState.PENDING
        assert (row.due_at == stored) is came_back
        assert bool(world.read(open_troubles)) is not came_back
        free = world.write(lambda session: claims.claim_due(session, stored, RULES, ["slack"], 1))
        assert bool(free) is came_back


def waits_for_a_lock(database: Database) -> bool:
    with database.read() as session:
        query = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        return session.execute(text(query)).first() is not None


@pytest.mark.parametrize("first", ["the channel", "the refusal"])
def test_both_are_stored_at_once(first: str) -> None:
    """On PostgreSQL, where two may write: whichever is stored first, the message is sent at once and not told about."""
    with postgresql().database() as url, ThreadPoolExecutor(1) as pool:
        database = Database(url)
        payload = to_data(Message((Paragraph("Hej."),)))
        with database.write() as session:
            queue_all(session, [row_of("m", DeliveryKind.REPLY, "slack", "management", START, payload=payload)])
            open_trouble(session, "slack", MANAGEMENT, "is_archived", START - timedelta(minutes=1))
            [row] = claims.claim_due(session, START, RULES, ["slack"], 1)
        stored = START + timedelta(seconds=2)

        def refused(session: Session) -> None:
            results.finish(session, [Result(row, Permanent("is_archived"), began=START)], stored, RULES)

        def came_back(session: Session) -> None:
            regain_management_channel(session, "slack", stored)

        def at_the_same_time() -> None:
            with database.write() as session:
                (refused if first == "the channel" else came_back)(session)

        with database.write() as session:
            (came_back if first == "the channel" else refused)(session)
            other = pool.submit(at_the_same_time)
            until(lambda: waits_for_a_lock(database))
        other.result()
        with database.read() as session:
            assert list(open_troubles(session)) == []
            assert session.scalars(select(Delivery.due_at)).one() == stored
        database.close()
