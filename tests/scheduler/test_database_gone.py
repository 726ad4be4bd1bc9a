"""The database goes away for a while: the worker comes back by itself, and people get a sentence."""

import contextlib
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import event

from models.storage.database import parse_url
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from tests.fakes.slack import FakeSlack
from tests.harness import MANAGEMENT, Running
from tests.logged import events_kept
from tests.postgres import postgresql
from tests.scheduler.desk import greeted
from tests.until import PATIENCE_SECONDS, until

SENTENCE = "Det går inte just nu"
AN_HOUR = 3600.0


@contextlib.contextmanager
def gone(kind: str, bot: Running) -> Iterator[None]:
    """PostgreSQL is stopped; on SQLite another connection holds the lock for longer than it is waited for."""
    if kind == "postgresql":
        with postgresql().down():
            yield
        return
    path = bot.program.database.url.database or ""
    other = sqlite3.connect(path, isolation_level=None, timeout=PATIENCE_SECONDS)
    other.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@contextlib.contextmanager
def failing(what: str, times: int = 1) -> Iterator[None]:
    """Ends when the worker has said so often, since the beginning of the block, that the database took nothing."""
    with events_kept() as events:
        yield
        until(lambda: events.count(what) >= times)


def all_sent(bot: Running) -> bool:
    return len(bot.deliveries(kind=DeliveryKind.PROMPT, state=DeliveryState.SENT)) == 11


def nobody_twice(bot: Running, slack: FakeSlack) -> bool:
    prompts = bot.deliveries(kind=DeliveryKind.PROMPT)
    return {len(slack.messages(row.platform_channel or "")) for row in prompts} == {1}


def test_gone_over_an_opening_and_back(bot: Running, slack: FakeSlack, database_kind: str) -> None:
    bot.settle()  # gone before the worker has begun, it would wait for the schema
    bot.create_round(opens_at=bot.clock() + timedelta(seconds=1))
    anna = slack.person("UAGFOLK01")
    with gone(database_kind, bot):
        reply = anna.command("/rapportera", "12 grön Klart.")
        assert SENTENCE in reply.text, "whoever writes is not kept waiting until it is back"
        assert "12 grön Klart." in reply.text, "what was written is handed back"
        # The first may be of a ring that began before the opening.
        with failing("worker.database_unavailable", times=2):
            bot.clock.move(seconds=1)
        assert slack.calls("chat.postMessage") == []
    slack.wait_for(lambda: all_sent(bot))
    assert anna.command("/rapportera", "12 grön Klart.").text.startswith("Tack")
    bot.settle()
    assert nobody_twice(bot, slack)
    assert slack.violations == []


def test_gone_for_thirty_seconds_over_an_opening(bot: Running, slack: FakeSlack, database_kind: str) -> None:
    """That is an outage: everybody is asked once, and management and each coordinator are told once."""
    bot.settle()
    bot.create_round(opens_at=bot.clock() + timedelta(seconds=10))
    with gone(database_kind, bot), failing("worker.database_unavailable", times=2):
        bot.clock.move(seconds=30)
    slack.wait_for(lambda: all_sent(bot))
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
    slack.latency = AN_HOUR
    bot.create_round(opens_at=bot.clock())
    slack.wait_for(lambda: len(slack.calls("chat.postMessage")) == 11)
    with gone(database_kind, bot), failing("delivery.cannot_store"):
        slack.latency = 0.0
        slack.clock.advance(AN_HOUR)
    bot.as_time_passes(lambda: all_sent(bot))
    assert nobody_twice(bot, slack)


def test_connections_that_are_cut_are_replaced(bot: Running, slack: FakeSlack, database_kind: str) -> None:
    """While they are idle, in the first transactions of an opening, and while messages are on their way."""
    if database_kind == "sqlite":
        pytest.skip("SQLite has no connections that others could cut")
    url = str(parse_url(bot.program.database.url.render_as_string(hide_password=False)))
    engine, transactions = bot.program.database.engine, count(1)

    def cut(_connection: object) -> None:
        if next(transactions) <= 5:
            postgresql().cut_off(url)

    slack.latency = AN_HOUR
    bot.create_round(opens_at=bot.clock() + timedelta(seconds=1))
    postgresql().cut_off(url)
    event.listen(engine, "begin", cut)
    bot.clock.move(seconds=1)
    slack.wait_for(lambda: len(slack.calls("chat.postMessage")) == 11)
    event.remove(engine, "begin", cut)
    postgresql().cut_off(url)
    slack.latency = 0.0
    slack.clock.advance(AN_HOUR)
    bot.as_time_passes(lambda: all_sent(bot))
    assert nobody_twice(bot, slack)
    assert next(transactions) > 5


@pytest.mark.one_database
def test_an_idle_worker_takes_no_write_lock(bot: Running, slack: FakeSlack) -> None:
    """Somebody else may hold the lock; the worker writes only its sign of life, every five seconds."""
    assert bot.program.slack is not None
    greeted(bot.program.slack)
    bot.settle()
    statements: list[str] = []

    def note(*args: object) -> None:
        statements.append(str(args[2]))

    def writes() -> list[str]:
        return [words for words in statements if words.split()[0] in {"INSERT", "UPDATE", "DELETE"}]

    engine = bot.program.database.engine
    event.listen(engine, "before_cursor_execute", note)
    until(lambda: len(statements) > 50)
    assert writes() == []
    bot.clock.move(seconds=5)
    until(writes)
    event.remove(engine, "before_cursor_execute", note)
    assert all("heartbeat" in words for words in writes())
