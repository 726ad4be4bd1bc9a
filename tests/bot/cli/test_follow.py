"""`malvakten follow` as typed."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli.commands import app

Run = Callable[..., Result]
pytestmark = pytest.mark.one_database
MANAGER = ("--person", "Chef.folkhalsa@example.se")


@pytest.fixture
def run(stocked_url: str) -> Run:
    return lambda *words: CliRunner().invoke(app, ["follow", *words], env={"DATABASE_URL": stocked_url})


def listed(result: Result) -> list[tuple[str, Any]]:
    return [(each["what"], each["about"]) for each in json.loads(result.stdout)]


def test_it_begins_is_listed_and_ends(run: Run) -> None:
    assert listed(run("14", *MANAGER, "--json")) == [("row", 14)]
    assert run("Folkhälsa", *MANAGER).stdout.startswith("Du följer Verksamhet Folkhälsa.")
    assert run("weekly", *MANAGER).exit_code == 0
    goal = "Ett tillgängligt Västmanland"
    everything = [("row", 14), ("unit", "Folkhälsa"), ("weekly", None), ("goal", goal)]
    assert listed(run("tillgängligt", *MANAGER, "--json")) == everything
    assert listed(run("14", "--stop", *MANAGER, "--json")) == everything[1:]
    assert listed(run("all", "--stop", *MANAGER, "--json")) == []


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["14"], "Who follows? Write: --person EMAIL\n"),
        (["14", "--person", "ingen@example.se"], "ingen@example.se is not in the people file."),
        (["99", *MANAGER], "There is no row 99 in the plan. The rows are 1–80.\n"),
        (["--stop", *MANAGER], "What is to end?"),
    ],
)
def test_what_cannot_be_followed_is_refused_in_english(run: Run, words: list[str], why: str) -> None:
    refused = run(*words)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith(why)
