"""What cannot go on says so in a line, is not ready, and ends with a status by which it is started again."""

import asyncio
import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from models.storage.database import Database
from models.storage.schema import NEWEST_REVISION, upgrade
from tests.bot.test_stopping import beating, is_ready, process, stop
from tests.fakes.slack import FakeSlack
from tests.harness import Running, free_port
from tests.imports.support import new_database
from tests.until import PATIENCE_SECONDS, until

NEWER = (
    f"The database's schema is 9999, newer than this program's ({NEWEST_REVISION}). "
    "Install the version of Målvakten that it belongs to."
)


def ready(url: str) -> tuple[int, dict[str, Any]]:
    """What `/readyz` says; status 0 while nothing answers."""
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=PATIENCE_SECONDS) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)
    except OSError:
        return 0, {}


def set_revision(database: Database, revision: str) -> None:
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


def log_of(folder: Path, command: str) -> list[dict[str, Any]]:
    """What the process has logged."""
    lines = (folder / f"{command}.log").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.startswith("{")]


@pytest.mark.one_database
@pytest.mark.parametrize("command", ["run", "worker"])
def test_a_worker_whose_schema_becomes_a_newer_one_ends_with_status_one(
    command: str, slack: FakeSlack, tmp_path: Path
) -> None:
    database, port = new_database(tmp_path), free_port()
    with process(command, slack, str(database.url), tmp_path, port) as started:
        until(lambda: is_ready(port) if command == "run" else beating(database))
        set_revision(database, "9999")
        assert started.wait(PATIENCE_SECONDS) == 1
    ends = [line for line in log_of(tmp_path, command) if line["event"] == "program.ends"]
    assert [line["why"] for line in ends] == [NEWER]
    assert "Traceback" not in (tmp_path / f"{command}.log").read_text(encoding="utf-8")
    database.close()


@pytest.mark.one_database
def test_web_stays_and_is_not_ready_as_long_as_the_schema_is_another(slack: FakeSlack, tmp_path: Path) -> None:
    database, port = new_database(tmp_path), free_port()
    set_revision(database, "9999")
    with process("web", slack, str(database.url), tmp_path, port) as started:
        url = f"http://127.0.0.1:{port}"
        until(lambda: ready(url)[0])
        status, told = ready(url)
        assert (status, told["migrations"]) == (503, f"not current: {NEWER}")
        until(lambda: [line for line in log_of(tmp_path, "web") if line["event"] == "schema.not_current"])
        set_revision(database, NEWEST_REVISION)
        until(lambda: is_ready(port))
        stop(started)
    assert [line["why"] for line in log_of(tmp_path, "web") if line["event"] == "schema.not_current"] == [NEWER]
    database.close()


@pytest.mark.one_database
def test_a_worker_waits_for_the_schema_and_says_for_what(slack: FakeSlack, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/malvakten.db")
    with process("worker", slack, str(database.url), tmp_path, free_port()) as started:
        line = until(lambda: [x for x in log_of(tmp_path, "worker") if x["event"] == "schema.not_current"])[0]
        assert line["why"] == "The database has no tables yet. Run: malvakten db upgrade"
        upgrade(database)
        until(lambda: beating(database))
        stop(started)
    database.close()


@pytest.mark.one_database
@pytest.mark.parametrize("name", ["worker", "schema", "slack"])
def test_a_task_that_ends_by_itself_is_told_and_ends_the_program(bot: Running, name: str) -> None:
    until(lambda: ready(bot.url)[0] == 200)
    assert bot.program.slack is not None
    if name == "slack":
        # Whatever Slack's connection meets that nobody has thought of.
        bot.program.slack.listeners.set_identity = None  # type: ignore[assignment, method-assign]
        bot.loop.call_soon_threadsafe(bot.program.slack.on_token_refused, "token_revoked")
    else:
        task = next(task for task in bot.program._tasks if task.get_name() == name)
        bot.loop.call_soon_threadsafe(task.cancel)
    ended = asyncio.run_coroutine_threadsafe(asyncio.sleep(0), bot.loop)
    ended.result(PATIENCE_SECONDS)
    until(lambda: bot.program.fault)
    status, told = ready(bot.url)
    assert (status, told["fault"]) == (503, f"The task {name} has ended by itself. The log says why.")
