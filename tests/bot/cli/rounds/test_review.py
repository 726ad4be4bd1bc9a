"""`malvakten review`, `round lock` and `snapshot` as typed."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from models.vocabulary.answers import Status
from tests.bot.cli.server import ANNA, COORDINATOR, ROUND, Server
from tests.stock import stocked

pytestmark = pytest.mark.one_database


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with stocked("sqlite", tmp_path) as url:
        yield Server(url)


def state(server: Server) -> tuple[list[int], list[int], list[int], list[int]]:
    data = server.read("review", ROUND, "--json")
    return data["approved"], data["returned"], data["unreviewed"], data["changed_since_approval"]


def test_answers_are_unreviewed_approved_or_sent_back(server: Server) -> None:
    assert state(server) == ([], [], [12, 13, 14], [])
    assert server.run("review", "approve", ROUND, "12", "14").exit_code == 0
    assert server.run("review", "return", ROUND, "13", "--question", "Vad behövs?").exit_code == 0
    assert state(server) == ([12, 14], [13], [], [])
    assert server.read("round", "show", ROUND, "--json")["reviewed"] == 3


def test_a_new_version_is_unreviewed_again_and_counted_as_changed_since_approval(server: Server) -> None:
    server.run("review", "approve", ROUND, "12", "13")
    server.answers(ANNA, 12, Status.YELLOW)
    assert state(server) == ([13], [], [12, 14], [12])
    assert server.read("round", "show", ROUND, "--json")["reviewed"] == 1


def test_all_of_a_unit_are_approved_at_once(server: Server) -> None:
    server.run("review", "approve", ROUND, "--unit", "folkhälsa")
    assert state(server)[0] == [12, 13, 14]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["approve", ROUND, "15"], "Row 15 has no answer in Halvår 2026, so there is nothing to review."),
        (["approve", ROUND, "12", "99"], "There is no row 99 in the plan of 2022. The rows are 1–80."),
        (["approve", ROUND, "--unit", "Månen"], "The plan has no unit called “Månen”. The units are: "),
        (["return", ROUND, "15", "--question", "Hur?"], "Row 15 has no answer in Halvår 2026"),
        (["approve", "Halvår 1999", "12"], "There is no round “Halvår 1999”. The rounds are: Halvår 2026."),
        (["approve", ROUND], "Name the rows, or a unit with --unit."),
        (["return", ROUND, "12"], "what is asked with --question."),
        (["approve", "Halvår", "tolv"], "put a round's name in quotation marks"),
    ],
)  # fmt: skip
def test_what_cannot_be_reviewed_is_refused_and_nothing_changes(server: Server, words: list[str], said: str) -> None:
    result = server.run("review", *words)
    assert result.exit_code != 0
    assert said in " ".join(result.stderr.replace("│", " ").split())
    assert state(server) == ([], [], [12, 13, 14], [])


def test_a_lock_that_lacks_something_is_refused_with_the_list(server: Server) -> None:
    server.run("review", "approve", ROUND, "12")
    server.run("review", "return", ROUND, "13", "--question", "Vad behövs?")
    server.close()
    refused = server.run("round", "lock", ROUND)
    assert isinstance(refused.exception, SystemExit)
    assert refused.stderr.splitlines()[:3] == [
        "Halvår 2026 is not ready to be locked.", "Nobody has reviewed: rows 14.", "Sent back: rows 13.",
    ]  # fmt: skip
    assert refused.stderr.splitlines()[3].startswith("Without an answer: rows 1, 2, 3, ")
    assert server.read("round", "show", ROUND, "--json")["state"] == "closed"
    assert server.run("round", "lock", ROUND, "--force").stderr.startswith("Write why")


def forced(server: Server) -> None:
    server.close()
    locked = server.run("round", "lock", ROUND, "--sign", "coordinator", "--sign", "manager=Direktören", "--force",
                        "--why", "Nämnden sammanträder.")  # fmt: skip
    assert locked.exit_code == 0, locked.stderr


def test_the_frozen_record_is_the_same_bytes_every_time_and_holds_what_was_so_then(server: Server) -> None:
    forced(server)
    first = server.run("snapshot", ROUND).stdout_bytes
    server.answers(COORDINATOR, 12, Status.RED)
    assert server.run("snapshot", ROUND).stdout_bytes == first
    shown = server.read("round", "show", ROUND, "--json")["snapshot"]
    assert shown["sha256"] == sha256(first).hexdigest()
    document = json.loads(first)
    assert document["schema"] == "malvakten-snapshot/1"
    assert document["totals"] == {"total": 80, "green": 1, "yellow": 1, "red": 1, "cannot_assess": 0,
                                  "not_reported": 77}  # fmt: skip
    assert [(each["row"], each["trend"]) for each in document["deviations"]] == [(13, "new"), (14, "new")]
    assert [(each["role"], each["name"]) for each in shown["signed"]] == [
        ("coordinator", None),
        ("manager", "Direktören"),
    ]
    assert b"@" not in first
    assert first == json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def test_it_is_written_to_a_file(server: Server, tmp_path: Path) -> None:
    forced(server)
    assert server.run("snapshot", ROUND, "--out", str(tmp_path / "record.json")).exit_code == 0
    assert (tmp_path / "record.json").read_bytes() == server.run("snapshot", ROUND).stdout_bytes


def test_a_round_that_is_not_locked_has_none(server: Server) -> None:
    refused = server.run("snapshot", ROUND)
    assert refused.exit_code == 1
    assert refused.stderr.startswith("Halvår 2026 is open, and has no frozen record.")


def test_nothing_is_reviewed_after_the_lock(server: Server) -> None:
    forced(server)
    refused = server.run("review", "approve", ROUND, "12")
    assert refused.exit_code == 1
    assert refused.stderr.startswith("Halvår 2026 was locked on ")
    assert "by whoever runs Målvakten. Contact the coordinator" in refused.stderr
