"""`malvakten history` as typed."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.commands import app
from models.storage.database import Database
from models.vocabulary.answers import Status
from models.vocabulary.rounds import RoundState
from tests.handlers.conftest import Office
from tests.stock import stocked

Run = Callable[..., Result]
pytestmark = pytest.mark.one_database


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """On a database with eight rounds; row 13 is answered in the first, with an erratum, and in the last."""
    with stocked("sqlite", tmp_path) as url:
        database = Database(url)
        with database.write() as session:
            office = Office(session, datetime.now(UTC) - timedelta(days=400))
            for number in range(8):
                made = office.open(f"Omgång {number}")
                if number == 0:
                    office.answer("UAGFOLK01", 13, Status.RED, "Stopp.", cause="Avtal", decision_by="Styrelsen")
                if number == 7:
                    office.answer("UERFOLK01", 13, Status.YELLOW, "Bättre.", action="Nytt avtal")
                office.now += timedelta(days=30)
                office.close(made)
                if number == 0:
                    made.state, made.locked_at = RoundState.LOCKED, office.now
                    office.now += timedelta(days=1)
                    office.answer("USAMORD01", 13, Status.RED, "Stopp, rättat.", decision_by="Styrelsen",
                                  late_reason="Fel ord.")  # fmt: skip
        database.close()
        yield lambda *words: CliRunner().invoke(app, ["history", *words], env={"DATABASE_URL": url})


def test_every_round_with_its_versions(run: Run) -> None:
    data = json.loads(run("13", "--json").stdout)
    assert data["row"] == 13
    assert [each["round"] for each in data["rounds"]] == [f"Omgång {number}" for number in range(7, -1, -1)]
    last, first = data["rounds"][0], data["rounds"][-1]
    assert (last["status"], last["action"], last["versions"][0]["role"]) == ("yellow", "Nytt avtal", "deputy")
    assert (first["comment"], first["decision_by"]) == ("Stopp, rättat.", "Styrelsen")
    assert [(each["role"], each["erratum"]) for each in first["versions"]] == [
        ("owner in Folkhälsa", False), ("coordinator for Folkhälsa", True),
    ]  # fmt: skip
    assert all(each["status"] is None and each["versions"] == [] for each in data["rounds"][1:-1])


def test_in_words_without_names(run: Run) -> None:
    told = run("13").stdout
    assert "Historik för rad 13" in told
    assert all(f"Omgång {number}\n" in told for number in range(8))
    assert "🔴 Rött, av samordnare för Folkhälsa (rättelse)" in told
    assert "Beslut: väntar" in told
    assert "Avvikelse sedan Omgång 0, 8 omgångar: förbättrad (🔴 Rött → 🟡 Gult)" in told
    assert "Ägare" not in told


def test_an_unknown_row_is_refused(run: Run) -> None:
    refused = run("99")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr == "There is no row 99 in the plan. The rows are 1–80.\n"
