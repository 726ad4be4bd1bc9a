"""`malvakten deviations` as typed."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.commands import app
from models.storage.database import Database
from models.vocabulary.answers import Status
from tests.handlers.conftest import Office
from tests.stock import stocked

Run = Callable[..., Result]
pytestmark = pytest.mark.one_database


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """On a database with two rounds: row 13 is red in the first and green in the second, row 14 is yellow in both."""
    with stocked("sqlite", tmp_path) as url:
        database = Database(url)
        with database.write() as session:
            office = Office(session, datetime.now(UTC) - timedelta(days=60))
            first = office.open("Första")
            office.answer("UAGFOLK01", 13, Status.RED)
            office.answer("UAGFOLK01", 14, Status.YELLOW, action="Se över", action_due=office.now.date())
            office.now += timedelta(days=31)
            office.close(first)
            office.open("Andra")
            office.answer("UAGFOLK01", 13, Status.GREEN)
            office.answer("UAGFOLK01", 14, Status.YELLOW)
        database.close()
        yield lambda *words: CliRunner().invoke(app, ["deviations", *words], env={"DATABASE_URL": url})


def brief(result: Result) -> list[tuple[int, str, int]]:
    return [(each["row"], each["trend"], each["rounds"]) for each in json.loads(result.stdout)]


def test_those_that_are_open_in_the_current_round(run: Run) -> None:
    assert brief(run("--json")) == [(14, "unchanged", 2)]


def test_with_those_that_are_closed(run: Run) -> None:
    assert brief(run("--all", "--json")) == [(13, "closed", 1), (14, "unchanged", 2)]


def test_as_of_an_earlier_round(run: Run) -> None:
    assert brief(run("--round", "första", "--json")) == [(13, "new", 1), (14, "new", 1)]


def test_in_lines(run: Run) -> None:
    lines = run().stdout.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("row 14: yellow, unchanged, round 2 since Första | action overdue, due 20")


def test_an_unknown_round_is_refused_with_those_that_there_are(run: Run) -> None:
    refused = run("--round", "Tredje", "--json")
    assert refused.exit_code == 1
    assert refused.stdout == ""
    assert refused.stderr == "There is no round “Tredje”. The rounds are: Andra, Första.\n"


def test_without_any_round_the_list_is_empty(stocked_url: str) -> None:
    listed = CliRunner().invoke(app, ["deviations", "--json"], env={"DATABASE_URL": stocked_url})
    assert (listed.exit_code, json.loads(listed.stdout)) == (0, [])
