"""`malvakten plan import` as typed, of files in which rows have moved and names are misspelt."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli.plan.importing import plan_app
from models.rounds.tables import Round
from models.storage.database import Database
from models.tables import Plan
from models.vocabulary.rounds import RoundState
from tests.imports.support import NOW, dump, new_database, write_json

PLANS = Path(__file__).parents[3] / "data" / "plans"


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    made = new_database(tmp_path)
    monkeypatch.setenv("DATABASE_URL", str(made.url))
    monkeypatch.chdir(tmp_path)
    return made


def plan(*words: object) -> Result:
    return CliRunner().invoke(plan_app, ["import", *map(str, words), "--year", "2026"])


def open_round(database: Database) -> None:
    with database.write() as session:
        values: dict[str, Any] = dict.fromkeys(("opens_at", "deadline", "planned_deadline", "created_at"), NOW)
        session.add(
            Round(name="Vår", key="vår", plan_id=session.query(Plan).one().id, period_from=NOW.date(),
                  period_to=NOW.date(), reminders=[], state=RoundState.OPEN, **values)
        )  # fmt: skip


def test_misspelt_names_are_told_with_what_may_be_meant(database: Database) -> None:
    assert plan(PLANS / "units_before.csv").stdout.endswith(
        "New units: Folkhälsa, Välfärd.\nNew goal: målområde Ett välmående län.\n"
    )
    before = dump(database)
    refused = plan(PLANS / "units_after.csv")
    assert (refused.exit_code, refused.stderr.count("did you mean")) == (1, 3)
    assert "row 3, column units: “Välfärd; Folkhälsa” would be one new unit; did you mean “Välfärd / Folkhälsa”?" in (
        refused.stderr
    )
    assert dump(database) == before
    tried = plan(PLANS / "units_after.csv", "--new-units", "--dry-run")
    assert "New units: Folkhälsan, Välfärd; Folkhälsa.\n" in tried.stdout
    assert dump(database) == before
    found = json.loads(plan(PLANS / "units_after.csv", "--new-units", "--json").stdout)
    assert found["new_goals"] == ["målområde Ett välmånde län"]


def test_what_moved_is_listed_and_in_an_open_round_takes_its_option(database: Database) -> None:
    plan(PLANS / "renumbered_before.json")
    open_round(database)
    refused = plan(PLANS / "renumbered_after.json")
    assert refused.exit_code == 1
    assert (
        "column order: activities would change their numbers while the round Vår is open: 2 → 3, 3 → 4."
        in refused.stderr
    )
    tried = plan(PLANS / "renumbered_after.json", "--renumber", "--dry-run")
    listed = "Moved, with everything that was answered:\n  row 2 → 3: Aktivitet B\n  row 3 → 4: Aktivitet C\n"
    assert listed in tried.stdout
    found = json.loads(plan(PLANS / "renumbered_after.json", "--renumber", "--json").stdout)
    assert found["moved"][0] == {"from": 2, "to": 3, "activity": "Aktivitet B"}
    again = plan(PLANS / "renumbered_after.json")
    assert again.stdout == "Plan 2026 from renumbered_after.json: 0 rows added, 0 changed, 4 unchanged.\n"


def test_doubts_are_settled_row_by_row(database: Database, tmp_path: Path) -> None:
    plan(PLANS / "renumbered_before.json")
    rows = json.loads((PLANS / "renumbered_before.json").read_text(encoding="utf-8"))
    rows[0]["activity"], rows[1]["activity"], rows[2]["activity"] = "Inrätta ett museum", "Bygga en bro", "Rusta hamnen"
    other = write_json(tmp_path / "other.json", rows)
    assert plan(other).stderr.count("--same") == 3
    done = plan(other, "--same", "1", "--new", "2,3")
    assert done.exit_code == 0
    assert "Ended: row 2, Aktivitet B; its answers are kept under the number 4.\n" in done.stdout
    assert plan(other, "--same", "1", "--new", "2-3").stdout.startswith("Plan 2026 from other.json: 0 rows")
    assert plan(other, "--same", "first").exit_code == 2
