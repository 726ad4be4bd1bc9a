"""`malvakten status` of rounds, as typed."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from actions.rounds.review import approve
from bot.cli.commands import app
from models.storage.database import Database
from models.vocabulary.answers import Status
from tests.handlers.conftest import Office
from tests.stock import stocked

Run = Callable[..., Result]
pytestmark = pytest.mark.one_database


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """On a database with two rounds: row 13 goes from red to green (approved), row 14 stays yellow, row 12 is late."""
    with stocked("sqlite", tmp_path) as url:
        database = Database(url)
        with database.write() as session:
            office = Office(session, datetime.now(UTC) - timedelta(days=60))
            first = office.open("Första")
            office.answer("UAGFOLK01", 13, Status.RED)
            office.answer("UAGFOLK01", 14, Status.YELLOW)
            office.now += timedelta(days=31)
            office.close(first)
            second = office.open("Andra", timedelta(days=20))
            green = office.answer("UAGFOLK01", 13, Status.GREEN).answer
            office.answer("UAGFOLK01", 14, Status.YELLOW)
            row = office.context("UAGFOLK01").directory.plans[0].by_row[13]
            approve(session, second, [(row, green)], None, office.now)
            office.now += timedelta(days=21)
            office.close(second)
            office.answer("UAGFOLK01", 12, Status.RED, late_reason="Glömt.")
        database.close()
        yield lambda *words: CliRunner().invoke(app, ["status", *words], env={"DATABASE_URL": url})


def test_how_a_round_stands(run: Run) -> None:
    data = json.loads(run("omgång", "--json").stdout)
    assert {name: data[name] for name in ("round", "answered", "on_time", "late", "unreviewed")} == {
        "round": "Andra", "answered": 3, "on_time": 2, "late": 1, "unreviewed": 2,
    }  # fmt: skip
    assert data["answered"] <= data["asked"]
    assert json.loads(run("round", "första", "--json").stdout)["answered"] == 2


def test_how_a_round_stands_in_words_without_names(run: Run) -> None:
    told = run("round").stdout
    assert "Besvarade: 3, varav 2 i tid och 1 sent" in told
    assert "Ägare" not in told


def test_two_rounds_compared(run: Run) -> None:
    data = json.loads(run("compared", "with", "Första", "--json").stdout)
    assert (data["round"], data["compared_with"], data["total"]) == ("Andra", "Första", 80)
    assert {move: data[move] for move in ("worse", "better", "same", "other", "unknown")} == {
        "worse": 0, "better": 1, "same": 1, "other": 0, "unknown": 78,
    }  # fmt: skip
    cells = {(each["before"], each["now"]): each["rows"] for each in data["transitions"]}
    assert cells["red", "green"] == [13]
    assert cells["yellow", "yellow"] == [14]
    assert cells[None, "red"] == [12]
    assert sum(map(len, cells.values())) == 80


def test_compared_in_words(run: Run) -> None:
    assert "🔴 Rött → 🟢 Grönt: 1 rad (13)" in run("jämfört", "med", "första").stdout


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_what_cannot_be_told_is_refused_in_english(run: Run, form: list[str]) -> None:
    refused = run("compared", "with", "Tredje", *form)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr == "There is no round called “Tredje”. Rounds: Andra and Första.\n"
