"""One mark a request and a delivery, on every line; and nothing in a line that somebody wrote."""

import asyncio
import contextlib
import gc
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import DataError, IntegrityError, OperationalError, PendingRollbackError

from bot.telemetry.logs import begin_request, request_mark, traceback_of
from models.operations.log import log_of
from models.storage.database import Database
from models.vocabulary.outbox import DeliveryState
from tests.fakes.slack import FakeSlack
from tests.harness import Running
from tests.logged import log_as_the_program


def lines(capfd: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capfd.readouterr().err.splitlines() if line.startswith("{")]


@pytest.fixture
def _talkative() -> Iterator[None]:
    """What the program logs at its usual level."""
    root = logging.getLogger()
    kept = root.level
    root.setLevel(logging.INFO)
    yield
    root.setLevel(kept)


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
        view.raw["private_metadata"] = "{}"
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


@contextlib.contextmanager
def own_logs() -> Iterator[None]:
    """Logs as the program sets them up."""
    root = logging.getLogger()
    kept, level = root.handlers[:], root.level
    # A server that another test has run in this process has set it up its own way.
    uvicorn = logging.getLogger("uvicorn")
    its_own, uvicorn.propagate = uvicorn.propagate, True
    root.handlers.clear()
    try:
        log_as_the_program("warning")
        yield
    finally:
        root.handlers[:] = kept
        root.setLevel(level)
        uvicorn.propagate = its_own


def test_other_peoples_loggers_are_heard_without_what_they_quote(capfd: pytest.CaptureFixture[str]) -> None:
    """`asyncio` tells of a task that nobody waited for with its traceback; Bolt's messages hold whole requests."""
    with own_logs():
        try:
            int("Hemlig kommentar"[:6])
        except ValueError:
            logging.getLogger("asyncio").exception("body: %s", "xoxb-hemlig")
    (line,) = lines(capfd)
    assert (line["logger"], line["level"], line["message"]) == ("asyncio", "error", "body: %s")
    assert "ValueError" in line["exception"]
    assert "xoxb" not in json.dumps(line)
    assert "'Hemlig'" not in line["exception"]


async def _refuse(words: str) -> None:
    raise ValueError(words)


def test_asyncio_says_what_went_wrong_without_the_values(capfd: pytest.CaptureFixture[str]) -> None:
    async def run() -> None:
        loop = asyncio.get_running_loop()
        done: asyncio.Future[str] = loop.create_future()
        done.set_result("")
        loop.call_soon(done.set_result, "Hemlig")
        task = loop.create_task(_refuse("Hemlig"))
        await asyncio.wait([task])
        del task
        gc.collect()

    with own_logs():
        asyncio.run(run())
    found = lines(capfd)
    assert [line["message"] for line in found] == [
        "Exception in callback Future.set_result", "Task exception was never retrieved",
    ]  # fmt: skip
    assert "Hemlig" not in json.dumps(found).replace('_refuse(\\"Hemlig\\")', "")


@pytest.mark.parametrize(
    ("logger", "message", "expected"),
    [
        ("uvicorn.error", "Exception in ASGI application\n", "Exception in ASGI application"),
        ("alembic.util.messaging", "Can't locate revision identified by 'ab12'",
         "Can't locate revision identified by 'ab12'"),
        ("uvicorn.error", OSError(98, "Address already in use"), "OSError: [Errno 98] Address already in use"),
        ("apscheduler.executors.default", ValueError("Hemlig"), "ValueError"),
        ("slack_bolt.AsyncApp", "Failed to run a listener (error: Hemlig)", None),
        ("slack_sdk.web.async_client", "Hemlig", None),
        ("sqlalchemy.engine", "INSERT ... {'comment': 'Hemlig'}", None),
    ],
)  # fmt: skip
def test_an_error_line_says_what_went_wrong_where_that_is_safe(
    capfd: pytest.CaptureFixture[str], logger: str, message: object, expected: str | None
) -> None:
    with own_logs():
        logging.getLogger(logger).error(message)
    (line,) = lines(capfd)
    assert line.get("message") == expected
    assert "test_logs.py:" in line["where"]
    assert "Hemlig" not in json.dumps(line)


class _FromDriver(Exception):
    """As psycopg's errors are worded."""


DETAIL = "\nDETAIL:  Failing row contains (1, Hemlig)."


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OperationalError("SELECT 1", {"a": "Hemlig"}, _FromDriver("disk full" + DETAIL)),
         "sqlalchemy.exc.OperationalError: disk full"),
        (IntegrityError("INSERT", {"a": "Hemlig"}, _FromDriver('violates not-null constraint "c"' + DETAIL)),
         'sqlalchemy.exc.IntegrityError: violates not-null constraint "c"'),
        (DataError("INSERT", {}, _FromDriver('invalid input syntax for type date: "Hemlig"')),
         "sqlalchemy.exc.DataError"),
        (PendingRollbackError("Original exception was: Hemlig"), "sqlalchemy.exc.PendingRollbackError"),
        (KeyError("Hemlig"), "KeyError"),
        (TimeoutError(), "TimeoutError"),
        (json.JSONDecodeError("Expecting value", "Hemlig", 0),
         "json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)"),
    ],
)  # fmt: skip
def test_an_error_in_a_line_of_ours_is_worded_where_it_quotes_nobody(
    capfd: pytest.CaptureFixture[str], error: Exception, expected: str
) -> None:
    with own_logs():
        log_of(__name__).warning("database.unavailable", error=error)
    (line,) = lines(capfd)
    assert line["error"] == expected
    assert "Hemlig" not in json.dumps(line)


def test_a_database_that_is_not_there_says_why(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/no/such/folder/x.db")
    try:
        with pytest.raises(OperationalError) as caught, database.read() as session:
            session.connection()
    finally:
        database.close()
    with own_logs():
        log_of(__name__).error("handler.failed", exc_info=caught.value)
    (line,) = lines(capfd)
    assert "sqlalchemy.exc.OperationalError: unable to open database file" in line["exception"]
