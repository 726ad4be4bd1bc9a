"""When a platform accepts messages again, those that waited for it are due at once, and no others."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.coordinators.platform_news import let_in, lock_out, lose_management_channel, regain_management_channel
from models.operations.trouble import open_troubles
from models.outbox.tables import Delivery, Pace, conversation_key, workspace_key
from models.storage.database import Database
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from tests.conftest import OPENING

LATER = OPENING + timedelta(minutes=10)


@pytest.fixture
def database(stocked_url: str) -> Iterator[Database]:
    opened = Database(stocked_url)
    yield opened
    opened.close()


def waiting(key: str, destination: str, error: str | None, attempt: int = 1) -> Delivery:
    return Delivery(
        key=key, token=key, kind=DeliveryKind.ALERT, platform="slack", destination=destination, payload={},
        state=DeliveryState.PENDING, attempt=attempt, created_at=OPENING, due_at=LATER, error=error,
    )  # fmt: skip


def due_now(session: Session) -> set[str]:
    return set(session.scalars(select(Delivery.key).where(Delivery.due_at == OPENING)))


def paced_now(session: Session) -> set[str]:
    return set(session.scalars(select(Pace.key).where(Pace.free_at == OPENING)))


def fill(session: Session) -> None:
    session.add_all([
        waiting("refused", "person:1", "token_revoked"), waiting("other error", "person:2", "ratelimited"),
        waiting("tried", "management", "is_archived"), waiting("planned", "management", None, attempt=0),
        Pace(key=workspace_key("slack"), free_at=LATER),
        Pace(key=conversation_key("slack", "management"), free_at=LATER),
    ])  # fmt: skip


def test_let_in_sends_what_was_refused_for_the_token(database: Database) -> None:
    with database.write() as session:
        fill(session)
        lock_out(session, "slack", "token_revoked", OPENING)
        let_in(session, "slack", ["token_revoked"], OPENING)
    with database.read() as session:
        assert due_now(session) == {"refused"}
        assert paced_now(session) == {workspace_key("slack")}
        assert open_troubles(session) == []


def test_the_channel_regained_gets_what_was_tried(database: Database) -> None:
    with database.write() as session:
        fill(session)
        lose_management_channel(session, "slack", "is_archived", OPENING)
        regain_management_channel(session, "slack", OPENING)
    with database.read() as session:
        assert due_now(session) == {"tried"}
        assert paced_now(session) == {conversation_key("slack", "management")}
        assert open_troubles(session) == []


def test_without_a_trouble_no_due_time_changes(database: Database) -> None:
    with database.write() as session:
        fill(session)
        let_in(session, "slack", ["token_revoked"], OPENING)
        regain_management_channel(session, "slack", OPENING)
    with database.read() as session:
        assert due_now(session) == paced_now(session) == set()
