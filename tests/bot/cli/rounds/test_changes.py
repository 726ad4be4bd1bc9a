"""`malvakten round reopen`, `extend --unit`, `excuse` and `unpublish` as typed."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from models.vocabulary.answers import Status
from tests.bot.cli.server import ANNA, ROUND, Server
from tests.stock import stocked

pytestmark = pytest.mark.one_database


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with stocked("sqlite", tmp_path) as url:
        yield Server(url)


def refused(server: Server, *words: str) -> str:
    result = server.run("round", *words)
    assert result.exit_code != 0
    assert isinstance(result.exception, SystemExit)
    return result.stderr


def test_a_closed_round_is_opened_again_for_a_week_unless_told_otherwise(server: Server) -> None:
    server.close()
    assert "Write why" in refused(server, "reopen", ROUND, "--why", " ")
    shown = server.read("round", "reopen", ROUND, "--why", "Stängd av misstag", "--json")
    assert shown["state"] == "open"
    server.answers(ANNA, 14, Status.GREEN)
    assert server.read("round", "show", ROUND, "--json")["late"] == 0
    assert refused(server, "reopen", ROUND, "--why", "Igen").startswith("Halvår 2026 is open; it must be closed first.")


def test_it_is_open_until_the_time_that_is_named(server: Server) -> None:
    server.close()
    shown = server.read("round", "reopen", ROUND, "--why", "Mer tid", "--to", "2099-01-15", "--json")
    assert shown["deadline"] == "2099-01-15T16:00:00+01:00"


def test_a_locked_round_stays_so_and_the_refusal_says_since_when_and_by_whom(server: Server) -> None:
    server.close()
    server.run("round", "lock", ROUND, "--force", "--why", "Nämnden")
    for words in (
        ("reopen", ROUND, "--why", "Fel"), ("extend", ROUND, "2099-01-15", "--unit", "Folkhälsa"),
        ("extend", ROUND, "2099-01-15"), ("excuse", ROUND, "20", "--why", "Nej"),
    ):  # fmt: skip
        words_said = refused(server, *words)
        assert words_said.startswith("Halvår 2026 was locked on 20")
        assert "by whoever runs Målvakten. Contact the coordinator" in words_said


def test_a_published_round_is_taken_off_the_site_and_published_again(server: Server) -> None:
    server.close()
    server.run("round", "lock", ROUND, "--force", "--why", "Nämnden")
    server.run("round", "publish", ROUND)
    assert server.read("round", "unpublish", ROUND, "--why", "Ett fel", "--json")["state"] == "locked"
    assert server.read("round", "publish", ROUND, "--json")["state"] == "published"


def test_the_rows_of_one_unit_are_open_until_an_instant_and_not_late(server: Server) -> None:
    server.close()
    until = (server.now + timedelta(days=3)).isoformat()
    before = server.read("round", "show", ROUND, "--json")
    shown = server.read("round", "extend", ROUND, until, "--unit", "folkhälsa", "--json")
    assert (shown["state"], shown["deadline"]) == ("closed", before["deadline"])
    server.answers(ANNA, 16, Status.GREEN)
    server.now += timedelta(days=4)
    server.answers(ANNA, 17, Status.GREEN)
    assert server.read("round", "show", ROUND, "--json")["late"] == 1


def test_an_excused_row_is_not_missing(server: Server) -> None:
    server.close()
    before = server.read("round", "show", ROUND, "--json")
    after = server.read("round", "excuse", ROUND, "20", "--why", "Börjar i höst", "--json")
    assert (after["missing"], after["excused"]) == (before["missing"] - 1, before["excused"] + 1)
    assert refused(server, "excuse", ROUND, "12", "--why", "Nej").startswith("Row 12 has an answer in Halvår 2026")
    assert refused(server, "excuse", ROUND, "99", "--why", "Nej").startswith("There is no row 99 in the plan of 2022.")
    undone = server.read("round", "excuse", ROUND, "20", "--undo", "--json")
    assert (undone["missing"], undone["excused"]) == (before["missing"], before["excused"])


def test_a_round_that_has_opened_and_is_no_rehearsal_is_not_removed(server: Server) -> None:
    assert refused(server, "remove", ROUND, "--why", "Fel").startswith("Halvår 2026 is no rehearsal, so it stays.")
    created = ("create", "Prov", "--from", "2099-01-01", "--to", "2099-06-30", "--opens-at", "2099-06-01", "--deadline",
               "2099-06-30")  # fmt: skip
    assert server.run("round", *created).exit_code == 0
    assert server.read("round", "remove", "Prov", "--why", "Fel", "--json") == {"removed": "Prov"}
    assert [each["name"] for each in server.read("round", "list", "--json")] == [ROUND]


def test_a_unit_that_the_plan_does_not_have_is_refused_with_those_it_has(server: Server) -> None:
    assert "The units are: " in refused(server, "extend", ROUND, "2099-01-15", "--unit", "Månen")
