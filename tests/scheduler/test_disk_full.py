"""The disk is full (a real SQLITE_FULL): people get a sentence and keep their text, and everything goes on after it."""

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Connection, event, func, select

from models.answer import Answer
from models.delivery import Delivery
from models.round import Round
from models.vocabulary import DeliveryKind, DeliveryState
from tests.dialogues.harness import drain, open_now
from tests.fakes.slack import FakeSlack
from tests.harness import Running

pytestmark = pytest.mark.one_database
SENTENCE = "Det går inte just nu"
# Longer than what may be left of a page.
LONG = "Påhittat: upphandlingen är försenad. " * 80


def fill_up(path: str) -> int:
    """Uses up the file's free pages, and returns how many pages it has."""
    other = sqlite3.connect(path, isolation_level=None, timeout=30)
    other.execute("CREATE TABLE IF NOT EXISTS filler (words TEXT)")
    pages: int = other.execute("PRAGMA page_count").fetchone()[0]
    other.execute(f"PRAGMA max_page_count = {pages}")
    with contextlib.suppress(sqlite3.OperationalError):
        while True:
            other.execute("INSERT INTO filler VALUES (?)", ("x" * 3000,))
    other.close()
    return pages


@contextlib.contextmanager
def disk_full(bot: Running) -> Iterator[None]:
    """The database file may not grow by a page."""
    engine = bot.program.database.engine
    pages = fill_up(bot.program.database.url.database or "")

    def limit(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    event.listen(engine, "begin", limit)
    try:
        yield
    finally:
        event.remove(engine, "begin", limit)
        event.listen(engine, "begin", _without_limit)


def _without_limit(connection: Connection) -> None:
    connection.exec_driver_sql("PRAGMA max_page_count = 1000000000")


def answers(bot: Running) -> int:
    return bot.read(lambda session: session.scalar(select(func.count()).select_from(Answer)) or 0)


def test_an_answer_by_form_and_by_text_keeps_its_words(bot: Running, slack: FakeSlack) -> None:
    open_now(bot)
    anna = slack.person("UAGFOLK01")
    for row in (12, 13, 14):
        assert anna.command("/rapportera", f"{row} grön {LONG}").text.startswith("Tack")
    drain(bot)
    before = answers(bot)
    view = anna.click(anna.inbox[0], "Rapportera").wait_view()
    with disk_full(bot):
        refused = anna.submit(view, {"status": "green", "comment": LONG[:2900]})
        assert next(iter(refused.errors.values())).startswith(SENTENCE)
        assert not view.closed
        said = anna.command("/rapportera", f"16 grön {LONG * 4}")
        assert said.text.startswith(SENTENCE)
        slack.wait_for(lambda: LONG[:100] in said.text + "".join(message.text for message in said.followups))
        assert anna.command("/malstatus").text.startswith("Läget i aktivitetsplanen"), "reading goes on"
        assert answers(bot) == before
    again = anna.submit(view)
    assert again.errors == {}
    assert answers(bot) == before + 1
    bot.settle()
    assert slack.violations == []


def test_openings_wait_for_room_and_everybody_is_asked_once(bot: Running, slack: FakeSlack) -> None:
    """As many as there is room for open, each whole; the others when there is room again."""
    names = [f"Omgång {n}" for n in range(1, 7)]
    bot.settle()
    for name in names:
        # Rehearsals: nobody gets the opening messages of six long rounds on one day.
        bot.create_round(name, deadline=bot.clock() + timedelta(hours=12))

    def asked() -> dict[str, int]:
        query = select(Round.name, func.count(Delivery.id)).outerjoin(
            Delivery, (Delivery.round_id == Round.id) & (Delivery.kind == DeliveryKind.PROMPT)
        )
        return {name: count for name, count in bot.read(lambda s: s.execute(query.group_by(Round.name)).all())}  # noqa: C416 - typed

    with disk_full(bot):
        bot.clock.move(minutes=1)
        # What does not happen cannot be waited for; a busy machine makes it no less true.
        time.sleep(4)
        assert set(asked().values()) in ({0}, {0, 11})
    slack.wait_for(lambda: asked() == dict.fromkeys(names, 11))
    slack.wait_for(lambda: len(bot.deliveries(kind=DeliveryKind.PROMPT, state=DeliveryState.SENT)) == 66)
    drain(bot)
    channels = [row.platform_channel or "" for row in bot.deliveries(kind=DeliveryKind.PROMPT)]
    assert {len([m for m in slack.messages(c) if m.text.startswith(("Hej", "Hello"))]) for c in channels} == {6}
    assert slack.violations == []
