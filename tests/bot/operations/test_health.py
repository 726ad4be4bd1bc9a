"""`/healthz` and `/readyz` as the contract has them."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from bot.settings import load_settings
from bot.wiring import build_program
from models.operations.tables import Heartbeat
from models.storage.database import Database
from models.storage.schema import upgrade
from tests.fakes.slack import FakeSlack
from tests.harness import Clock, Running, _served, free_port, running
from tests.postgres import postgresql
from tests.stock import stocked
from tests.until import PATIENCE_SECONDS, until


def ready(url: str) -> tuple[int, dict[str, Any]]:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=PATIENCE_SECONDS) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


@contextmanager
def web(url: str, clock: Clock, folder: Path) -> Iterator[str]:
    """The address of `malvakten web`, without a worker and without a platform."""
    program, port = build_program(load_settings({"DATABASE_URL": url}, folder), worker=False, clock=clock), free_port()
    with _served(program, port):
        yield f"http://127.0.0.1:{port}"


def beat(database: Database, clock: Clock, seconds_ago: float) -> None:
    with database.write() as session:
        session.execute(delete(Heartbeat))
        session.add(Heartbeat(name="worker", at=clock() - timedelta(seconds=seconds_ago)))


def test_run_is_ready_when_its_worker_has_given_a_sign_of_life(bot: Running, slack: FakeSlack) -> None:
    slack.wait_for(lambda: ready(bot.url)[0] == 200)
    status, told = ready(bot.url)
    assert (status, told["ready"], told["database"], told["migrations"]) == (200, True, "ok", "current")
    assert told["worker"]["heartbeat_age"] == 0
    assert urllib.request.urlopen(f"{bot.url}/healthz", timeout=PATIENCE_SECONDS).status == 200


def test_run_is_not_ready_without_a_fresh_sign_of_life(bot: Running, slack: FakeSlack) -> None:
    slack.wait_for(lambda: ready(bot.url)[0] == 200)
    assert bot.program.worker is not None
    bot.program.worker.stop()
    until(lambda: all(task.done() for task in bot.program._tasks if task.get_name() == "worker"))
    bot.clock.move(minutes=10)
    status, told = ready(bot.url)
    assert (status, told["worker"]["heartbeat_age"]) == (503, 600)
    beat(bot.program.database, bot.clock, 5)
    assert ready(bot.url)[0] == 200
    beat(bot.program.database, bot.clock, 16)
    assert ready(bot.url)[0] == 503


def test_in_web_the_workers_sign_of_life_is_told_and_never_makes_it_503(
    database_url: str, clock: Clock, tmp_path: Path
) -> None:
    database = Database(database_url)
    upgrade(database)
    with web(database_url, clock, tmp_path) as url:
        status, told = ready(url)
        assert (status, told["worker"]["heartbeat_age"], told["slack"]) == (200, None, "off")
        beat(database, clock, 300)
        status, told = ready(url)
        assert (status, told["worker"]["heartbeat_age"]) == (200, 300)
    database.close()


@pytest.mark.one_database
def test_a_schema_that_is_not_there_makes_it_503_and_says_what_to_do(clock: Clock, tmp_path: Path) -> None:
    with web(f"sqlite:///{tmp_path}/new.db", clock, tmp_path) as url:
        status, told = ready(url)
        assert (status, told["ready"]) == (503, False)
        assert "malvakten db upgrade" in told["migrations"]
        assert urllib.request.urlopen(f"{url}/healthz", timeout=PATIENCE_SECONDS).status == 200


@pytest.mark.one_database
def test_a_platform_that_is_away_is_told_and_is_no_503(
    slack: FakeSlack, clock: Clock, stocked_url: str, tmp_path: Path
) -> None:
    with running(slack, stocked_url, clock, tmp_path, SLACK_API_URL="http://127.0.0.1:1/api/") as bot:
        slack.wait_for(lambda: ready(bot.url)[1]["slack"].startswith("unreachable"))
        slack.wait_for(lambda: ready(bot.url)[0] == 200)


def test_without_the_database_it_is_503_in_a_moment_and_then_ready_again(
    slack: FakeSlack, clock: Clock, tmp_path: Path
) -> None:
    server = postgresql()
    with stocked("postgresql", tmp_path) as url, running(slack, url, clock, tmp_path) as bot:
        slack.wait_for(lambda: ready(bot.url)[0] == 200)
        with server.down():
            status, told = ready(bot.url)
            assert (status, told["ready"]) == (503, False)
            assert told["database"].startswith("unreachable")
            assert urllib.request.urlopen(f"{bot.url}/healthz", timeout=PATIENCE_SECONDS).status == 200
        slack.wait_for(lambda: ready(bot.url)[0] == 200)
