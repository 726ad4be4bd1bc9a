"""`malvakten plan import` and `malvakten people import` as typed."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.people.importing import people_app
from bot.cli.plan.importing import plan_app
from models.storage.database import Database
from tests.imports.reading.books import HEADING, ROWS, book_with, saved
from tests.imports.support import ACTIVITIES, PEOPLE, dump, new_database, real_rows, write_json

PLAN = [HEADING, *ROWS]
ROOT = Path(__file__).parents[3]
UNITS = list(dict.fromkeys(unit for row in real_rows() for unit in row["units"]))
GOALS = [f"{row['goal_kind']} {row['goal']}" for row in real_rows()]
GOALS = sorted(dict.fromkeys(GOALS), key=lambda goal: (not goal.startswith("v"), GOALS.index(goal)))
NEW_NAMES = f"New units: {', '.join(UNITS)}.\nNew goals: {', '.join(GOALS)}.\n"


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    made = new_database(tmp_path)
    monkeypatch.setenv("DATABASE_URL", str(made.url))
    monkeypatch.chdir(tmp_path)
    return made


def plan(*words: object) -> Result:
    return CliRunner().invoke(plan_app, ["import", *map(str, words)])


def people(*words: object) -> Result:
    return CliRunner().invoke(people_app, ["import", *map(str, words)])


def test_the_plan_and_the_people_are_imported(database: Database) -> None:
    first = plan(ACTIVITIES, "--year", 2022)
    assert (first.exit_code, first.stdout) == (
        0,
        "Plan 2022 from activities.json: 80 rows added, 0 changed, 0 unchanged.\n" + NEW_NAMES,
    )
    second = people(PEOPLE)
    assert (second.exit_code, second.stdout) == (
        0,
        "People from people.csv: 22 people added, 0 changed, 0 unchanged.\n",
    )
    assert len(dump(database)["placement"]) == 80
    assert len(dump(database)["person"]) == 22


def test_a_dry_run_does_everything_and_stores_nothing(database: Database) -> None:
    before = dump(database)
    tried = plan(ACTIVITIES, "--dry-run")
    assert tried.exit_code == 0
    assert "80 rows added" in tried.stdout
    assert tried.stdout.endswith("Dry run: nothing was stored.\n")
    assert dump(database) == before
    plan(ACTIVITIES, "--year", 2022)
    before = dump(database)
    assert "22 people added" in people(PEOPLE, "--dry-run").stdout
    assert (
        "switched off: row 80."
        in plan(short_plan(database), "--year", 2022, "--deactivate-missing", "--dry-run").stdout
    )
    assert dump(database) == before


def short_plan(database: Database) -> Path:
    """The real plan without its last row."""
    assert database.url.database
    return write_json(Path(database.url.database).with_name("short.json"), real_rows()[:79])


def test_absent_rows_are_named_and_switched_off_when_asked(database: Database) -> None:
    plan(ACTIVITIES, "--year", 2022)
    short = short_plan(database)
    assert "Not in the file, left as they are: row 80 (" in plan(short, "--year", 2022).stdout
    assert "Not in the file, switched off: row 80." in plan(short, "--year", 2022, "--deactivate-missing").stdout
    assert "Changed: row 80." in plan(ACTIVITIES, "--year", 2022).stdout


def test_a_row_that_nobody_answers_for_is_named(database: Database, tmp_path: Path) -> None:
    plan(ACTIVITIES, "--year", 2022)
    lines = [line for line in PEOPLE.read_text(encoding="utf-8").splitlines(keepends=True) if "Ägare Ledn" not in line]
    (tmp_path / "fewer.csv").write_text("".join(lines), encoding="utf-8")
    done = people(tmp_path / "fewer.csv")
    assert "Nobody answers for row 60 (Ledningsstaben).\n" in done.stdout
    as_json = json.loads(people(tmp_path / "fewer.csv", "--json").stdout)
    assert as_json["without_owner"] == [{"row": 60, "units": ["Ledningsstaben"]}]
    people(PEOPLE)
    assert "left as they are: agare.ledningsstaben@example.se." in people(tmp_path / "fewer.csv").stdout


def test_json_is_one_document(database: Database) -> None:
    assert json.loads(plan(ACTIVITIES, "--year", 2022, "--json").stdout) == {
        "file": str(ACTIVITIES), "year": 2022, "dry_run": False, "added": 80, "changed": 0, "unchanged": 0,
        "missing": [], "deactivated": [], "changed_rows": [], "moved": [], "ended": [], "renumbered_people": [],
        "new_units": UNITS, "new_goals": GOALS, "sheet": None, "hidden_rows": [], "notes": [],
    }  # fmt: skip
    assert json.loads(people(PEOPLE, "--json", "--dry-run").stdout)["dry_run"] is True


def test_every_fault_is_a_line_of_its_own_and_nothing_is_changed(database: Database, tmp_path: Path) -> None:
    before = dump(database)
    rows = real_rows()
    rows[13]["units"] = []
    rows[20]["goal_kind"] = "delmål"
    refused = plan(write_json(tmp_path / "bad.json", rows), "--json")
    assert refused.exit_code == 1
    is_empty = (
        "is empty: write the unit that answers for it, with / between several; or delete the row if it is not to be "
        "imported"
    )
    assert refused.stderr.splitlines() == [
        f"row 14, column units: {is_empty}",
        "row 21, column goal_kind: takes visionsmål or målområde, not “delmål”: write one of these two words",
        "Row 1 is the first {…} in the file.",
        "bad.json has 2 faults. Nothing was changed.",
    ]
    assert json.loads(refused.stdout)["faults"][0] == {"row": 14, "column": "units", "message": is_empty}
    assert dump(database) == before


def test_faults_of_the_people_file_and_of_the_database_come_together(database: Database, tmp_path: Path) -> None:
    before = dump(database)
    (tmp_path / "bad.csv").write_text("email;name;unit;roles\nx;Namn;Okänd;owner\n", encoding="utf-8")
    refused = people(tmp_path / "bad.csv")
    assert refused.exit_code == 1
    assert refused.stderr.splitlines() == [
        "row 2, column email: takes one e-mail address, such as anna.ek@example.se, not “x”: write the whole address",
        "row 2, column unit: there is no unit “Okänd”; import the plan first, which names the units",
        "Row 1 is the first line of the file.",
        "bad.csv has 2 faults. Nothing was changed.",
    ]
    assert dump(database) == before


def test_the_sheet_and_what_was_not_taken_are_in_the_output(database: Database, tmp_path: Path) -> None:
    book = book_with(("2025", PLAN), ("2026", PLAN))
    book.worksheets[1].row_dimensions[4].hidden = True
    path = saved(tmp_path, book)
    told = plan(path, "--year", 2026, "--dry-run").stdout.splitlines()
    assert told[0] == "Plan 2026 from plan.xlsx, sheet “2026”: 2 rows added, 0 changed, 0 unchanged."
    assert "Hidden and not taken: row 4. --hidden takes them." in told
    assert "3 rows added" in plan(path, "--year", 2026, "--dry-run", "--hidden").stdout
    document = json.loads(plan(path, "--year", 2027, "--sheet", "2026", "--json").stdout)
    assert (document["sheet"], document["hidden_rows"]) == ("2026", [4])
    asked = plan(path, "--year", 2027)
    assert (asked.exit_code, asked.stderr.splitlines()[-1]) == (1, "plan.xlsx has 1 fault. Nothing was changed.")
    assert '“2025”, “2026”. Say which: --sheet "2025"' in asked.stderr


def test_a_sheet_of_people_is_chosen_and_named(database: Database, tmp_path: Path) -> None:
    plan(ACTIVITIES, "--year", 2022)
    heading = ("email", "name", "unit", "roles")
    people_ = [heading, ("a@example.se", "Ägare", "Välfärd", "owner")]
    path = saved(tmp_path, book_with(("Nord", people_), ("Syd", [*people_, ("x", "B", "Välfärd", "owner")])), "p.xlsx")
    assert "People from p.xlsx, sheet “Nord”: 1 person added" in people(path, "--sheet", "Nord").stdout
    refused = people(path, "--sheet", "Syd")
    assert refused.stderr.splitlines()[-1] == "p.xlsx, sheet “Syd” has 1 fault. Nothing was changed."


@pytest.mark.parametrize("words", [[], [ACTIVITIES, "--frob"], [ACTIVITIES, "--year", "soon"]])
def test_wrong_usage_is_two(database: Database, words: list[object]) -> None:
    assert plan(*words).exit_code == 2


def test_a_database_without_tables_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/none.db")
    refused = plan(ACTIVITIES)
    assert refused.exit_code == 1
    assert "malvakten db upgrade" in refused.stderr


@pytest.mark.parametrize("app", [plan_app, people_app])
def test_help_shows_an_example(app: object) -> None:
    shown = CliRunner().invoke(app, ["import", "--help"])  # type: ignore[arg-type]
    assert shown.exit_code == 0
    assert "Example: malvakten" in shown.stdout


@pytest.mark.parametrize(("count", "shown"), [(10, False), (2500, True)])
def test_many_rows_on_a_terminal_show_how_far_it_has_come(
    database: Database, tmp_path: Path, count: int, shown: bool
) -> None:
    rows = [real_rows()[0] | {"order": order} for order in range(1, count + 1)]
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-c", "from bot.cli.plan.importing import plan_app; plan_app()", "import",
         write_json(tmp_path / "many.json", rows), "--dry-run"],
        stdout=subprocess.PIPE, stderr=theirs, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"},
    )  # fmt: skip
    os.write(theirs, b"!")  # so that there is something to read
    told = os.read(ours, 100_000)
    os.close(ours)
    os.close(theirs)
    assert done.stdout.startswith(b"Plan ")
    assert (b"Checking rows" in told) is shown
