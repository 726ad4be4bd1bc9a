"""The dialogues of this folder run on Slack, in Teams and in the demo: on Slack with PostgreSQL where it is there and
makes a difference, else with SQLite. What the databases do differently is tested where it is asked of them."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.asked import asked
from tests.conftest import OPENING
from tests.dialogues.chat import Bot, Chat
from tests.dialogues.meeting import greeted
from tests.dialogues.playing import playing
from tests.fakes.slack import FakeSlack
from tests.fakes.teams import FakeTeams
from tests.harness import Clock, running
from tests.postgres import has_postgresql
from tests.stock import stocked


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "where" in metafunc.fixturenames:
        # Where a mark says why it is not so.
        differs = metafunc.definition.get_closest_marker("not_in_teams")
        metafunc.parametrize("where", ["slack", *([] if differs else ["teams"]), "demo"])


@pytest.fixture
def bot(where: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bot]:
    """The program running on the real plan, without any round; where `round_is_open`, in one."""
    is_open = request.node.get_closest_marker("round_is_open") is not None
    with ExitStack() as stack:
        if where == "demo":
            yield stack.enter_context(playing(tmp_path, OPENING, is_open=is_open))
            return
        if where == "teams":
            teams = stack.enter_context(FakeTeams())
            yield stack.enter_context(greeted(teams, Clock(OPENING), tmp_path, is_open=is_open))
            return
        slack: FakeSlack = request.getfixturevalue("slack")
        is_sqlite = request.node.get_closest_marker("one_database") or not has_postgresql()
        kind = "sqlite" if is_sqlite else "postgresql"
        if is_open:
            yield stack.enter_context(asked(slack, kind, Clock(OPENING), tmp_path))
            return
        url = stack.enter_context(stocked(kind, tmp_path))
        yield stack.enter_context(running(slack, url, Clock(OPENING), tmp_path))


@pytest.fixture
def chat(bot: Bot) -> Chat:
    return bot.chat
