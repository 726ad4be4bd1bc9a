"""One mark a request and a delivery, on every line; and nothing in a line that somebody wrote."""

import asyncio
import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot.logs import begin_request, request_mark, set_up_logs, traceback_of
from models.vocabulary import DeliveryState
from tests.fakes.slack import FakeSlack
from tests.harness import Running


def lines(capfd: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capfd.readouterr().err.splitlines() if line.startswith("{")]


@pytest.fixture
def _talkative() -> Iterator[None]:
    """What the program logs at its usual level."""
    kept = structlog.get_config()
    usual = structlog.make_filtering_bound_logger(logging.INFO)
    structlog.configure(wrapper_class=usual)
    yield
    structlog.configure(**kept)


def open_round(bot: Running) -> None:
    bot.create_round()
    bot.clock.move(minutes=1)
    bot.settle()


@pytest.mark.one_database
def test_every_line_of_a_request_has_its_mark_which_is_the_persons_code(
    bot: Running, slack: FakeSlack, capfd: pytest.CaptureFixture[str]
) -> None:
    open_round(bot)
    bo = slack.person("UAGSAMH02")
    codes = []
    for _ in range(2):
        view = bo.click(bo.inbox[0], "Report").wait_view()
        view.raw["private_metadata"] = "no JSON"
        view.raw["callback_id"] = "answer"
        words = bo.submit(view, {"status": "green", "comment": "Hemlig text"}).errors["comment"]
        codes.append(words.split("the code ")[1].split()[0])
    found = [line for line in lines(capfd) if line["event"] == "handler.failed"]
    assert [line["request"] for line in found] == [line["code"] for line in found] == codes
    assert len(set(codes)) == 2
    assert not any("delivery" in line for line in found)


@pytest.mark.one_database
@pytest.mark.usefixtures("_talkative")
def test_every_line_of_a_delivery_names_it(bot: Running, slack: FakeSlack, capfd: pytest.CaptureFixture[str]) -> None:
    open_round(bot)
    slack.wait_for(lambda: bot.deliveries() and not bot.deliveries(state=DeliveryState.SENDING))
    found = {line["delivery"]: line for line in lines(capfd) if line.get("event") == "delivery"}
    rows = {row.id: row for row in bot.deliveries(state=DeliveryState.SENT)}
    assert rows.keys() <= found.keys()
    for number, row in rows.items():
        assert (found[number]["key"], found[number]["outcome"]) == (row.key, "sent")
        assert found[number]["attempt"] == 1
        assert "request" not in found[number]


def test_a_task_has_one_mark_and_another_task_another() -> None:
    async def twice() -> tuple[str, str]:
        first = request_mark()
        await asyncio.sleep(0)
        return first, request_mark()

    async def run() -> list[tuple[str, str]]:
        return list(await asyncio.gather(twice(), twice()))

    (a, b), (c, d) = asyncio.run(run())
    assert a == b
    assert c == d
    assert a != c


def test_a_door_begins_anew_even_in_a_task_that_had_a_mark() -> None:
    async def run() -> tuple[str, str, str]:
        return begin_request(), begin_request(), request_mark()

    first, second, third = asyncio.run(run())
    assert first != second == third


def test_a_traceback_names_code_and_quotes_nobody() -> None:
    text = ""
    try:
        try:
            int("Hemlig kommentar")
        except ValueError as error:
            raise AttributeError("no such attribute") from error
    except AttributeError as error:
        text = traceback_of(error)
    assert "Hemlig" not in text.replace('int("Hemlig kommentar")', "")
    assert text.index("ValueError") < text.index("AttributeError: no such attribute")
    assert "test_logs.py" in text


def test_other_peoples_loggers_are_heard_without_their_words(capfd: pytest.CaptureFixture[str]) -> None:
    """`asyncio` tells of a task that nobody waited for with its traceback; Bolt's messages hold whole requests."""
    root = logging.getLogger()
    kept = root.handlers[:]
    root.handlers.clear()
    try:
        set_up_logs("warning")
        try:
            int("Hemlig kommentar"[:6])
        except ValueError:
            logging.getLogger("asyncio").exception("body: %s", "xoxb-hemlig")
        root.handlers[0].flush()
    finally:
        root.handlers[:] = kept
        structlog.configure(
            cache_logger_on_first_use=False, logger_factory=lambda *_: structlog.PrintLogger(sys.stderr)
        )
    (line,) = lines(capfd)
    assert (line["logger"], line["level"]) == ("asyncio", "error")
    assert "ValueError" in line["exception"]
    assert "xoxb" not in json.dumps(line)
    assert "'Hemlig'" not in line["exception"]
