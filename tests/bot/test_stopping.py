"""SIGTERM to the real processes: intake stops, what runs is finished, the rest is left for the next start."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from slack_sdk.signature import SignatureVerifier
from sqlalchemy import select

from actions.rounds.life_cycle import NewRound, create_round
from models.operations.tables import Heartbeat
from models.outbox.tables import Delivery
from models.storage.database import Database
from models.vocabulary.outbox import DeliveryKind, DeliveryState
from tests.fakes.slack import FakeSlack
from tests.harness import MANAGEMENT, free_port
from tests.until import PATIENCE_SECONDS, until

ROOT = Path(__file__).parents[2]
# Calls to Slack that no test waits for to run out of time.
LONG = {"MALVAKTEN_SEND_TIMEOUT_SECONDS": "600", "MALVAKTEN_LEASE_SECONDS": "1200"}


@contextlib.contextmanager
def process(command: str, slack: FakeSlack, url: str, folder: Path, port: int, **env: str) -> Iterator[Any]:
    """The program as an operator starts it; killed at the end if it still lives."""
    settings = {
        **os.environ, "PYTHONPATH": str(ROOT), "DATABASE_URL": url, "SLACK_BOT_TOKEN": slack.token,
        "SLACK_SIGNING_SECRET": slack.signing_secret, "SLACK_API_URL": slack.api_url, "PORT": str(port),
        "SLACK_MANAGEMENT_CHANNEL": MANAGEMENT, "SLACK_PER_CHANNEL_SECONDS": "0", "MALVAKTEN_WHEEL": "off", **env,
    }  # fmt: skip
    with (folder / f"{command}.log").open("ab") as log:
        started = subprocess.Popen(
            [sys.executable, "-m", "bot.cli.main", command], cwd=folder, env=settings, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        yield started
    finally:
        if started.poll() is None:
            started.kill()
        started.wait(PATIENCE_SECONDS)


def stop(started: Any) -> None:
    """Sends SIGTERM and waits. A finished program ends with status 0."""
    started.send_signal(signal.SIGTERM)
    assert started.wait(PATIENCE_SECONDS) == 0


def is_ready(port: int) -> bool:
    """What `/readyz` says."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=PATIENCE_SECONDS) as answer:
            return bool(json.load(answer)["ready"])
    except OSError:
        return False


def takes_connections(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS).close()
    except OSError:
        return False
    return True


@pytest.fixture
def stored(stocked_url: str) -> Iterator[Database]:
    """The database beside the process; opened once, since it is asked over and over."""
    database = Database(stocked_url)
    yield database
    database.close()


def deliveries(stored: Database) -> list[Delivery]:
    with stored.read() as session:
        return list(session.scalars(select(Delivery).where(Delivery.kind == DeliveryKind.PROMPT)))


def open_round(stored: Database) -> None:
    now = datetime.now(UTC)
    new = NewRound("Halvår 2022", date(2022, 1, 1), date(2022, 6, 30), now, now + timedelta(hours=12))
    with stored.write() as session:
        create_round(session, new, now)


def beating(stored: Database) -> bool:
    with stored.read() as session:
        return session.execute(select(Heartbeat.at)).first() is not None


def signed_command(slack: FakeSlack, text: str) -> tuple[bytes, bytes]:
    """The head and the body of a slash command, as Slack sends it; the program says when it waits for the body."""
    values = {
        "command": "/malvakten", "text": text, "user_id": "UAGFOLK01", "team_id": "T0", "channel_id": "D0",
        "channel_name": "directmessage", "trigger_id": "1.2.3", "response_url": f"{slack.api_url}none",
    }  # fmt: skip
    body, stamp = urlencode(values).encode(), str(int(time.time()))
    signature = SignatureVerifier(slack.signing_secret).generate_signature(timestamp=stamp, body=body)
    head = (
        f"POST /slack/events HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\n"
        f"X-Slack-Request-Timestamp: {stamp}\r\nX-Slack-Signature: {signature}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode(), body


@pytest.mark.parametrize(
    ("command", "database_kind"), [("web", "sqlite"), ("run", "postgresql")], indirect=["database_kind"]
)
def test_a_request_that_has_begun_is_answered_and_no_other_is_taken(
    command: str, slack: FakeSlack, stocked_url: str, tmp_path: Path
) -> None:
    port = free_port()
    with process(command, slack, stocked_url, tmp_path, port) as started:
        until(lambda: is_ready(port))
        head, body = signed_command(slack, "hjälp")
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as connection:
            connection.sendall(head)
            answer = connection.makefile("rb")
            assert answer.readline().startswith(b"HTTP/1.1 100"), "the request has begun"
            started.send_signal(signal.SIGTERM)
            until(lambda: not takes_connections(port))
            connection.sendall(body)
            said = answer.read().decode().strip()
        assert said.startswith("HTTP/1.1 200")
        assert "rapportera" in said
        assert started.wait(PATIENCE_SECONDS) == 0


@pytest.mark.parametrize(
    ("command", "database_kind"), [("worker", "postgresql"), ("run", "sqlite")], indirect=["database_kind"]
)
def test_what_is_being_sent_is_finished_and_the_rest_is_left_for_the_next(
    command: str, slack: FakeSlack, stocked_url: str, stored: Database, tmp_path: Path
) -> None:
    slack.latency = 3600.0
    port = free_port()
    open_round(stored)
    with process(command, slack, stocked_url, tmp_path, port, SLACK_PER_MINUTE="4", **LONG) as started:
        # On a busy machine the round may be opened late, and management is told of that first.
        slack.wait_for(lambda: any(call.args["channel"] != MANAGEMENT for call in slack.calls("chat.postMessage")))
        started.send_signal(signal.SIGTERM)
        slack.latency = 0.0
        slack.clock.advance(3600)
        assert started.wait(PATIENCE_SECONDS) == 0
    states = [row.state for row in deliveries(stored) if row.kind is DeliveryKind.PROMPT]
    assert set(states) == {DeliveryState.SENT, DeliveryState.PENDING}
    assert "Traceback" not in (tmp_path / f"{command}.log").read_text(encoding="utf-8")
    with process(command, slack, stocked_url, tmp_path, port, SLACK_PER_MINUTE="60000") as started:
        slack.wait_for(lambda: {row.state for row in deliveries(stored)} == {DeliveryState.SENT})
        stop(started)
    posted = [(row.platform_channel, row.platform_message) for row in deliveries(stored)]
    assert len(set(posted)) == len(posted) >= len(states)


@pytest.mark.parametrize(
    ("command", "database_kind"), [("web", "postgresql"), ("worker", "sqlite"), ("run", "sqlite")],
    indirect=["database_kind"],
)  # fmt: skip
def test_an_idle_process_ends(
    command: str, slack: FakeSlack, stocked_url: str, stored: Database, tmp_path: Path
) -> None:
    port = free_port()
    with process(command, slack, stocked_url, tmp_path, port) as started:
        until(lambda: beating(stored) if command == "worker" else is_ready(port))
        stop(started)


@pytest.mark.one_database
def test_a_platform_that_never_answers_holds_up_the_end_for_a_while_only(
    slack: FakeSlack, stocked_url: str, stored: Database, tmp_path: Path
) -> None:
    """The program ends long before the calls would. What is cut off stays under its claim, and is looked for when that
    runs out."""
    slack.faults.add("chat.postMessage", "hang_after", times=None)
    open_round(stored)
    with process("worker", slack, stocked_url, tmp_path, free_port(), **LONG) as started:
        slack.wait_for(lambda: slack.calls("chat.postMessage"))
        stop(started)
    assert DeliveryState.FAILED not in {row.state for row in deliveries(stored)}


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", None), ("256.1.1.1", 0)])
@pytest.mark.parametrize("command", ["web", "run"])
def test_an_address_that_is_taken_or_none_is_refused_in_a_sentence(
    slack: FakeSlack, tmp_path: Path, command: str, host: str, port: int | None
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1] if port is None else port
        with process(command, slack, f"sqlite:///{tmp_path / 'm.db'}", tmp_path, number, HOST=host) as started:
            assert started.wait(PATIENCE_SECONDS) == 1
    said = (tmp_path / f"{command}.log").read_text(encoding="utf-8")
    assert said.startswith(f"Cannot listen on {host}, port {number}: ")
    assert len(said.splitlines()) == 1
