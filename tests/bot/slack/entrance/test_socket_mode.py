"""Socket Mode: the whole program with SLACK_APP_TOKEN and no address, against the fake Slack's web sockets."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.program import Program
from bot.settings import load_settings
from bot.slack.door import SlackDoor
from bot.slack.manifest import APP_TOKEN_METHODS, bot_scopes
from bot.wiring import build_program
from models.people.tables import Member
from models.storage.database import Database
from models.storage.schema import upgrade
from tests.conftest import import_samples
from tests.fakes.slack import FakeSlack
from tests.harness import MANAGEMENT, Clock
from tests.imports.support import new_database
from tests.until import PATIENCE_SECONDS, loop_until


@contextlib.contextmanager
def started(program: Program) -> Iterator[None]:
    """The program in a thread with a loop of its own. What its tasks raise unseen fails the test."""
    loop = asyncio.new_event_loop()
    unseen: list[str] = []
    loop.set_exception_handler(lambda _, context: unseen.append(str(context)))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(program.start(), loop).result(PATIENCE_SECONDS)
        yield
    finally:
        asyncio.run_coroutine_threadsafe(program.stop(), loop).result(PATIENCE_SECONDS)
        # No task stays after the program has stopped; one of the SDK's may sleep for five seconds more.
        asyncio.run_coroutine_threadsafe(loop_until(lambda: len(asyncio.all_tasks()) == 1), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join(PATIENCE_SECONDS)
        loop.close()
    assert unseen == []


def in_socket_mode(
    slack: FakeSlack, database: Database, clock: Clock, folder: Path, worker: bool = True, seconds: float = 60
) -> Program:
    """The program, in a workspace that grants what the manifest asks for and nothing else."""
    slack.bot_url = None
    slack.scopes = {*bot_scopes(), *(scope for scopes in APP_TOKEN_METHODS.values() for scope in scopes)}
    env = {
        "DATABASE_URL": str(database.url), "SLACK_BOT_TOKEN": slack.token, "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret, "SLACK_API_URL": slack.api_url,
        "SLACK_MANAGEMENT_CHANNEL": MANAGEMENT, "MALVAKTEN_WHEEL": "", "MALVAKTEN_SEND_TIMEOUT_SECONDS": str(seconds),
        "MALVAKTEN_LEASE_SECONDS": str(3 * seconds),
    }  # fmt: skip
    return build_program(load_settings(env, folder), clock=clock, database=database, worker=worker)


@pytest.fixture
def program(slack: FakeSlack, clock: Clock, tmp_path: Path) -> Program:
    """The program on the real plan."""
    return in_socket_mode(slack, with_samples(tmp_path), clock, tmp_path)


def with_samples(folder: Path) -> Database:
    database = new_database(folder)
    with database.write() as session:
        import_samples(session)
    return database


def door_of(program: Program) -> SlackDoor:
    assert program.slack is not None
    return program.slack


def connected(slack: FakeSlack) -> None:
    slack.wait_for(lambda: bool(slack.sockets.connections))


def answers(slack: FakeSlack) -> None:
    reply = slack.person("U0MEDARB1").command("/malstatus")
    assert reply.failure == ""
    assert "80 aktiviteter" in reply.text or "80 activities" in reply.text


def test_a_command_gets_its_answer(program: Program, slack: FakeSlack) -> None:
    with started(program):
        connected(slack)
        answers(slack)
        slack.wait_for(lambda: door_of(program).state == "connected")
    assert slack.violations == []
    assert slack.sockets.connections == []


def test_a_message_and_a_form_go_the_same_way(program: Program, slack: FakeSlack) -> None:
    with started(program):
        connected(slack)
        person = slack.person("UAGFOLK01")
        assert person.says("hjälp").attempts == 1
        slack.wait_for(lambda: person.inbox[1:])
    assert slack.violations == []


def connected_anew(slack: FakeSlack, program: Program, opened: int) -> None:
    """One connection is in use, the newest, and no other is being made."""
    slack.wait_for(
        lambda: (
            len(slack.calls("apps.connections.open")) >= opened
            and len(slack.sockets.connections) == 1
            and door_of(program).state == "connected"
        )
    )
    assert len(slack.calls("apps.connections.open")) == opened


@pytest.mark.parametrize("reason", ["refresh_requested", "warning"])
def test_a_connection_that_slack_ends_is_made_anew_once(program: Program, slack: FakeSlack, reason: str) -> None:
    with started(program):
        connected(slack)
        [first] = slack.sockets.connections
        slack.sockets.disconnect(reason)
        slack.wait_for(lambda: first not in slack.sockets.connections)
        connected_anew(slack, program, 2)
        answers(slack)
        assert len(slack.calls("apps.connections.open")) == 2
    assert slack.violations == []


def test_a_connection_that_slack_will_end_is_used_until_its_successor_is(program: Program, slack: FakeSlack) -> None:
    """No command is lost in the change; after it there is one connection."""
    with started(program):
        connected(slack)
        [first] = slack.sockets.connections
        slack.sockets.disconnect("warning", grace=60)
        answers(slack)
        slack.wait_for(lambda: len(slack.sockets.connections) == 2)
        answers(slack)
        slack.clock.advance(60)
        slack.wait_for(lambda: first not in slack.sockets.connections)
        connected_anew(slack, program, 2)
        answers(slack)
        assert len(slack.calls("users.list")) == 1, "nothing was missed, so nobody is asked for again"
    assert slack.violations == []


@pytest.mark.parametrize(
    ("error", "state"),
    [("invalid_auth", "not let in: invalid_auth"), ("internal_error", "unreachable: internal_error")],
)
def test_the_program_runs_while_the_socket_is_refused_and_connects_later(
    program: Program, slack: FakeSlack, error: str, state: str
) -> None:
    slack.faults.add("apps.connections.open", "error", times=None, error=error)
    with started(program):
        door = door_of(program)
        slack.wait_for(lambda: door.state == state)
        slack.faults.clear()
        slack.wait_for(lambda: door.state == "connected")
        answers(slack)
    assert slack.violations == []


def test_the_program_starts_while_slack_is_down_and_connects_later(program: Program, slack: FakeSlack) -> None:
    slack.down()
    with started(program):
        door = door_of(program)
        slack.wait_for(lambda: door.state.startswith("unreachable"))
        slack.up()
        connected(slack)
        answers(slack)
    assert slack.violations == []


def test_the_program_stops_while_it_is_still_trying(program: Program, slack: FakeSlack) -> None:
    slack.faults.add("apps.connections.open", "error", times=None, error="internal_error")
    with started(program):
        slack.wait_for(lambda: slack.calls("apps.connections.open"))


def test_after_an_outage_the_connection_comes_back(program: Program, slack: FakeSlack) -> None:
    with started(program):
        connected(slack)
        door = door_of(program)
        slack.down()
        slack.wait_for(lambda: door.state.startswith("unreachable"))
        slack.up()
        connected(slack)
        slack.wait_for(lambda: door.state == "connected")
        answers(slack)


def test_an_address_that_leads_nowhere_is_not_tried_for_ever(slack: FakeSlack, clock: Clock, tmp_path: Path) -> None:
    """Slack's addresses hold a ticket that is good once; the SDK by itself tries the same one again and again."""
    program = in_socket_mode(slack, with_samples(tmp_path), clock, tmp_path, seconds=2)
    real = slack.url
    slack.url = "http://127.0.0.1:1"
    with started(program):
        slack.wait_for(lambda: door_of(program).state == "unreachable: TimeoutError")
        slack.url = real
        connected(slack)
        slack.url = "http://127.0.0.1:1"
        slack.sockets.disconnect()
        slack.wait_for(lambda: door_of(program).state.startswith("unreachable"))
        slack.url = real
        slack.wait_for(lambda: door_of(program).state == "connected" and len(slack.sockets.connections) == 1)
        answers(slack)
    assert slack.violations == []


def test_members_are_read_once_the_database_has_tables(slack: FakeSlack, clock: Clock, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/ny.db")
    with started(in_socket_mode(slack, database, clock, tmp_path, worker=False)):
        slack.wait_for(lambda: len(slack.calls("users.list")) > 1)
        upgrade(database)

        def members() -> int:
            with database.read() as session:
                return session.scalar(select(func.count()).select_from(Member)) or 0

        slack.wait_for(lambda: members() == len(slack.store.users))
