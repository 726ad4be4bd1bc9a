"""The database goes away for a while: the worker comes back by itself, and people get a sentence."""

import contextlib
import sqlite3
import threading
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from models.storage.database import parse_url
from models.vocabulary import DeliveryKind, DeliveryState
from tests.fakes.slack import FakeSlack
from tests.harness import MANAGEMENT, Running
from tests.postgres import postgresql

SENTENCE = "Det går inte just nu"


@contextlib.contextmanager
def gone(kind: str, bot: Running) -> Iterator[None]:
    """PostgreSQL is stopped; on SQLite another connection holds the lock for longer than it is waited for."""
    if kind == "postgresql":
        with postgresql().down():
            yield
        return
    other = sqlite3.connect(bot.program.database.url.database or "", isolation_level=None, timeout=10)
    other.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def test_gone_over_an_opening_and_back(bot: Running, slack: FakeSlack, database_kind: str) -> None:
    bot.create_round(opens_at=bot.clock() + timedelta(seconds=1))
    anna = slack.person("UAGFOLK01")
    with gone(database_kind, bot):
        began = time.monotonic()
        reply = anna.command("/rapportera", "12 grön Klart.")
        assert time.monotonic() - began < 8, "the patience of who is not waited for"
        assert SENTENCE in reply.text
        assert "12 grön Klart." in reply.text, "what was written is handed back"
        time.sleep(3)
        assert slack.calls("chat.postMessage") == []
    slack.wait_for(lambda: len(bot.deliveries(kind=DeliveryKind.PROMPT, state=DeliveryState.SENT)) == 11, 15)
    assert anna.command("/rapportera", "12 grön Klart.").text.startswith("Tack")
    bot.settle()
    assert {len(slack.messages(row.platform_channel or "")) for row in bot.deliveries(kind=DeliveryKind.PROMPT)} == {1}
    assert slack.violations == []


def test_gone_for_thirty_seconds_over_an_opening(bot: Running, slack: FakeSlack, database_kind: str) -> None:
    """That is an outage: everybody is asked once, and management and each coordinator are told once."""
    bot.settle()
    bot.create_round(opens_at=bot.clock() + timedelta(seconds=10))
    with gone(database_kind, bot):
        bot.clock.move(seconds=30)
        time.sleep(3)
    slack.wait_for(lambda: len(bot.deliveries(kind=DeliveryKind.PROMPT, state=DeliveryState.SENT)) == 11)
    slack.wait_for(lambda: any("Driftstopp" in message.text for message in slack.messages("USAMORD01")))
    bot.settle()
    asked = bot.deliveries(kind=DeliveryKind.PROMPT)
    assert {len([m for m in slack.messages(row.platform_channel or "") if _asks(m.text)]) for row in asked} == {1}
    assert len([message for message in slack.messages(MANAGEMENT) if "driftstopp" in message.text.casefold()]) == 1
    told = [message.text for message in slack.messages("USAMORD01") if "Driftstopp" in message.text]
    assert len(told) == 1
    assert "Halvår 2022 skulle ha öppnat" in told[0]
    assert slack.violations == []


def _asks(text: str) -> bool:
    return text.startswith(("Hej", "Hello"))


def test_gone_while_messages_are_on_their_way(bot: Running, slack: FakeSlack, database_kind: str) -> None:
    """Their results are stored when it is back, or they are looked for; none comes twice."""
    slack.latency = 1.0
    bot.create_round(opens_at=bot.clock())
    slack.wait_for(lambda: len(slack.calls("chat.postMessage")) >= 11, 10)
    with gone(database_kind, bot):
        time.sleep(2.5)
    slack.latency = 0.0
    slack.wait_for(lambda: len(bot.deliveries(kind=DeliveryKind.PROMPT, state=DeliveryState.SENT)) == 11, 40)
    assert {len(slack.messages(row.platform_channel or "")) for row in bot.deliveries(kind=DeliveryKind.PROMPT)} == {1}


def test_connections_that_are_cut_are_replaced(bot: Running, slack: FakeSlack, database_kind: str) -> None:
    if database_kind == "sqlite":
        pytest.skip("SQLite has no connections that others could cut")
    stop = threading.Event()

    def cut() -> None:
        while not stop.wait(0.3):
            postgresql().cut_off(str(parse_url(bot.program.database.url.render_as_string(hide_password=False))))

    cutter = threading.Thread(target=cut)
    cutter.start()
    try:
        bot.create_round(opens_at=bot.clock() + timedelta(seconds=1))
        time.sleep(3)
    finally:
        stop.set()
        cutter.join()
    slack.wait_for(lambda: len(bot.deliveries(kind=DeliveryKind.PROMPT, state=DeliveryState.SENT)) == 11, 40)
    assert {len(slack.messages(row.platform_channel or "")) for row in bot.deliveries(kind=DeliveryKind.PROMPT)} == {1}


@pytest.mark.one_database
def test_an_idle_worker_takes_no_write_lock(bot: Running, slack: FakeSlack) -> None:
    """Somebody else may hold the lock; the worker writes only its sign of life, every five seconds."""
    bot.settle()
    statements: list[str] = []
    from sqlalchemy import event

    engine = bot.program.database.engine

    def note(*args: object) -> None:
        statements.append(str(args[2]))

    event.listen(engine, "before_cursor_execute", note)
    time.sleep(4)
    event.remove(engine, "before_cursor_execute", note)
    assert len(statements) > 4
    writes = [words for words in statements if words.split()[0] in {"INSERT", "UPDATE", "DELETE"}]
    assert len(writes) <= 1
    assert all("heartbeat" in words for words in writes)
