"""The dialogues of this folder run on Slack, on both databases where they differ, and in Teams and the demo on
SQLite."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.conftest import OPENING
from tests.dialogues.chat import Bot, Chat
from tests.dialogues.meeting import greeted
from tests.dialogues.playing import playing
from tests.fakes.slack import FakeSlack
from tests.fakes.teams import FakeTeams
from tests.harness import Clock, running
from tests.postgres import NoPostgreSQL
from tests.stock import stocked


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "where" in metafunc.fixturenames:
        one = metafunc.definition.get_closest_marker("one_database")
        slack = ["slack-sqlite"] if one else ["slack-sqlite", "slack-postgresql"]
        # Where a mark says why it is not so.
        differs = metafunc.definition.get_closest_marker("not_in_teams")
        metafunc.parametrize("where", [*slack, *([] if differs else ["teams"]), "demo"])


@pytest.fixture
def bot(where: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bot]:
    """The program running on the real plan, without any round."""
    with ExitStack() as stack:
        if where == "demo":
            yield stack.enter_context(playing(tmp_path, OPENING))
            return
        if where == "teams":
            teams = stack.enter_context(FakeTeams())
            yield stack.enter_context(greeted(teams, Clock(OPENING), tmp_path))
            return
        slack: FakeSlack = request.getfixturevalue("slack")
        try:
            url = stack.enter_context(stocked(where.removeprefix("slack-"), tmp_path))
        except NoPostgreSQL as error:
            pytest.skip(str(error))
        yield stack.enter_context(running(slack, url, Clock(OPENING), tmp_path))


@pytest.fixture
def chat(bot: Bot) -> Chat:
    return bot.chat
