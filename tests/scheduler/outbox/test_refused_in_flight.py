"""A refusal that arrives after its reason is gone holds nothing up: the channel came back during the call."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from messages.parts import Message, Paragraph
from messages.stored import to_data
from models.operations.trouble import MANAGEMENT, WORKSPACE, close_trouble, open_trouble, open_troubles
from models.outbox.queue import queue_all, row_of
from models.outbox.tables import Delivery
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from scheduler.outbox import claims, results
from scheduler.outbox.messenger import Outcome, Permanent, Temporary
from scheduler.outbox.pace import PaceRules
from scheduler.outbox.results import Result
from tests.scheduler.simulated import installation
from tests.scheduler.small_stock import small_stock

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
