"""`malvakten audit` as typed: every change, with who, by which channel, before and after."""

import asyncio
import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.dispatch import Dispatcher
from bot.requests.incoming import Incoming
from bot.transactions import Transactions
from handlers.context import Said
from models.options import Options
from models.storage.database import Database
from models.vocabulary.answers import Status
from tests.bot.cli.server import ANNA, COORDINATOR, ROUND, Server
from tests.conftest import STOCKHOLM

EMAIL, NAME = "agare.folkhalsa@example.se", "Ägare Folkhälsa"
LONG = ("Upphandlingen är försenad. " * 300).strip()


@pytest.fixture
def server(stocked_url: str) -> Server:
    return Server(stocked_url, answered=False)


def test_an_answer_is_told_with_before_and_after_whole(server: Server) -> None:
    server.answers(ANNA, 12, Status.GREEN, "Löper på.")
    server.answers(ANNA, 12, Status.RED, LONG, cause="Överklagad.")
    first, second = server.read("audit", "--row", "12", "--round", ROUND)
    assert list(first) == ["at", "actor", "channel", "what", "about", "before", "after"]
    assert (first["what"], first["about"], first["before"]) == ("answer.stored", f"{ROUND} / 12", None)
    assert first["actor"] == NAME
    assert (first["after"]["status"], first["after"]["comment"], first["after"]["version"]) == ("green", "Löper på.", 1)
    assert second["before"] == first["after"]
    assert (second["after"]["comment"], second["after"]["cause"]) == (LONG, "Överklagad.")


def test_personal_data_in_an_answer_are_masked_and_stand_nowhere_else(server: Server) -> None:
    server.answers(ANNA, 12, Status.GREEN, "Ring 070-123 45 67.")
    assert "070" not in server.run("audit").stdout
    assert "▇▇▇" in server.run("audit", "--row", "12").stdout


@pytest.mark.parametrize(
    ("platform", "words", "actor", "channel"),
    [("slack", "14 grön Klart.", "Samordnare", "chat"), ("web", "14 grön Klart.", "Samordnare", "web")],
)
@pytest.mark.one_database
def test_what_is_done_in_the_chat_has_its_person_and_channel(
    server: Server, platform: str, words: str, actor: str, channel: str
) -> None:
    database = Database(server.url)
    transactions = Transactions(database)
    dispatcher = Dispatcher(transactions, Options(STOCKHOLM), lambda: server.now)
    account = COORDINATOR if platform == "slack" else "samordnare1@example.se"
    for said in (Said("report", words), Said("round", f"stäng {ROUND}")):
        asyncio.run(dispatcher.run(Incoming(platform, account, said)))
    transactions.close()
    database.close()
    lines = server.read("audit", "--round", ROUND)[2:]
    assert [(line["what"], line["channel"]) for line in lines][:1] == [("answer.stored", channel)]
    assert all(actor in line["actor"] for line in lines)


def test_what_is_done_on_the_command_line_is_the_operators_and_what_time_does_the_clocks(server: Server) -> None:
    server.run("round", "extend", ROUND, "2099-06-30T16:00")
    server.run("round", "close", ROUND)
    created, opened, extended, closed = server.read("audit", "--round", ROUND)
    assert (created["actor"], created["channel"], opened["channel"]) == ("clock", "clock", "clock")
    assert (extended["actor"], extended["channel"]) == ("operator", "cli")
    assert extended["after"] == {"deadline": "2099-06-30T14:00:00+00:00"}
    assert extended["before"]["deadline"] == opened["after"]["deadline"]
    assert (closed["before"]["state"], closed["after"]["state"]) == ("open", "closed")


def test_an_import_is_told_row_by_row(server: Server, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    server.run("plan", "export", "--year", "2022", "--out", str(plan))
    rows = json.loads(plan.read_text(encoding="utf-8"))
    rows[13]["units"] = ["Välfärd"]
    plan.write_text(json.dumps(rows), encoding="utf-8")
    since = datetime.now(UTC).isoformat()
    assert server.run("plan", "import", str(plan), "--year", "2022").exit_code == 0
    row, imported = server.read("audit", "--since", since)
    assert (row["what"], row["about"]) == ("plan.row_changed", "plan 2022 / 14")
    assert (row["before"], row["after"]) == ({"units": ["Folkhälsa"]}, {"units": ["Välfärd"]})
    assert (imported["what"], imported["channel"], imported["after"]["changed"]) == ("plan.imported", "cli", 1)
    assert server.read("audit", "--row", "14")[-1] == row


def test_a_persons_lines_and_what_is_left_of_them_when_they_are_removed(server: Server, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    server.run("people", "export", "--out", str(people))
    people.write_text(people.read_text(encoding="utf-8-sig").replace(NAME, "Ägaren"), encoding="utf-8")
    assert server.run("people", "import", str(people)).exit_code == 0
    added, changed = server.read("audit", "--person", EMAIL)
    assert (added["what"], added["about"], added["after"]["roles"]) == ("person.added", EMAIL, ["owner"])
    assert (changed["before"], changed["after"]) == ({"name": NAME}, {"name": "Ägaren"})
    server.run("people", "remove", EMAIL)
    everything = server.run("audit").stdout
    assert "Ägaren" not in everything
    assert NAME not in everything
    assert EMAIL not in everything
    assert server.read("audit")[-1]["before"] == {"roles": ["owner"], "unit": ["Folkhälsa"]}


def test_reviews_are_told_with_the_verdict_and_the_question(server: Server) -> None:
    server.answers(ANNA, 12, Status.GREEN)
    server.run("review", "return", ROUND, "12", "--question", "Vad behövs?")
    server.run("review", "approve", ROUND, "12")
    *_, returned, approved = server.read("audit", "--row", "12")
    asked = {"verdict": "returned", "version": 1, "question": "Vad behövs?", "own": False}
    assert (returned["what"], returned["before"], returned["after"]) == ("answer.returned", None, asked)
    assert (approved["what"], approved["before"]) == ("answer.approved", asked)
    assert approved["after"]["verdict"] == "approved"


def test_times_and_filters_together(server: Server) -> None:
    server.answers(ANNA, 12, Status.GREEN)
    server.answers(ANNA, 13, Status.GREEN)
    day = f"{server.now.astimezone(STOCKHOLM):%Y-%m-%d}"
    assert len(server.read("audit", "--row", "12", "--person", EMAIL, "--since", day, "--until", day)) == 1
    assert server.read("audit", "--round", ROUND, "--until", "2001-01-01") == []
    assert server.read("audit", "--row", "12", "--round", ROUND)[0]["at"].endswith("Z")


def test_csv_opens_in_columns_and_nothing_in_it_is_a_formula(server: Server, tmp_path: Path) -> None:
    server.answers(ANNA, 12, Status.GREEN, '=HYPERLINK("http://example.se")')
    times = ("--from", "2033-01-01", "--to", "2033-06-30", "--opens-at", "2033-06-01", "--deadline", "2033-06-30")
    assert server.run("round", "create", "=1+1", *times).exit_code == 0
    out = tmp_path / "audit.csv"
    assert server.run("audit", "--out", str(out)).exit_code == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert len(rows) == len(server.read("audit"))
    assert json.loads(rows[-2]["after"])["comment"].startswith("=HYPERLINK")
    assert rows[-1]["about"] == "'=1+1"
    assert not any((value or "").startswith("=") for row in rows for value in row.values())


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["--round", "Halvår 1999"], 1, "There is no round “Halvår 1999”. The rounds are: Halvår 2026."),
        (["--row", "99"], 1, "There is no row 99 in the plan of 2022. The rows are 1–80."),
        (["--person", "folkhalsa@example.se"], 1, "Did you mean"),
        (["--since", "2027-01-01", "--until", "2026-01-01"], 1, "so nothing is between them"),
        (["--since", "i går"], 1, "--since: "),
        (["--format", "xlsx"], 2, "'xlsx'"),
        (["--out", "/nowhere/audit.json"], 1, "There is no folder /nowhere."),
    ],
)  # fmt: skip
@pytest.mark.one_database
def test_what_cannot_be_asked_is_refused(server: Server, words: list[str], status: int, said: str) -> None:
    result = server.run("audit", *words)
    assert (result.exit_code, result.stdout) == (status, "")
    assert said in " ".join(result.stderr.replace("│", " ").split())
