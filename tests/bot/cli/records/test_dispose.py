"""`malvakten dispose`: what a decision names is deleted, and nothing else."""

import json
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from models.storage.base import Base
from models.storage.database import Database
from models.tables import Answer, AuditEvent, Delivery, Round
from models.vocabulary.answers import Status
from tests.bot.cli.server import ANNA, ROUND, Server
from tests.conftest import STOCKHOLM

LATER = "Helår 2026"
# The first round ended yesterday; the second one goes on.


def today() -> str:
    """Looked at in each test: a run may go on over midnight."""
    return f"{datetime.now(STOCKHOLM):%Y-%m-%d}"


DECISION = ("--decision", "RS 2026/123")


@pytest.fixture
def server(stocked_url: str) -> Server:
    """A locked round with answers, and an open one after it."""
    made = Server(stocked_url, answered=False)
    made.answers(ANNA, 12, Status.GREEN, "Hemligt.")
    made.answers(ANNA, 12, Status.RED, "Hemligt igen.")
    made.run("review", "return", ROUND, "12", "--question", "Vad behövs?")
    made.close()
    assert made.run("round", "lock", ROUND, "--force", "--why", "Prov").exit_code == 0
    made.does(lambda office: office.ask(office.open(LATER)))
    made.answers(ANNA, 13, Status.YELLOW, "Kvar.")
    return made


def counts(server: Server) -> dict[str, int]:
    database = Database(server.url)
    with database.read() as session:
        found = {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }
    database.close()
    return found


def dispose(server: Server, *words: str) -> dict[str, Any]:
    result = server.run("dispose", *DECISION, "--json", *words)
    assert result.exit_code == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_a_dry_run_tells_the_counts_and_changes_nothing(server: Server) -> None:
    before = counts(server)
    told = dispose(server, "--before", today(), "--dry-run")
    assert counts(server) == before
    assert (told["dry_run"], told["without_record"], list(told["rounds"])) == (True, [], [ROUND])
    assert told["rounds"][ROUND]["answer"] == 2
    assert told["rounds"][ROUND]["review"] == 1


def test_what_the_decision_names_is_deleted_and_the_rest_stays(server: Server) -> None:
    before, record = counts(server), server.run("snapshot", ROUND).stdout
    [gone] = dispose(server, "--before", today())["rounds"].values()
    after = counts(server)
    assert {name: before[name] - after[name] for name in gone if name != "audit_event"} == {
        name: number for name, number in gone.items() if name != "audit_event"
    }
    assert before["audit_event"] - after["audit_event"] == gone["audit_event"] - 1, "the line that says so"
    untouched = before.keys() - gone.keys() - {"revision"}
    assert {name: after[name] for name in untouched} == {name: before[name] for name in untouched}
    assert server.run("snapshot", ROUND).stdout == record
    assert "Kvar." in server.run("answers", "export", "--round", LATER).stdout
    assert "Hemligt" not in server.run("answers", "export", "--round", ROUND, "--all-versions").stdout
    assert "Hemligt" not in server.run("audit").stdout


def test_a_line_says_so_with_the_decision_and_the_counts(server: Server) -> None:
    gone = dispose(server, "--before", today())["rounds"][ROUND]
    [line] = server.read("audit", "--round", ROUND)
    assert (line["what"], line["actor"], line["channel"], line["about"]) == (
        "records.disposed", "operator", "cli", ROUND,
    )  # fmt: skip
    assert line["before"] == gone
    assert line["after"] == {"decision": "RS 2026/123", "ended_before": today()}
    again = server.run("dispose", *DECISION, "--before", today())
    assert (again.exit_code, again.stdout) == (1, "")
    assert f"No round that ended before {today()} has anything to dispose of." in again.stderr
    assert server.read("audit", "--round", ROUND) == [line]


def test_an_open_round_is_never_touched_nor_any_other_with_it(server: Server) -> None:
    before = counts(server)
    refused = server.run("dispose", *DECISION, "--before", "2099-01-01")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert f"{LATER} is open; it must be closed" in refused.stderr
    assert counts(server) == before


def test_a_round_that_is_open_again_for_a_unit_is_not_touched(server: Server) -> None:
    server.run("round", "close", LATER)
    assert server.run("round", "extend", LATER, "2099-01-01T12:00", "--unit", "Folkhälsa").exit_code == 0
    before = counts(server)
    refused = server.run("dispose", *DECISION, "--before", "2099-01-01")
    assert (refused.exit_code, counts(server)) == (1, before)
    assert f"{LATER} is open for a unit until 2099-01-01" in refused.stderr


def test_a_round_that_was_never_locked_is_pointed_out(server: Server) -> None:
    server.run("round", "close", LATER)
    told = server.run("dispose", *DECISION, "--before", "2099-01-01", "--dry-run").stdout
    assert f"Never locked, so nothing of what was answered remains: {LATER}." in told
    assert told.splitlines()[-1] == "Dry run: nothing was deleted."


def test_what_refers_to_it_from_another_round_stays_without_the_reference(server: Server) -> None:
    """An answer that says “see above”; and a message without a round in the thread of one that is deleted goes too."""
    database = Database(server.url)
    with database.write() as session:
        first = session.scalars(select(Round).where(Round.name == ROUND)).one()
        old = session.scalars(select(Answer).where(Answer.round_id == first.id)).first()
        kept = session.scalars(select(Answer).where(Answer.comment == "Kvar.")).one()
        assert old
        kept.reference_answer_id = old.id
        parent = session.scalars(select(Delivery).where(Delivery.round_id == first.id)).first()
        assert parent
        session.add(Delivery(
            key="of no round", token="t", kind=parent.kind, platform="slack", destination=parent.destination,
            parent_id=parent.id, state=parent.state, created_at=parent.created_at, due_at=parent.due_at,
        ))  # fmt: skip
    dispose(server, "--before", today())
    with database.read() as session:
        assert session.scalars(select(Answer.reference_answer_id)).all() == [None]
        assert session.scalars(select(Delivery.id).where(Delivery.key == "of no round")).all() == []
        assert session.scalars(select(AuditEvent.id).where(AuditEvent.what == "people.imported")).all() != []
    database.close()


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["--before", "2026", *DECISION], 2, "takes a day like 2020-01-01"),
        (["--before", "2020-01-01"], 2, "--decision"),
        (["--before", "2020-01-01", "--decision", " "], 1,
         "Name the decision with 1 to 150 characters. Nothing was deleted."),
        (["--before", "2001-01-01", *DECISION], 1, "No round that ended before 2001-01-01 has anything to dispose of."),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_refused(server: Server, words: list[str], status: int, said: str) -> None:
    before = counts(server)
    refused = server.run("dispose", *words)
    assert (refused.exit_code, refused.stdout) == (status, "")
    assert said in " ".join(refused.stderr.replace("│", " ").split())
    assert counts(server) == before
