"""`malvakten plan add|change|move|merge|cancel|copy|check` as typed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from models.review.queries import snapshot_of
from models.rounds.queries import round_named
from models.storage.database import Database
from models.tables import AuditEvent
from models.vocabulary.answers import Status
from tests.bot.cli.server import ROUND, Server
from tests.stock import stocked

pytestmark = pytest.mark.one_database
YEAR = ("--year", "2022")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with stocked("sqlite", tmp_path) as url:
        yield Server(url)


def plan(server: Server) -> dict[int, dict[str, Any]]:
    rows = server.read("plan", "export", *YEAR, "--format", "json")
    return {row["order"]: row for row in rows}


def unchanged_by_import(server: Server, folder: Path) -> bool:
    out = folder / "out.json"
    assert server.run("plan", "export", *YEAR, "--out", str(out)).exit_code == 0
    result = server.read("plan", "import", str(out), *YEAR, "--json")
    return result["added"] == result["changed"] == 0 and not result["missing"] and not result["moved"]


def audited(server: Server) -> list[str]:
    database = Database(server.url)
    with database.read() as session:
        found = [event.what for event in session.query(AuditEvent).order_by(AuditEvent.id)]
    database.close()
    return [what for what in found if what.startswith("plan.")]


def test_a_row_is_moved_with_what_was_answered_on_it(server: Server, tmp_path: Path) -> None:
    assert plan(server)[12]["units"] == ["Folkhälsa"]
    done = server.run("plan", "move", "12", "till", "Kultur", "/", "Välfärd", *YEAR)
    assert done.stdout.startswith("Row 12 has gone from Folkhälsa to Kultur och ideell sektor / Välfärd.\n")
    assert f"{ROUND} is open. Ägare Folkhälsa will be told in a message." in done.stdout
    assert "Ägare Välfärd will be asked in" in done.stdout.replace("Ägare Välfärd 1", "Ägare Välfärd")
    assert f"Row 12 has an answer in {ROUND}. It is kept." in done.stdout
    assert plan(server)[12]["units"] == ["Kultur och ideell sektor", "Välfärd"]
    answers = {row["row"]: row for row in server.read("answers", "export", "--round", ROUND, "--format", "json")}
    assert answers[12]["status"] == "green"
    assert unchanged_by_import(server, tmp_path)
    assert "already" in server.run("plan", "move", "12", "Kultur / Välfärd", *YEAR).stdout
    assert audited(server).count("plan.moved") == 1


def test_a_dry_run_says_the_same_and_changes_nothing(server: Server) -> None:
    before, events = plan(server), audited(server)
    for words in (("move", "12", "Kultur"), ("merge", "12", "13"), ("cancel", "12", "Beslutat."),
                  ("change", "12", "--activity", "Ny lydelse"),
                  ("add", "--activity", "Ny rad", "--goal", "Hållbar", "--units", "Kultur")):  # fmt: skip
        dry = server.run("plan", *words, *YEAR, "--dry-run")
        assert dry.exit_code == 0, dry.stderr
        assert dry.stdout.endswith("Dry run: nothing was stored.\n")
        assert (plan(server), audited(server)) == (before, events)
    assert server.run("plan", "copy", "2022", "2023", "--dry-run").exit_code == 0
    assert server.run("plan", "export", "--year", "2023").exit_code == 1


def test_two_rows_under_one_goal_become_one(server: Server, tmp_path: Path) -> None:
    assert plan(server)[12]["goal"] == plan(server)[13]["goal"]
    data = server.read("plan", "merge", "12", "med", "13", *YEAR, "--json")
    assert (data["row"], data["merged"], data["ended"], data["dry_run"]) == (12, 13, True, False)
    assert 13 not in plan(server)
    assert unchanged_by_import(server, tmp_path)
    assert server.read("round", "show", ROUND, "--json")["answered"] == 2
    assert len(server.read("answers", "export", "--round", ROUND, "--all-versions", "--format", "json")) == 3
    again = server.run("plan", "merge", "12", "13", *YEAR)
    assert (again.exit_code, again.stderr.startswith("Row 13 has left the plan of 2022")) == (1, True)


def test_two_rows_under_different_goals_become_one_activity(server: Server, tmp_path: Path) -> None:
    before = plan(server)
    assert before[12]["goal"] != before[80]["goal"]
    assert server.read("plan", "merge", "12", "80", *YEAR, "--json")["ended"] is False
    after = plan(server)
    assert (after[80]["activity"], after[80]["goal"]) == (before[12]["activity"], before[80]["goal"])
    assert after[80]["units"] == after[12]["units"]
    assert unchanged_by_import(server, tmp_path)


def test_a_row_ends_with_a_reason_and_rounds_that_are_over_keep_it(server: Server, tmp_path: Path) -> None:
    server.close()
    locked = server.run("round", "lock", ROUND, "--force", "--why", "Prövning.")
    assert locked.exit_code == 0, locked.stderr
    frozen, status = server.run("snapshot", ROUND).stdout, server.read("status", "--json")
    assert server.run("plan", "cancel", "12", *YEAR).stderr.startswith("Write why the row ends")
    done = server.run("plan", "cancel", "12", "Nämnden", "beslutade.", "--replaced-by", "13", *YEAR)
    assert done.stdout.startswith("Row 12 has ended.\nNo round is open on the plan")
    assert 12 not in plan(server)
    assert unchanged_by_import(server, tmp_path)
    assert server.run("snapshot", ROUND).stdout == frozen
    again = server.read("status", "--json")
    assert {**again, "as_of": ""} == {**status, "as_of": ""}
    answers = server.read("answers", "export", "--round", ROUND, "--format", "json")
    assert [row["row"] for row in answers] == list(range(1, 81))
    database = Database(server.url)
    with database.read() as session:
        round_ = round_named(session, ROUND.casefold())
        assert round_
        assert snapshot_of(session, round_.id)
    database.close()


def test_wording_goals_and_dates_change_on_all_rows_of_an_activity(server: Server, tmp_path: Path) -> None:
    before = plan(server)
    words = ("change", "12", "--activity", "En ny lydelse", "--goal", before[12]["goal"], "--goal", before[80]["goal"])
    data = server.read("plan", *words, "--ends", "2022-12-31", *YEAR, "--json")
    assert data["changed"] == ["activity", "goals", "dates"]
    after = plan(server)
    assert (after[12]["activity"], after[81]["activity"]) == ("En ny lydelse", "En ny lydelse")
    assert (after[81]["goal"], after[81]["units"]) == (before[80]["goal"], before[12]["units"])
    assert unchanged_by_import(server, tmp_path)
    assert 12 not in server.read("plan", "check", *YEAR, "--json")["without_date"]
    taken = server.run("plan", "change", "13", "--activity", "en NY lydelse", *YEAR)
    assert (taken.exit_code, "Row 12 has that wording already." in taken.stderr) == (1, True)


def test_what_cannot_be_is_refused_in_words_that_say_what_to_do(server: Server) -> None:
    before = plan(server)
    for words, said in (
        (("move", "99", "Kultur"), "There is no row 99 in the plan of 2022. The rows are 1–80."),
        (("move", "12", "Kulturskolan"), "There is no unit “Kulturskolan”. Did you mean: Kultur och ideell sektor"),
        (("change", "12", "--goal", "Nytt mål"), "There is no goal “Nytt mål”. Did you mean:"),
        (("merge", "12", "12"), "Name two different rows."),
        (("cancel", "12", "Skäl.", "--replaced-by", "12"), "Row 12 cannot take its place."),
        (("change", "12", "--starts", "2022-05-01", "--ends", "2022-04-01"), "The activity ends before it begins."),
        (("add", "--activity", "x" * 501, "--goal", "Hållbar", "--units", "Kultur"), "Write a wording of 1 to 500"),
    ):
        refused = server.run("plan", *words, *YEAR)
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert said in refused.stderr
    assert server.run("plan", "move", "12", "Kultur", "--year", "2031").stderr.startswith("There is no plan of 2031.")
    assert server.run("plan", "merge", "12", *YEAR).exit_code == 2
    assert server.run("plan", "change", "12", *YEAR).exit_code == 2
    assert plan(server) == before


def test_a_plan_is_copied_once_with_what_is_not_finished(server: Server, tmp_path: Path) -> None:
    server.close()
    data = server.read("plan", "copy", "2022", "2023", "--json")
    assert (len(data["rows"]), data["left_out"], data["deviations"]) == (80, [], [13, 14])
    copied = {row["order"]: row for row in server.read("plan", "export", "--year", "2023", "--format", "json")}
    assert {n: row["activity"] for n, row in copied.items()} == {n: row["activity"] for n, row in plan(server).items()}
    assert (copied[13]["status"], copied[13]["comment"]) == (Status.RED.value, "Kort.")
    again = server.run("plan", "copy", "2022", "2023")
    assert (again.exit_code, again.stderr) == (
        1,
        "There is a plan of 2023 already, with 80 rows. Nothing was copied.\nNothing was changed.\n",
    )
    assert json.loads(server.run("plan", "check", "--year", "2023", "--json").stdout)["year"] == 2023


def test_the_plan_is_looked_through(server: Server) -> None:
    assert (
        server.run("plan", "change", "40", "--activity", plan(server)[41]["activity"] + " m.m.", *YEAR).exit_code == 0
    )
    found = server.read("plan", "check", *YEAR, "--json")
    assert [40, 41] in found["alike"]
    assert found["never_answered"] == [row for row in range(1, 81) if row not in {12, 13, 14}]
    assert found["goals_without_activities"] == []
    assert found["unchanged"] == []
    assert "Without date: 80 (" in server.run("plan", "check", *YEAR).stdout


def test_a_unit_has_another_name_and_its_old_one_is_understood(server: Server, tmp_path: Path) -> None:
    old = tmp_path / "old.json"
    people = tmp_path / "people.csv"
    server.run("plan", "export", *YEAR, "--out", str(old))
    server.run("people", "export", "--out", str(people))
    done = server.run("plan", "rename", "Folkhälsa", "till", "Hälsa", "och", "liv")
    assert done.stdout == "Folkhälsa is called Hälsa och liv from now on.\n"
    assert plan(server)[12]["units"] == ["Hälsa och liv"]
    assert unchanged_by_import(server, tmp_path)
    result = server.read("plan", "import", str(old), *YEAR, "--json")
    assert (result["changed"], result["new_units"]) == (0, [])
    assert server.read("people", "import", str(people), "--json")["changed"] == 0
    assert server.read("answers", "export", "--round", ROUND, "--format", "json")[11]["units"] == ["Hälsa och liv"]
    taken = server.run("plan", "rename", "Kultur", "folkhälsa")
    assert (taken.exit_code, taken.stderr) == (
        1,
        "folkhälsa is a name of Hälsa och liv already.\nNothing was changed.\n",
    )
    assert server.run("plan", "rename", "Hälsa och liv", "Folkhälsa").exit_code == 0
    assert plan(server)[12]["units"] == ["Folkhälsa"]
