"""A message that failed for good is tried again, and none comes twice."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select

from actions.coordinators.retrying import RetryFault, retry
from actions.people.removing import remove_person
from actions.rounds.life_cycle import close_round
from models.operations.tables import AuditEvent
from models.outbox import keys
from models.outbox.destinations import to_person
from models.outbox.queue import queue
from models.outbox.tables import Delivery
from models.people.directory_cache import load_directory
from models.rounds.tables import Round
from models.storage.database import Database
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from tests.conftest import OPENING
from tests.fakes.slack import FakeSlack
from tests.postgres import NoPostgreSQL
from tests.scheduler.desk import Desk
from tests.stock import stocked

VICTIM = "UAGFOLK01"


def failed(desk: Desk, slack: FakeSlack, **fault: Any) -> Delivery:
    """A round has opened, and the opening message to one owner has failed."""
    slack.faults.add("chat.postMessage", channel=slack.resolve(VICTIM), **fault)
    desk.open()
    desk.settle()
    [row] = desk.rows(kind=DeliveryKind.PROMPT, state=DeliveryState.FAILED)
    return row


def again(desk: Desk, row: Delivery) -> None:
    options = desk.program.dispatcher.options
    desk.write(lambda session: retry(session, row.id, desk.clock(), options))


def refusal(desk: Desk, row: Delivery) -> str:
    with pytest.raises(RetryFault) as fault:
        again(desk, row)
    return str(fault.value)


def test_it_comes_once_when_what_was_wrong_is_mended(desk: Desk, slack: FakeSlack) -> None:
    row = failed(desk, slack, kind="error", error="channel_not_found")
    assert slack.messages(VICTIM) == []
    again(desk, row)
    assert refusal(desk, row) == "It is already being sent again."
    desk.settle()
    assert len(slack.messages(VICTIM)) == 1
    assert refusal(desk, row) == "It has been sent in the meantime."
    desk.assert_exactly_once()
    [line] = desk.read(lambda s: list(s.scalars(select(AuditEvent).where(AuditEvent.what == "message.retried"))))
    assert line.after == {"kind": "prompt", "to": {"person": row.person_id}}


def test_one_that_fails_again_is_told_again(desk: Desk, slack: FakeSlack) -> None:
    row = failed(desk, slack, kind="error", error="channel_not_found", times=2)
    desk.clock.move(minutes=1)
    again(desk, row)
    desk.settle()
    assert desk.row(id=row.id).state is DeliveryState.FAILED
    told = [message.text for message in slack.messages("USAMORD01") if "gick inte att skicka" in message.text]
    assert len(told) == 2


def test_one_that_may_have_arrived_is_looked_for_first(desk: Desk, slack: FakeSlack) -> None:
    slack.faults.add("conversations.history", kind="error", error="missing_scope", times=8)
    row = failed(desk, slack, kind="500_after")
    assert len(slack.messages(VICTIM)) == 1
    again(desk, row)
    desk.settle()
    assert desk.row(id=row.id).state is DeliveryState.SENT
    with slack.store.lock:
        ever = [message for message in slack.store.messages if message.channel == slack.resolve(VICTIM)]
    assert [message.deleted for message in ever if not message.thread_ts] == [False], "not even for a moment"


def test_what_would_say_nothing_any_more_is_refused_in_words(desk: Desk, slack: FakeSlack) -> None:
    row = failed(desk, slack, kind="error", error="channel_not_found")
    options = desk.program.dispatcher.options
    reminded = desk.clock() - timedelta(hours=1)
    payload = {"step": "before", "at": reminded.isoformat()}
    reminder = queued(desk, DeliveryKind.REMINDER, row.person_id or 0, payload)
    desk.write(lambda s: setattr(s.get_one(Round, row.round_id), "reminders", ["P29D", "P28D"]))
    desk.clock.move(days=3)
    assert refusal(desk, reminder) == "A newer reminder has taken its place, so it is not sent."
    desk.write(lambda s: close_round(s, s.get_one(Round, row.round_id), desk.clock(), options, by_hand=True))
    assert refusal(desk, row) == "Halvår 2022 is closed, so this message is not sent any more."
    assert refusal(desk, reminder) == "Halvår 2022 is closed, so this message is not sent any more."
    anna = desk.read(lambda s: load_directory(s).by_id[row.person_id or 0])
    desk.write(lambda s: remove_person(s, anna, desk.clock(), options))
    assert refusal(desk, row) == "Whoever it was to has been removed, so it is not sent."
    desk.settle()
    assert slack.messages(VICTIM) == []


def queued(desk: Desk, kind: DeliveryKind, person_id: int, payload: dict[str, str]) -> Delivery:
    """A message that has failed."""
    key = keys.nudge(1, person_id, kind.value)
    desk.write(lambda s: queue(s, key, kind, "slack", to_person(person_id), desk.clock(), round_id=1, payload=payload,
                               person_id=person_id, state=DeliveryState.FAILED, error="channel_not_found"))  # fmt: skip
    return desk.row(key=key)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    try:
        with stocked("postgresql", tmp_path) as url:
            database = Database(url)
            yield database
            database.close()
    except NoPostgreSQL as error:
        pytest.skip(str(error))


def test_two_who_try_at_once_send_it_once(database: Database, desk: Desk) -> None:
    options, ready = desk.program.dispatcher.options, Barrier(2)
    with database.write() as session:
        person = load_directory(session).people[0]
        queue(session, "absence:1", DeliveryKind.ABSENCE, "slack", to_person(person.id), OPENING,
              person_id=person.id, state=DeliveryState.FAILED, error="channel_not_found")  # fmt: skip
        row_id = session.scalars(select(Delivery.id)).one()

    def press(_number: int) -> str:
        try:
            with database.write() as session:
                session.get_one(Delivery, row_id)  # as a page that was read before
                ready.wait()
                retry(session, row_id, OPENING, options)
        except RetryFault as fault:
            return str(fault)
        return ""

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, range(2))) == ["", "It is already being sent again."]
    with database.read() as session:
        assert len(list(session.scalars(select(AuditEvent).where(AuditEvent.what == "message.retried")))) == 1
